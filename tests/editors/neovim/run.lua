-- Runs the tests inside a real Neovim, in the order in which a user would meet what they are about.
local root = os.getenv('HEALER_TEST')
package.path = root .. '/test/?.lua;' .. package.path

-- A checker of the workspace's own. In the files of the heals' tests it complains while a bracket is missing, and on a text that has it waits at a gate where there is one.
local CHECK = [=[
case "${1##*/}" in heal*.py) ;; *) exit 0 ;; esac
if grep -q 'sum(items)' "$1"; then
  if [ -p gate ]; then : >under-way; cat gate >/dev/null; fi
elif grep -q 'sum(items' "$1"; then
  echo "$1:2:5: error: '(' was never closed"
fi
]=]
local CONFIG = [=[
[[checker]]
name = "script"
command = ["/bin/sh", "${workspaceFolder}/check.sh", "${file}"]
languages = ["python"]
matcher = "$gcc"
]=]

local passed = 0
local function run()
  local tools = require('tools')
  tools.write('check.sh', CHECK)
  tools.write('.healer/config.toml', CONFIG)
  for _, name in ipairs({ 'menu', 'heals', 'foreign' }) do
    local tests = require(name)
    for _, test in ipairs(tests) do
      vim.cmd('silent! only!')
      local ok, problem = xpcall(test[2], debug.traceback)
      if not ok then
        error(('%s: %s: %s'):format(name, test[1], problem), 0)
      end
      passed = passed + 1
      io.stdout:write(('\nok %s: %s'):format(name, test[1]))
    end
  end
  -- The server must end by itself, and well.
  local client = tools.client() or error('healer is gone')
  local code
  client.config.on_exit = nil
  vim.api.nvim_create_autocmd('LspDetach', {
    callback = function()
      code = true
    end,
  })
  if vim.fn.has('nvim-0.11') == 1 then client:stop() else client.stop() end
  tools.wait('the end of healer', function()
    return code and #vim.lsp.get_clients({ name = 'healer' }) == 0
  end)
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
