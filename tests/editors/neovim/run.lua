-- Runs the tests inside a real Neovim, in the order in which a user would meet what they are about.
local root = os.getenv('HEALER_TEST')
package.path = root .. '/test/?.lua;' .. package.path

local passed = 0
local function run()
  local tools = require('tools')
  for _, name in ipairs({ 'menu', 'picker', 'heals', 'stale', 'foreign', 'asks', 'switches', 'health' }) do
    local tests = require(name)
    for _, test in ipairs(tests) do
      tools.make_workspace()
      local ok, problem = xpcall(test[2], debug.traceback)
      if not ok then
        error(('%s: %s: %s'):format(name, test[1], problem), 0)
      end
      vim.cmd('silent! only!')
      tools.leave_workspace()
      passed = passed + 1
      io.stdout:write(('\nok %s: %s'):format(name, test[1]))
    end
  end
  if vim.v.errmsg ~= '' then
    error('Neovim reports: ' .. vim.v.errmsg, 0)
  end
end

local ok, problem = pcall(run)
local version = vim.version()
if ok then
  io.stdout:write(('\nNeovim %d.%d.%d: %d passed, 0 failed\n'):format(version.major, version.minor, version.patch, passed))
  vim.cmd('qall!')
else
  io.stderr:write(('\nFAILED in Neovim %d.%d.%d: %s\n'):format(version.major, version.minor, version.patch, problem))
  vim.cmd('cquit 1')
end
