-- The configuration of a user who has the plug-in on 'runtimepath' and sets what he has to.
local root = assert(os.getenv('HEALER_TEST'), 'HEALER_TEST names the scratch folder')

vim.g.healer = {
  cmd = { root .. '/healer', 'lsp' },
  trust = { root .. '/work' },
  settings = { verifyAhead = 'never' },
}
vim.opt.runtimepath:prepend(root .. '/plugin')
vim.opt.swapfile = false
