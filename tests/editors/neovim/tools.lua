-- What the tests share. Everything is awaited by its event with a limit; nothing sleeps.
local M = {}

M.root = assert(os.getenv('HEALER_TEST'))

--- How long anything may take, in milliseconds.
local LIMIT = 30000

-- A checker of the workspace's own. In the files of the heals' tests it complains while a bracket is missing, and on a text that has it
-- waits at a gate where there is one. It may be run in a copy of the workspace; the gate is in the workspace itself.
local CHECK = [=[
case "${1##*/}" in heal*.py) ;; *) exit 0 ;; esac
if grep -q 'sum(items)' "$1"; then
  if [ -p WORK/gate ]; then : >WORK/under-way; cat WORK/gate >/dev/null; fi
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

local made = 0

--- Makes a workspace of its own for a test, `work`; one test's errors are not another's.
function M.make_workspace()
  made = made + 1
  M.work = ('%s/work/%d'):format(M.root, made)
  M.write('check.sh', (CHECK:gsub('WORK', M.work)))
  M.write('.healer/config.toml', CONFIG)
end

--- Ends the test's server and forgets its buffers.
function M.leave_workspace()
  for _, client in ipairs(vim.lsp.get_clients()) do
    if vim.fn.has('nvim-0.11') == 1 then client:stop() else client.stop() end
  end
  M.wait('the end of the servers', function()
    return #vim.lsp.get_clients() == 0
  end)
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    vim.api.nvim_buf_delete(buffer, { force = true })
  end
end

--- What was told with vim.notify, the newest last.
M.told = {}
vim.notify = function(message)
  table.insert(M.told, message)
end

--- Every LspProgress of healer's heals: `begin`, `report`, `end`.
M.progress = {}
vim.api.nvim_create_autocmd('LspProgress', {
  callback = function(event)
    if tostring(event.data.params.token):find('^healer%-heal') then
      table.insert(M.progress, event.data.params.value.kind)
    end
  end,
})

--- The reports of heals, as the plug-in passes them on.
M.reports = {}
vim.api.nvim_create_autocmd('User', {
  pattern = 'HealerHealed',
  callback = function(event)
    table.insert(M.reports, event.data.report)
  end,
})

function M.wait(what, test)
  local value
  local there = vim.wait(LIMIT, function()
    value = test()
    return value and true or false
  end, 10)
  if not there then
    error(('waited in vain for %s; told: %s'):format(what, vim.inspect(M.told)), 2)
  end
  return value
end

function M.equal(what, found, wanted)
  if not vim.deep_equal(found, wanted) then
    error(('%s: expected\n%s\nfound\n%s'):format(what, vim.inspect(wanted), vim.inspect(found)), 2)
  end
end

function M.write(name, text)
  vim.fn.mkdir(vim.fs.dirname(M.work .. '/' .. name), 'p')
  local file = assert(io.open(M.work .. '/' .. name, 'w'))
  file:write(text)
  file:close()
end

function M.exists(name)
  return vim.uv.fs_stat(M.work .. '/' .. name) ~= nil
end

--- Has the workspace's own checker stand at a gate, see run.lua.
function M.close_gate()
  os.remove(M.work .. '/under-way')
  vim.fn.system({ 'mkfifo', M.work .. '/gate' })
end

function M.is_at_gate()
  return M.exists('under-way')
end

--- Lets the checker go on.
function M.open_gate()
  assert(io.open(M.work .. '/gate', 'w')):close()
  M.remove_gate()
end

function M.remove_gate()
  os.remove(M.work .. '/gate')
end

--- Writes a file, opens it and waits for healer.
--- @return integer buffer
function M.open(name, text)
  M.write(name, text)
  vim.cmd.edit(M.work .. '/' .. name)
  local buffer = vim.api.nvim_get_current_buf()
  M.wait('healer in ' .. name, function()
    return M.client(buffer)
  end)
  return buffer
end

function M.client(buffer)
  return vim.lsp.get_clients({ name = 'healer', bufnr = buffer })[1]
end

function M.text(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n') .. '\n'
end

--- The errors that are shown, when there are some.
function M.errors(buffer)
  return M.wait('an error in ' .. vim.api.nvim_buf_get_name(buffer), function()
    local errors = vim.diagnostic.get(buffer, { severity = vim.diagnostic.severity.ERROR })
    return #errors > 0 and errors
  end)
end

function M.wait_clean(buffer)
  M.wait('no error any more', function()
    return #vim.diagnostic.get(buffer, { severity = vim.diagnostic.severity.ERROR }) == 0
  end)
end

--- The report of what `act` does.
function M.report(act)
  local before = #M.reports
  act()
  return M.wait('a heal report', function()
    return M.reports[before + 1]
  end)
end

--- Answers the next question of vim.ui.select with what `answer` makes of its items and options.
--- @return { items: any[]?, options: table? } asked filled when it was asked
function M.answer_select(answer)
  local asked, before = {}, vim.ui.select
  vim.ui.select = function(items, options, on_choice)
    vim.ui.select = before
    asked.items, asked.options = items, options
    on_choice(answer(items, options))
  end
  return asked
end

--- The lines of the window whose buffer healer named so; nil where there is none.
function M.shown(name)
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    local buffer = vim.api.nvim_win_get_buf(window)
    if vim.endswith(vim.api.nvim_buf_get_name(buffer), name) then
      return vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
    end
  end
end

--- Runs the test of a Neovim of its own, says how it went and ends that Neovim with it.
function M.finish(name, told, run)
  local ok, problem = xpcall(run, debug.traceback)
  if ok then
    io.stdout:write(('ok %s: %s\n'):format(name, told))
    vim.cmd('qall!')
  else
    io.stderr:write(('\nFAILED %s: %s\n'):format(name, problem))
    vim.cmd('cquit 1')
  end
end

return M
