-- Heals: with progress, cancelled, of a range, of the workspace, looked at before, and taken back.
local tools = require('tools')

local BROKEN = 'def total(items):\n    return sum(items\n'
local MENDED = 'def total(items):\n    return sum(items)\n'
local DOUBTFUL = 'def total(prices):\n    return sum(prces)\n'
local SURE = 'def total(prices):\n    return sum(prices)\n'

return {
  {
    'a heal with progress, taken back byte for byte',
    function()
      local buffer = tools.open('heal.py', BROKEN)
      tools.errors(buffer)
      tools.progress = {}
      local report = tools.report(function()
        vim.cmd.Heal({ bang = true })
      end)
      tools.equal('the status', { report.status, report.applied }, { 'healed', true })
      tools.equal('the text', tools.text(buffer), MENDED)
      tools.equal('the progress', { tools.progress[1], tools.progress[#tools.progress] }, { 'begin', 'end' })
      tools.equal('what was told', tools.told[#tools.told], '1 of 1 error mended.')
      report = tools.report(function()
        vim.cmd.HealUndo()
      end)
      tools.equal('the report', { report.applied, report.reason }, { true })
      tools.equal('the text', tools.text(buffer), BROKEN)
      -- It is one step for Neovim's own undo too.
      tools.report(function()
        vim.cmd.Heal({ bang = true })
      end)
      tools.equal('the text', tools.text(buffer), MENDED)
      vim.cmd('silent undo')
      tools.equal('the text', tools.text(buffer), BROKEN)
    end,
  },
  {
    'a heal that is cancelled changes nothing',
    function()
      local buffer = tools.open('heal_cancelled.py', BROKEN)
      tools.errors(buffer)
      tools.close_gate()
      tools.progress = {}
      local report = tools.report(function()
        vim.cmd.Heal()
        tools.wait('the checker at its gate', tools.is_at_gate)
        tools.wait('the progress', function()
          return tools.progress[1] == 'begin'
        end)
        tools.equal('the heals under way', require('healer.heal').running(), 1)
        vim.cmd.HealCancel()
      end)
      tools.remove_gate()
      tools.equal('the status', { report.status, report.applied }, { 'cancelled', false })
      tools.equal('the text', tools.text(buffer), BROKEN)
      tools.equal('what was told', tools.told[#tools.told], 'The heal was cancelled; nothing was changed.')
      tools.wait('the end of the progress', function()
        return tools.progress[#tools.progress] == 'end'
      end)
    end,
  },
  {
    'what is not safe is shown also where the edit comes before the answer that names the job',
    function()
      local client_of = require('healer.client')
      local run, answer = client_of.run, nil
      client_of.run = function(client, command, argument, done, options)
        run(client, command, argument, function(answered)
          answer = function()
            done(answered)
          end
        end, options)
      end
      local buffer = tools.open('doubtful_early.py', DOUBTFUL)
      tools.errors(buffer)
      local asked = tools.answer_select(function()
        return 'Discard'
      end)
      vim.cmd.Heal()
      client_of.run = run
      tools.wait('the question', function()
        return asked.items and answer
      end)
      local report = tools.report(answer)
      tools.equal('the report', report.applied, false)
      tools.equal('the text', tools.text(buffer), DOUBTFUL)
    end,
  },
  {
    'what is not safe is shown before, and can be discarded or applied',
    function()
      local buffer = tools.open('doubtful.py', DOUBTFUL)
      tools.errors(buffer)
      local seen
      local asked = tools.answer_select(function()
        seen = tools.shown('healer://heal')
        return 'Discard'
      end)
      local report = tools.report(vim.cmd.Heal)
      tools.equal('the question', asked.options.prompt, 'Apply 1 fix, 1 of them to look at?')
      tools.equal('the preview', { seen[1], vim.list_contains(seen, '+    return sum(prices)') }, { '--- ' .. tools.work .. '/doubtful.py', true })
      tools.equal('the report', report.applied, false)
      tools.equal('the text', tools.text(buffer), DOUBTFUL)
      tools.answer_select(function()
        return 'Apply'
      end)
      report = tools.report(vim.cmd.Heal)
      tools.equal('the report', { report.status, report.applied }, { 'healed', true })
      tools.equal('the text', tools.text(buffer), SURE)
      tools.equal('the preview', tools.shown('healer://heal'), nil)
    end,
  },
  {
    'a range is healed and the rest left alone',
    function()
      local text = DOUBTFUL .. '\n\ndef most(prices):\n    return max(prces)\n'
      local buffer = tools.open('range.py', text)
      tools.wait('both errors', function()
        return #tools.errors(buffer) == 2
      end)
      tools.answer_select(function()
        return 'Apply'
      end)
      local report = tools.report(function()
        vim.cmd('5,6Heal')
      end)
      tools.equal('the report', report.applied, true)
      tools.equal('the text', tools.text(buffer), DOUBTFUL .. '\n\ndef most(prices):\n    return max(prices)\n')
      tools.equal('what was told', tools.told[#tools.told]:match('^1 of 2 errors mended%. 1 errors? lies? elsewhere%.$') ~= nil, true)
    end,
  },
  {
    'a workspace is healed, files that are not open among them, and taken back',
    function()
      tools.write('shop/pyproject.toml', '[project]\nname = "shop"\n')
      tools.write('shop/closed.py', BROKEN)
      local buffer = tools.open('shop/open.py', BROKEN)
      tools.errors(buffer)
      local report = tools.report(vim.cmd.HealWorkspace)
      tools.equal('the report', { report.status, report.applied, report.before, report.after }, { 'healed', true, 2, 0 })
      local closed = vim.fn.bufnr(tools.work .. '/shop/closed.py')
      tools.equal('the texts', { tools.text(buffer), tools.text(closed) }, { MENDED, MENDED })
      report = tools.report(vim.cmd.HealUndo)
      tools.equal('the report', { report.applied, report.reason }, { true })
      tools.equal('the texts', { tools.text(buffer), tools.text(closed) }, { BROKEN, BROKEN })
    end,
  },
  {
    'without an error nothing is done, and that is said',
    function()
      local buffer = tools.open('clean.py', SURE)
      tools.report(vim.cmd.Heal)
      tools.equal('the text', tools.text(buffer), SURE)
      tools.equal('what was told', tools.told[#tools.told], 'There are no errors to mend.')
    end,
  },
}
