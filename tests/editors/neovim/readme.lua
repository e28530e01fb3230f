-- The README's steps as written: its lines are the user's init.lua, healer is on PATH, and a broken file below ~/src is open.
local root = os.getenv('HEALER_TEST')
package.path = root .. '/test/?.lua;' .. package.path

local tools = require('tools')

local function run()
  local buffer = vim.api.nvim_get_current_buf()
  local errors = tools.errors(buffer)
  tools.equal('the error', errors[1].source, 'healer')
  tools.equal('the key', vim.fn.maparg('grh', 'n'), '<Plug>(healer-fixes)')
  local report = tools.report(vim.cmd.Heal)
  tools.equal('the heal', { report.status, report.applied }, { 'healed', true })
  tools.equal('the text', tools.text(buffer), 'def total(items):\n    return sum(items)\n')
  report = tools.report(vim.cmd.HealUndo)
  tools.equal('the way back', { report.applied, tools.text(buffer) }, { true, 'def total(items):\n    return sum(items\n' })
end

tools.finish('readme', 'its lines in init.lua, a broken file, a heal and its way back', run)
