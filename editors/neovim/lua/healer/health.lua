-- :checkhealth healer
local options = require('healer.options')

local M = {}
local health = vim.health

local function program()
  local cmd = options.global().cmd
  if not cmd and vim.lsp.config then
    cmd = vim.lsp.config.healer and vim.lsp.config.healer.cmd
  end
  local client = vim.lsp.get_clients({ name = 'healer' })[1]
  cmd = client and client.config.cmd or cmd
  return type(cmd) == 'table' and cmd[1] or 'healer'
end

local function run(...)
  local started, process = pcall(vim.system, { ... }, { text = true })
  local ended = started and process:wait(20000)
  return ended and ended.code == 0 and ended.stdout or nil
end

--- The checkers as `healer doctor` finds them.
local function check_checkers(path, root)
  local said = run(path, 'doctor', '--format', 'json', root)
  local read, found = pcall(vim.json.decode, said or '')
  if not read then
    return health.warn('`healer doctor` did not answer')
  end
  for _, problem in ipairs(found.settings) do
    health.warn(type(problem) == 'string' and problem or vim.inspect(problem))
  end
  for _, checker in ipairs(found.checkers) do
    if checker.state == 'ready' then
      health.ok(('%s: %s'):format(checker.checker, checker.version))
    else
      health.info(('%s: %s'):format(checker.checker, checker.reason))
    end
  end
end

local function check_client(path, client)
  local root = client.config.root_dir
  local buffers = vim.tbl_count(client.attached_buffers)
  health.ok(('attached to %d %s in %s'):format(buffers, buffers == 1 and 'buffer' or 'buffers', root or 'no workspace folder'))
  local given = client.config.init_options
  local said = vim.tbl_get(type(given) == 'table' and given or {}, 'trust')
  if said == nil then
    said = options.trusts(root)
  end
  if said == nil then
    said = options.is_listed(run(path, 'trust', '--list') or '', root)
  end
  if said then
    health.ok('the workspace is trusted: its tools may run')
  else
    health.warn('the workspace is not trusted: no tool is run, and nothing is healed', {
      "`vim.g.healer = { trust = { '~/src' } }` trusts what is below a folder, `trust = true` everything, and `healer trust` in a shell the folder that it is run in; then restart Neovim",
    })
  end
  for buffer in pairs(client.attached_buffers) do
    local others = vim.iter(vim.lsp.get_clients({ bufnr = buffer }))
      :filter(function(other)
        return other.id ~= client.id
      end)
      :map(function(other)
        return other.name
      end)
      :totable()
    if #others > 0 then
      local forwards = options.of(buffer).forward
      local name = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ':~:.')
      health.info(('%s: diagnostics of %s are %sforwarded'):format(name, table.concat(others, ', '), forwards and '' or 'not '))
    end
  end
end

function M.check()
  health.start('healer')
  if vim.fn.has('nvim-0.10') == 0 then
    return health.error('Neovim 0.10 or later is needed')
  end
  local version = vim.version()
  health.ok(('Neovim %d.%d.%d'):format(version.major, version.minor, version.patch))
  local path = vim.fn.exepath(program())
  if path == '' then
    return health.error(('%s is not an executable program'):format(program()), {
      'Put it on PATH, or say where it is: `vim.g.healer = { cmd = { "/path/to/healer", "lsp" } }`',
    })
  end
  local said = run(path, '--version')
  if not said then
    return health.error(('%s does not start'):format(path))
  end
  health.ok(('%s, %s'):format(vim.trim(said), path))

  local clients = vim.lsp.get_clients({ name = 'healer' })
  if #clients == 0 then
    health.info('not running: no Rust, Python, JavaScript or Go file is open, or `enable` is false')
  end
  for _, client in ipairs(clients) do
    check_client(path, client)
  end
  health.start('healer: checkers')
  check_checkers(path, clients[1] and clients[1].config.root_dir or vim.fn.getcwd())
end

return M
