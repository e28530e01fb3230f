-- What is read: explanations, the history, learned fixes.
local tools = require('tools')

local TEXT = 'def total(prices):\n    return sum(prces)\n'

local function floating()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\n')
    end
  end
end

return {
  {
    'an error is explained where the cursor is in its line',
    function()
      local buffer = tools.open('asked.py', TEXT)
      tools.errors(buffer)
      vim.api.nvim_win_set_cursor(0, { 2, 0 })
      vim.cmd.HealExplain()
      local text = tools.wait('the explanation', floating)
      tools.equal('it speaks of the error', text:find('prces', 1, true) ~= nil and text:find('RES.NAME', 1, true) ~= nil, true)
    end,
  },
  {
    'the history has the heal with its change, and only of this file without !',
    function()
      local buffer = tools.open('told.py', TEXT)
      tools.errors(buffer)
      tools.answer_select(function()
        return 'Apply'
      end)
      tools.report(vim.cmd.Heal)
      vim.cmd.HealHistory()
      local lines = tools.wait('the history', function()
        return tools.shown('healer://history')
      end)
      local text = table.concat(lines, '\n')
      tools.equal('the error and the fix', { text:match('told%.py  healer: Undefined name `prces`') ~= nil, text:match('promote: Change `prces` to `prices`') ~= nil }, { true, true })
      tools.equal('the change', vim.list_contains(lines, '+    return sum(prices)'), true)
      tools.equal('the others', text:find('doubtful.py', 1, true), nil)
      -- `q` closes it.
      vim.api.nvim_feedkeys('q', 'mx', false)
      tools.equal('the window', tools.shown('healer://history'), nil)
    end,
  },
  {
    'learned fixes are listed, shown, exported and forgotten; wrong words are named',
    function()
      local buffer = tools.open('learned.py', TEXT)
      tools.errors(buffer)
      -- A repair by hand.
      vim.api.nvim_buf_set_lines(buffer, 1, 2, false, { '    return sum(prices)' })
      tools.wait_clean(buffer)
      local lines = tools.wait('what was learned', function()
        -- What is on the way of being learned is not there the first time; each answer is awaited.
        local told = #tools.told
        vim.cmd.HealPatterns()
        vim.wait(5000, function()
          return #tools.told > told or tools.shown('healer://patterns')
        end, 10)
        return tools.shown('healer://patterns')
      end)
      local id = lines[1]:match('^(%x+)  %a+  [%u.]+  %a+, right %d+ of %d+ times$')
      tools.equal('before and after', { lines[2]:sub(1, 2), vim.iter(lines):any(function(line) return line:sub(1, 2) == '+ ' end) }, { '- ', true })
      vim.cmd('close')
      vim.cmd('HealPatterns show ' .. id)
      tools.wait('one of them', function()
        return vim.iter(tools.shown('healer://pattern') or {}):any(function(line)
          return line:find(id, 1, true)
        end)
      end)
      vim.cmd('close')
      vim.cmd('HealPatterns export ' .. id)
      tools.wait('its file', function()
        return vim.iter(tools.shown('healer://patterns.yml') or {}):any(function(line)
          return line:find('^language:') or line:find('^rule:')
        end)
      end)
      vim.cmd('close')
      vim.cmd('HealPatterns forget ' .. id)
      tools.wait('the end of it', function()
        return tools.told[#tools.told] == '1 forgotten.'
      end)
      vim.cmd('HealPatterns show ' .. id)
      tools.wait('the refusal', function()
        return tools.told[#tools.told] == 'id: there is no learned fix ' .. id
      end)
      vim.cmd('HealPatterns mend')
      tools.equal('what was told', tools.told[#tools.told], 'mend: expected list, show, export or forget.')
    end,
  },
}
