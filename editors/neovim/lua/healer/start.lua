-- Has Neovim start the server for its file types.
local options = require('healer.options')

local M = {}

--- The table of lsp/healer.lua. A user's own in an earlier folder goes before.
local function shipped()
  return dofile(vim.api.nvim_get_runtime_file('lsp/healer.lua', false)[1])
end

--- On 0.10: what vim.lsp.enable does later, as far as healer needs it.
local function start_in(buffer, cmd)
  local config = shipped()
  config.root_dir(buffer, function(root)
    config.name, config.root_dir = 'healer', root
    config.cmd = cmd or config.cmd
    vim.lsp.start(config, { bufnr = buffer })
  end)
end

--- Starts healer wherever one of its file types is opened, unless `vim.g.healer.enable` is false.
function M.start(group)
  if not options.global().enable then
    return
  end
  local cmd = options.global().cmd
  if vim.fn.has('nvim-0.11') == 1 then
    if cmd then
      vim.lsp.config('healer', { cmd = cmd })
    end
    vim.lsp.enable('healer')
    return
  end
  local filetypes = shipped().filetypes
  vim.api.nvim_create_autocmd('FileType', {
    group = group,
    pattern = filetypes,
    callback = function(event)
      start_in(event.buf, cmd)
    end,
  })
  -- A plug-in that is loaded late finds its buffers open already.
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) and vim.list_contains(filetypes, vim.bo[buffer].filetype) then
      start_in(buffer, cmd)
    end
  end
end

return M
