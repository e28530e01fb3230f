-- Run by neovim.sh inside a real Neovim: each case is opened, its first error's first code action is taken through Neovim's own menu
-- code, and the buffer is compared. Everything is awaited by event with a limit; nothing sleeps.
local root = assert(os.getenv('HEALER_TEST'), 'HEALER_TEST names the scratch folder')
local limit = 20000

local cases = {
  { name = 'case.py', filetype = 'python', text = 'def total(items):\n    return sum(items\n', wanted = 'def total(items):\n    return sum(items)\n' },
  { name = 'case.js', filetype = 'javascript', text = 'const items = [1, 2;\nmodule.exports = items;\n', wanted = 'const items = [1, 2];\nmodule.exports = items;\n' },
  { name = 'case.rs', filetype = 'rust', text = 'fn main() {\n    println!("{}", 1 + 2;\n}\n', wanted = 'fn main() {\n    println!("{}", 1 + 2);\n}\n' },
  { name = 'case.go', filetype = 'go', text = 'package main\n\nfunc main() {\n\tprintln("a"\n}\n', wanted = 'package main\n\nfunc main() {\n\tprintln("a")\n}\n' },
}

local function fail(message)
  io.stderr:write('FAILED ' .. message .. '\n')
  vim.cmd('cquit 1')
end

local function text_of(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n') .. '\n'
end

local config = dofile(root .. '/plugin/lsp/healer.lua')
config.cmd[1] = root .. '/healer'
config.name = 'healer'
config.root_dir = root .. '/work'
config.init_options = { trust = true }

local exit_code
config.on_exit = function(code) exit_code = code end

local client
for _, case in ipairs(cases) do
  local path = root .. '/work/' .. case.name
  local file = assert(io.open(path, 'w'))
  file:write(case.text)
  file:close()
  vim.cmd.edit(path)
  vim.bo.filetype = case.filetype
  local buffer = vim.api.nvim_get_current_buf()
  client = vim.lsp.start(config, { bufnr = buffer })
  if not client then fail(case.name .. ': healer did not start') end
  local errors
  vim.wait(limit, function()
    errors = vim.diagnostic.get(buffer, { severity = vim.diagnostic.severity.ERROR })
    return #errors > 0
  end, 20)
  if #errors == 0 then fail(case.name .. ': no diagnostic') end
  vim.api.nvim_win_set_cursor(0, { errors[1].lnum + 1, errors[1].col })
  local first = true
  vim.lsp.buf.code_action({
    context = { only = { 'quickfix' }, diagnostics = { errors[1].user_data.lsp } },
    filter = function()
      local take = first
      first = false
      return take
    end,
    apply = true,
  })
  if not vim.wait(limit, function() return text_of(buffer) ~= case.text end, 20) then fail(case.name .. ': no code action was applied') end
  if text_of(buffer) ~= case.wanted then fail(case.name .. ': the text became\n' .. text_of(buffer)) end
  if not vim.wait(limit, function() return #vim.diagnostic.get(buffer, { severity = vim.diagnostic.severity.ERROR }) == 0 end, 20) then
    fail(case.name .. ': the error is still shown')
  end
  io.stdout:write('ok ' .. case.name .. ': ' .. errors[1].message .. '\n')
end

vim.lsp.get_client_by_id(client).stop()
vim.wait(limit, function() return exit_code ~= nil end, 20)
if exit_code ~= 0 then fail('healer ended with ' .. tostring(exit_code)) end
if vim.v.errmsg ~= '' then fail('Neovim reports: ' .. vim.v.errmsg) end
io.stdout:write(#cases .. ' passed, 0 failed\n')
vim.cmd('qall!')
