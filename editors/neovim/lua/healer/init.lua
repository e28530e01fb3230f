-- What is done where healer is attached to a buffer.
local foreign = require('healer.foreign')
local options = require('healer.options')

local M = {}

--- Options may be given here instead of in `vim.g.healer`, before healer is started; calling this is never needed.
--- @param given table
function M.setup(given)
  local known = vim.g.healer
  vim.g.healer = vim.tbl_extend('force', type(known) == 'table' and known or {}, given or {})
end

--- Defines healer's keys in a buffer where nothing is mapped to them.
local function map(buffer)
  for keys, plug in pairs({ grh = '<Plug>(healer-fixes)' }) do
    local mapped = vim.api.nvim_buf_call(buffer, function()
      return vim.fn.maparg(keys, 'n') ~= ''
    end)
    if not mapped then
      vim.keymap.set('n', keys, plug, { buffer = buffer, desc = 'Show healer\'s fixes' })
    end
  end
end

--- @param client vim.lsp.Client
--- @param buffer integer
function M.attached(client, buffer)
  local heal = require('healer.heal')
  client.handlers['workspace/applyEdit'] = heal.apply_edit
  client.handlers['healer/healed'] = heal.healed
  client.handlers['healer/event'] = heal.attempted
  if options.of(buffer).mappings then
    map(buffer)
  end
  -- Looked at for each change, as the option may be set later.
  vim.api.nvim_create_autocmd('DiagnosticChanged', {
    group = vim.api.nvim_create_augroup('healer.buffer.' .. buffer, {}),
    buffer = buffer,
    callback = function()
      foreign.changed(buffer)
    end,
  })
  foreign.changed(buffer)
end

--- @param buffer integer
function M.detached(buffer)
  vim.api.nvim_create_augroup('healer.buffer.' .. buffer, {})
  foreign.forget(buffer)
end

return M
