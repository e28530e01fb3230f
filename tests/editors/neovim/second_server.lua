-- Another language server, as healer meets it: a program of its own that says something of Python files in UTF-16 columns, with data of its
-- own, and offers to suppress it. Run by `nvim -l`.
local function send(message)
  local body = vim.json.encode(vim.tbl_extend('force', { jsonrpc = '2.0' }, message))
  io.stdout:write(('Content-Length: %d\r\n\r\n%s'):format(#body, body))
  io.stdout:flush()
end

local function read()
  local length
  for line in io.lines() do
    line = line:gsub('\r$', '')
    if line == '' then
      return length and vim.json.decode(io.read(length))
    end
    length = tonumber(line:match('^Content%-Length: (%d+)$')) or length
  end
end

local function utf16(text)
  local units = 0
  for _, code in ipairs(vim.fn.str2list(text)) do
    units = units + (code > 0xFFFF and 2 or 1)
  end
  return units
end

local function diagnostics(text)
  local found = {}
  for number, line in ipairs(vim.split(text, '\n')) do
    local first, last = line:find('itmes', 1, true)
    if first then
      local range = {
        start = { line = number - 1, character = utf16(line:sub(1, first - 1)) },
        ['end'] = { line = number - 1, character = utf16(line:sub(1, last)) },
      }
      table.insert(found, {
        range = range,
        severity = 1,
        source = 'elsewhere',
        code = 'reportAttributeAccessIssue',
        message = 'Cannot access attribute "itmes" for class "Cart*"',
        data = { elsewhere = { range = range } },
      })
    end
  end
  return found
end

local function publish(document, text)
  send({ method = 'textDocument/publishDiagnostics', params = { uri = document.uri, version = document.version, diagnostics = diagnostics(text) } })
end

local answers = {
  initialize = function()
    return { capabilities = { positionEncoding = 'utf-16', textDocumentSync = 1, codeActionProvider = true } }
  end,
  ['textDocument/codeAction'] = function(params)
    local actions = {}
    for _, diagnostic in ipairs(params.context.diagnostics) do
      if diagnostic.source == 'elsewhere' then
        table.insert(actions, { title = 'Suppress this error', kind = 'quickfix', diagnostics = { diagnostic }, command = { title = '', command = 'no' } })
      end
    end
    return actions
  end,
}

for message in read do
  local params = message.params
  if message.method == 'textDocument/didOpen' then
    publish(params.textDocument, params.textDocument.text)
  elseif message.method == 'textDocument/didChange' then
    publish(params.textDocument, params.contentChanges[#params.contentChanges].text)
  elseif message.method == 'exit' then
    os.exit(0)
  elseif message.id then
    local answer = answers[message.method]
    send({ id = message.id, result = answer and answer(params) or vim.NIL })
  end
end
