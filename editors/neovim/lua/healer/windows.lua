-- Windows with what healer has to show: they are read and closed, and leave no buffer behind.
local M = {}

--- Opens a split with lines. The cursor stays where it is unless `enter` is set.
--- @param lines string[]
--- @param options { title: string, filetype: string, enter: boolean? }
--- @return integer window
function M.split(lines, options)
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(table.concat(lines, '\n'), '\n'))
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].filetype = options.filetype
  pcall(vim.api.nvim_buf_set_name, buffer, 'healer://' .. options.title)
  local height = math.max(3, math.min(vim.api.nvim_buf_line_count(buffer), math.floor(vim.o.lines * 0.4)))
  local window = vim.api.nvim_open_win(buffer, options.enter == true, { split = 'above', height = height })
  vim.wo[window].winfixheight = true
  vim.keymap.set('n', 'q', '<Cmd>close<CR>', { buffer = buffer, nowait = true, desc = 'Close' })
  return window
end

--- @param window integer
function M.close(window)
  if vim.api.nvim_win_is_valid(window) then
    vim.api.nvim_win_close(window, true)
  end
end

return M
