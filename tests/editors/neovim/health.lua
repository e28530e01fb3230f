-- :checkhealth healer
local tools = require('tools')

local function health()
  vim.cmd('silent checkhealth healer')
  local lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  vim.cmd('silent! bwipeout!')
  return table.concat(lines, '\n')
end

return {
  {
    'all is well',
    function()
      tools.open('well.py', 'x = 1\n')
      local text = health()
      tools.equal('errors and warnings', { text:match('ERROR[^\n]*'), text:match('WARNING[^\n]*') }, {})
      for _, wanted in ipairs({ 'OK Neovim 0%.', 'OK healer %d', 'OK attached to 1 buffer in', 'OK the workspace is trusted', 'rustc: ' }) do
        if not text:find(wanted) then
          error(('%s is not in\n%s'):format(wanted, text))
        end
      end
    end,
  },
  {
    'a program that is not there is an error that says what to do',
    function()
      local before = vim.g.healer
      vim.g.healer = { cmd = { 'no-healer-here' } }
      if vim.fn.has('nvim-0.11') == 1 then
        vim.lsp.config('healer', { cmd = { 'no-healer-here' } })
      end
      local text = health()
      vim.g.healer = before
      if vim.fn.has('nvim-0.11') == 1 then
        vim.lsp.config('healer', { cmd = before.cmd })
      end
      tools.equal('the error', text:find('ERROR no-healer-here is not an executable program', 1, true) ~= nil, true)
    end,
  },
}
