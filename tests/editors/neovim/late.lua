-- A plug-in manager that loads the plug-in when a file is open already, as lazy.nvim does with `event` or `ft`: its folder is added to
-- 'runtimepath' and its plugin files are sourced. Then the help must be there too. Run in a Neovim of its own.
local root = os.getenv('HEALER_TEST')
package.path = root .. '/test/?.lua;' .. package.path

local tools = require('tools')

local function run()
  tools.make_workspace()
  tools.write('early.py', 'def total(items):\n    return sum(items\n')
  vim.cmd.edit(tools.work .. '/early.py')
  local buffer = vim.api.nvim_get_current_buf()
  tools.equal('healer before', { tools.client(buffer), vim.fn.exists(':Heal') }, { nil, 0 })

  vim.g.healer = { cmd = { root .. '/healer', 'lsp' }, trust = true }
  vim.opt.runtimepath:append(root .. '/plugin')
  for _, file in ipairs(vim.fn.glob(root .. '/plugin/plugin/**/*.lua', false, true)) do
    vim.cmd.source(file)
  end
  tools.wait('healer in the open buffer', function()
    return tools.client(buffer)
  end)
  tools.errors(buffer)
  local report = tools.report(function()
    vim.cmd.Heal({ bang = true })
  end)
  tools.equal('the report', { report.status, report.applied }, { 'healed', true })
  tools.equal('the text', tools.text(buffer), 'def total(items):\n    return sum(items)\n')

  vim.cmd('helptags ' .. root .. '/plugin/doc')
  for _, topic in ipairs({ 'healer', ':Heal', ':HealFixes', 'healer-options' }) do
    vim.cmd.help(topic)
    tools.equal('the help of ' .. topic, vim.fs.basename(vim.api.nvim_buf_get_name(0)), 'healer.txt')
  end
  tools.leave_workspace()
end

tools.finish('late', 'loaded by a plug-in manager while a file is open; the help has its tags', run)
