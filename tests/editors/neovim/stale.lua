-- Edits for a text that is not there any more are refused; Neovim itself would tell the server that it applied them.
local tools = require('tools')

local TEXT = 'def total(prices):\n    return sum(prces)\n'

local function type_more(buffer)
  vim.api.nvim_buf_set_lines(buffer, 0, 0, false, { '# typed meanwhile' })
end

return {
  {
    'what is typed while the heal\'s question is open',
    function()
      local buffer = tools.open('stale.py', TEXT)
      tools.errors(buffer)
      tools.answer_select(function()
        type_more(buffer)
        return 'Apply'
      end)
      local report = tools.report(vim.cmd.Heal)
      tools.equal('the report', report.applied, false)
      tools.equal('the text', tools.text(buffer), '# typed meanwhile\n' .. TEXT)
      tools.equal('what was told', tools.told[#tools.told]:match('^Nothing was applied: .*(stale.py has changed since%.)$'), 'stale.py has changed since.')
    end,
  },
  {
    'what is typed while the picker is open',
    function()
      local buffer = tools.open('stale_pick.py', TEXT)
      tools.errors(buffer)
      vim.api.nvim_win_set_cursor(0, { 2, 0 })
      local before = #tools.told
      tools.answer_select(function(items)
        type_more(buffer)
        return items[1]
      end)
      vim.cmd.HealFixes()
      tools.wait('a word', function()
        return #tools.told > before
      end)
      tools.equal('what was told', tools.told[#tools.told]:match('^Nothing was applied: .*stale_pick.py has changed since%.$') ~= nil, true)
      tools.equal('the text', tools.text(buffer), '# typed meanwhile\n' .. TEXT)
    end,
  },
  {
    'what is typed while the checkers run',
    function()
      local text = 'def total(items):\n    return sum(items\n'
      local buffer = tools.open('heal_stale.py', text)
      tools.errors(buffer)
      tools.close_gate()
      local report = tools.report(function()
        vim.cmd.Heal({ bang = true })
        tools.wait('the checker at its gate', tools.is_at_gate)
        type_more(buffer)
        tools.open_gate()
      end)
      -- Neovim tells the server of a change after a moment, so that either of them may be the one who refuses.
      tools.equal('the report', report.applied, false)
      tools.equal('the text', tools.text(buffer), '# typed meanwhile\n' .. text)
    end,
  },
  {
    'an edit of the server for an earlier version, and one for a file that is not saved',
    function()
      local buffer = tools.open('late.py', TEXT)
      local client, uri = tools.client(buffer), vim.uri_from_bufnr(buffer)
      local edits = { { range = { start = { line = 0, character = 0 }, ['end'] = { line = 0, character = 0 } }, newText = 'x' } }
      local function apply(document)
        local edit = { documentChanges = { { textDocument = document, edits = edits } } }
        return client.handlers['workspace/applyEdit'](nil, { edit = edit }, { client_id = client.id, method = 'workspace/applyEdit' })
      end
      local version = vim.lsp.util.buf_versions[buffer]
      type_more(buffer)
      tools.equal('an earlier version', apply({ uri = uri, version = version }).applied, false)
      tools.equal('the text', tools.text(buffer), '# typed meanwhile\n' .. TEXT)
      tools.write('notes.txt', 'saved\n')
      vim.cmd.edit(tools.work .. '/notes.txt')
      local notes = vim.api.nvim_get_current_buf()
      type_more(notes)
      local answer = apply({ uri = vim.uri_from_bufnr(notes), version = vim.NIL })
      tools.equal('a file that is not saved', { answer.applied, answer.failureReason:match('has changes that are not saved$') }, { false, 'has changes that are not saved' })
      vim.cmd('silent write')
      tools.equal('the same, saved', apply({ uri = vim.uri_from_bufnr(notes), version = vim.NIL }).applied, true)
      tools.equal('the text', tools.text(notes), 'x# typed meanwhile\nsaved\n')
    end,
  },
  {
    'a text that is the same again is not stale',
    function()
      local buffer = tools.open('same.py', TEXT)
      tools.errors(buffer)
      tools.answer_select(function()
        type_more(buffer)
        vim.api.nvim_buf_set_lines(buffer, 0, 1, false, {})
        return 'Apply'
      end)
      local report = tools.report(vim.cmd.Heal)
      tools.equal('the report', { report.status, report.applied }, { 'healed', true })
      tools.equal('the text', tools.text(buffer), (TEXT:gsub('prces', 'prices')))
    end,
  },
}
