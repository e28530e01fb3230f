-- healer as Neovim 0.11 and later start it: vim.lsp.enable('healer'). On 0.10 the plug-in passes the same table to vim.lsp.start.
local root_markers = { '.healer', 'Cargo.toml', 'pyproject.toml', 'package.json', 'go.mod', '.git' }

--- The folder with the workspace's settings, else the nearest one with a project in it. Neovim 0.12 takes a list of markers for one in the
--- order of their worth, and a Python project for a part of the Rust project that it lies in.
local function root_of(buffer)
  return vim.fs.root(buffer, '.healer') or vim.fs.root(buffer, function(name)
    return vim.list_contains(root_markers, name)
  end)
end

return {
  cmd = { 'healer', 'lsp' },
  filetypes = { 'rust', 'python', 'javascript', 'javascriptreact', 'go' },
  root_markers = root_markers,
  -- A function, so that a buffer can be left alone. The markers are those of the user, where there are some.
  root_dir = function(buffer, start)
    local configured = vim.lsp.config and vim.lsp.config.healer
    if vim.bo[buffer].buftype == '' and require('healer.options').of(buffer).enable then
      local name = vim.api.nvim_buf_get_name(buffer)
      -- A file of no project is in its folder's: without one it could not be trusted.
      local markers = configured and configured.root_markers or root_markers
      local root = vim.deep_equal(markers, root_markers) and root_of(buffer) or vim.fs.root(buffer, markers)
      start(root or name ~= '' and vim.fs.dirname(name) or nil)
    end
  end,
  -- Not init_options: whether a workspace is trusted depends on its folder, which is known only now.
  before_init = function(params, config)
    require('healer.options').before_init(params, config)
  end,
}
