-- The options: `vim.g.healer` for all, `vim.b.healer` for a buffer, both tables. They are read when they are needed, so that there is no
-- set-up to call and no order to keep.
local M = {}

--- @class healer.Options
--- @field enable boolean whether healer is started by itself
--- @field cmd string[]? the program and its arguments, where it is not `healer lsp` on PATH
--- @field trust boolean|string[]? whether tools that can run a workspace's code may run: everywhere, nowhere, or below these folders; elsewhere, and without it, where `healer trust` was run
--- @field forward boolean whether other servers' diagnostics are forwarded
--- @field mappings boolean whether keys that nothing is mapped to get healer's mappings
--- @field settings table the server's own settings

--- @type healer.Options
local defaults = { enable = true, forward = true, mappings = true, settings = {} }

--- @return healer.Options
function M.global()
  local given = vim.g.healer
  return vim.tbl_extend('force', defaults, type(given) == 'table' and given or {}, given == false and { enable = false } or {})
end

--- The options of a buffer. `vim.b.healer = false` switches off all that is done in it unasked.
--- @return healer.Options
function M.of(buffer)
  local given = vim.b[buffer].healer
  if given == false then
    given = { enable = false, forward = false, mappings = false }
  end
  return vim.tbl_extend('force', M.global(), type(given) == 'table' and given or {})
end

local function is_below(folder, root)
  folder = vim.fs.normalize(folder):gsub('/$', '')
  return root == folder or vim.startswith(root, folder .. '/')
end

--- Whether the tools of a workspace may run; nothing where the options do not say.
--- @param root string? its folder
--- @return boolean?
function M.trusts(root)
  local trust = M.global().trust
  if type(trust) ~= 'table' then
    return trust
  end
  root = root and vim.fs.normalize(root)
  for _, folder in ipairs(root and trust or {}) do
    if is_below(folder, root) then
      return true
    end
  end
end

--- Whether `healer trust` was run for a folder or one above it; `listed` is what `healer trust --list` prints.
function M.is_listed(listed, root)
  return vim.iter(vim.gsplit(listed, '\n', { trimempty = true })):any(function(folder)
    return is_below(folder, root and vim.fs.normalize(root))
  end)
end

--- Adds the options to what the client starts with; what `init_options` says itself goes before.
function M.before_init(params, config)
  local root = config.root_dir or params.rootPath
  local own = vim.tbl_extend('force', M.global().settings, { trust = M.trusts(type(root) == 'string' and root or nil) })
  local given = params.initializationOptions
  params.initializationOptions = vim.tbl_deep_extend('force', own, type(given) == 'table' and given or {})
  -- Neovim understands edits with versions without saying so; those without could not be told from stale ones.
  params.capabilities = vim.tbl_deep_extend('force', params.capabilities or {}, { workspace = { workspaceEdit = { documentChanges = true } } })
end

return M
