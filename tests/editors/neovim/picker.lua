-- The picker of fixes: ranked, with its standing and what each would change.
local tools = require('tools')

local TEXT = 'def total(prices):\n    return sum(prces)\n'

--- Opens the file, puts the cursor on its error and waits until the server knows it.
local function on_error()
  local buffer = tools.open('picked.py', TEXT)
  local errors = tools.errors(buffer)
  vim.api.nvim_win_set_cursor(0, { errors[1].lnum + 1, 0 })
  return buffer
end

return {
  {
    'each fix says how far it can be trusted, and what it would change',
    function()
      local buffer = on_error()
      local preview, own
      local asked = tools.answer_select(function(items, options)
        preview = tools.shown('healer://fixes')
        own = vim.api.nvim_buf_get_lines(options.preview_item(items[1]).buf, 0, -1, false)
        return nil
      end)
      vim.cmd.HealFixes()
      tools.wait('the picker', function()
        return asked.items
      end)
      local label = asked.options.format_item(asked.items[1])
      if not label:find('^Change `prces` to `prices`  %(%d+ %%, rule, python/correct%-name, review') then
        error('the label is ' .. label)
      end
      tools.equal('the preview', preview[1], '1  Change `prces` to `prices`')
      for _, lines in ipairs({ preview, own }) do
        tools.equal('the diff', { vim.list_contains(lines, '-    return sum(prces)'), vim.list_contains(lines, '+    return sum(prices)') }, { true, true })
      end
      -- Who takes none changes nothing, and the preview goes.
      tools.equal('the text', tools.text(buffer), TEXT)
      tools.equal('the preview', tools.shown('healer://fixes'), nil)
    end,
  },
  {
    'the fix that is taken is applied, and the server told',
    function()
      local buffer = on_error()
      local accepted
      vim.api.nvim_create_autocmd('LspRequest', {
        callback = function(event)
          local request = event.data.request
          accepted = accepted or request.method == 'workspace/executeCommand' and request.type == 'complete'
        end,
      })
      tools.answer_select(function(items)
        return items[1]
      end)
      -- healer's own key, which nothing else is mapped to.
      vim.api.nvim_feedkeys('grh', 'mx', false)
      tools.wait('the fix', function()
        return tools.text(buffer) ~= TEXT
      end)
      tools.equal('the text', tools.text(buffer), (TEXT:gsub('prces', 'prices')))
      tools.wait('the command that tells which one was taken', function()
        return accepted
      end)
      tools.wait_clean(buffer)
    end,
  },
  {
    'where there is none that is said',
    function()
      tools.open('fine.py', 'x = 1\nprint(x)\n')
      local before = #tools.told
      vim.cmd.HealFixes()
      tools.wait('a word', function()
        return #tools.told > before
      end)
      tools.equal('what was told', tools.told[#tools.told], 'healer knows no fix for what is in this line.')
    end,
  },
}
