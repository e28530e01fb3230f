-- healer for Neovim 0.11 and later: put this folder on 'runtimepath' and call vim.lsp.enable('healer').
-- On 0.10, pass the same table to vim.lsp.start.
return {
  cmd = { 'healer', 'lsp' },
  filetypes = { 'rust', 'python', 'javascript', 'javascriptreact', 'go' },
  root_markers = { '.healer', 'Cargo.toml', 'pyproject.toml', 'package.json', 'go.mod', '.git' },
}
