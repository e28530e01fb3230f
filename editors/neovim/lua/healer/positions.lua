-- Columns: Neovim counts bytes, a server what it agreed upon with its client. Written out, as Neovim's functions for it have other
-- parameters in every version.
local M = {}

--- How many units of an encoding the character with this first byte has, and how many bytes.
local function size(byte, encoding)
  local bytes = byte < 0x80 and 1 or byte < 0xE0 and 2 or byte < 0xF0 and 3 or 4
  return (encoding == 'utf-16' and bytes == 4) and 2 or 1, bytes
end

--- @param text string a line
--- @param column integer in bytes, from 0; past the end counts as the end
--- @param encoding 'utf-8'|'utf-16'|'utf-32'
--- @return integer character in units of the encoding
function M.character(text, column, encoding)
  column = math.min(column, #text)
  if encoding == 'utf-8' then
    return column
  end
  local at, units = 0, 0
  while at < column do
    local more, bytes = size(text:byte(at + 1), encoding)
    at, units = at + bytes, units + more
  end
  return units
end

--- The other way round: the byte column of a character.
function M.column(text, character, encoding)
  if encoding == 'utf-8' then
    return math.min(character, #text)
  end
  local at, units = 0, 0
  while at < #text and units < character do
    local more, bytes = size(text:byte(at + 1), encoding)
    at, units = at + bytes, units + more
  end
  return math.min(at, #text)
end

--- A copy of a value of the protocol with all positions in it, at whatever depth, in another encoding.
--- @param line fun(number: integer): string a line of the document, from 0
function M.convert(value, line, from, to)
  if type(value) ~= 'table' then
    return value
  end
  if type(value.line) == 'number' and type(value.character) == 'number' then
    local text = line(value.line)
    return { line = value.line, character = M.character(text, M.column(text, value.character, from), to) }
  end
  local copy = {}
  for key, inner in pairs(value) do
    copy[key] = M.convert(inner, line, from, to)
  end
  return setmetatable(copy, getmetatable(value))
end

return M
