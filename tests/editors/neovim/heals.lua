-- Heals: with progress, cancelled, of a range, of the workspace, looked at before, and taken back.
local tools = require('tools')

local BROKEN = 'def total(items):\n    return sum(items\n'
local MENDED = 'def total(items):\n    return sum(items)\n'

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
      vim.cmd.undo()
      tools.equal('the text', tools.text(buffer), BROKEN)
    end,
  },
}
