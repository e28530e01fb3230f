-- Edits of the protocol: whether they still fit the text, what they would make of it, and how that differs.
local client_of = require('healer.client')
local positions = require('healer.positions')

local M = {}

--- @param buffer integer
--- @return string
function M.text(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n') .. '\n'
end

--- The texts of all buffers that the server knows, to hold against what they are when an edit comes.
--- @return table<integer, { version: integer, text: string }>
function M.snapshot(client)
  local texts = {}
  for buffer in pairs(client.attached_buffers) do
    if vim.api.nvim_buf_is_loaded(buffer) then
      texts[buffer] = { version = client_of.version(buffer), text = M.text(buffer) }
    end
  end
  return texts
end

--- The documents that an edit changes, each with its edits.
--- @return { uri: string, buffer: integer, version: integer?, edits: table[] }[]
function M.documents(edit)
  local documents = {}
  for _, change in ipairs(edit.documentChanges or {}) do
    if change.textDocument then
      local version = type(change.textDocument.version) == 'number' and change.textDocument.version or nil
      local uri = change.textDocument.uri
      table.insert(documents, { uri = uri, buffer = vim.uri_to_bufnr(uri), version = version, edits = change.edits })
    end
  end
  for uri, edits in pairs(edit.changes or {}) do
    table.insert(documents, { uri = uri, buffer = vim.uri_to_bufnr(uri), edits = edits })
  end
  return documents
end

--- Why an edit must not be applied; nil where it fits. Neovim itself looks at versions only, and then tells the server that it applied
--- what it did not. A text that is the same again is as good as one that never changed.
--- @param edit table a workspace edit
--- @param known table<integer, { version: integer, text: string }>? the texts as they were
--- @return string?
function M.stale(edit, known)
  for _, document in ipairs(M.documents(edit)) do
    local buffer, before = document.buffer, (known or {})[document.buffer]
    local name = vim.fn.fnamemodify(vim.uri_to_fname(document.uri), ':~:.')
    local fits = true
    if before and (not document.version or before.version == document.version) then
      fits = vim.api.nvim_buf_is_loaded(buffer) and M.text(buffer) == before.text
    elseif document.version then
      fits = client_of.version(buffer) == document.version
    elseif vim.api.nvim_buf_is_loaded(buffer) and vim.bo[buffer].modified then
      -- Such an edit is for the file as it is on disk.
      return name .. ' has changes that are not saved'
    end
    if not fits then
      return name .. ' has changed since'
    end
  end
end

--- Applies an edit whose texts have been compared. Neovim would compare versions again and ask in its own way.
function M.apply(edit, encoding)
  edit = vim.deepcopy(edit)
  edit.changeAnnotations = nil
  for _, change in ipairs(edit.documentChanges or {}) do
    if change.textDocument then
      change.textDocument.version = 0
      for _, one in ipairs(change.edits) do
        one.annotationId = nil
      end
    end
  end
  vim.lsp.util.apply_workspace_edit(edit, encoding)
end

--- A text with edits in it.
--- @param text string
--- @param edits table[] as the protocol has them: they do not overlap, and speak of the text before all of them
function M.changed(text, edits, encoding)
  local starts, from = {}, 1
  for line in text:gmatch('([^\n]*)\n?') do
    table.insert(starts, { at = from, line = line })
    from = from + #line + 1
  end
  local function offset(position)
    local start = starts[position.line + 1]
    return start and math.min(start.at + positions.column(start.line, position.character, encoding), #text + 1) or #text + 1
  end
  local placed = {}
  for index, edit in ipairs(edits) do
    table.insert(placed, { first = offset(edit.range.start), last = offset(edit.range['end']), text = edit.newText, index = index })
  end
  -- From the end, so that what stands before stays where it is; insertions at one place keep their order.
  table.sort(placed, function(one, other)
    if one.first ~= other.first then
      return one.first > other.first
    end
    return one.index > other.index
  end)
  for _, edit in ipairs(placed) do
    text = text:sub(1, edit.first - 1) .. edit.text .. text:sub(edit.last)
  end
  return text
end

--- A unified diff of what an edit would change, in lines.
--- @param edit table a workspace edit
--- @return string[]
function M.diff(edit, encoding)
  local lines = {}
  for _, document in ipairs(M.documents(edit)) do
    vim.fn.bufload(document.buffer)
    local before = M.text(document.buffer)
    local after = M.changed(before, document.edits, encoding)
    local name = vim.fn.fnamemodify(vim.uri_to_fname(document.uri), ':~:.')
    table.insert(lines, '--- ' .. name)
    table.insert(lines, '+++ ' .. name)
    vim.list_extend(lines, vim.split(vim.trim(vim.diff(before, after, { ctxlen = 2 }) or ''), '\n'))
  end
  return lines
end

return M
