-- healer as Neovim 0.11 and later start it: vim.lsp.enable('healer'). On 0.10 the plug-in passes the same table to vim.lsp.start.
local root_markers = { '.healer', 'Cargo.toml', 'pyproject.toml', 'package.json', 'go.mod', '.git' }

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
      start(vim.fs.root(buffer, configured and configured.root_markers or root_markers) or name ~= '' and vim.fs.dirname(name) or nil)
    end
  end,
  -- Not init_options: whether a workspace is trusted depends on its folder, which is known only now.
  before_init = function(params, config)
    require('healer.options').before_init(params, config)
  end,
}
