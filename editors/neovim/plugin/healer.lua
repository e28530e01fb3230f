-- Starts healer where its file types are opened, and defines the commands. Everything else is loaded when it is first needed.
if vim.g.loaded_healer or vim.fn.has('nvim-0.10') == 0 then
  return
end
vim.g.loaded_healer = true

local group = vim.api.nvim_create_augroup('healer', {})

vim.api.nvim_create_autocmd('LspAttach', {
  group = group,
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == 'healer' then
      require('healer').attached(client, event.buf)
    end
  end,
})

vim.api.nvim_create_autocmd('LspDetach', {
  group = group,
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == 'healer' then
      require('healer').detached(event.buf)
    end
  end,
})

require('healer.commands').define()
require('healer.start').start(group)
