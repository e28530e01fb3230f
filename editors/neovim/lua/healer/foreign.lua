-- Forwards what other servers and linters say of a buffer: Neovim shows a server only its own diagnostics, and healer has fixes for theirs.
local client_of = require('healer.client')
local options = require('healer.options')
local positions = require('healer.positions')

local M = {}

--- How long diagnostics must rest before they are forwarded, in milliseconds.
local REST = 150

--- By buffer: the timer that runs, the version that it is about, and what was forwarded last.
local timers, versions, sent = {}, {}, {}

local function is_own(diagnostic)
  return vim.tbl_get(diagnostic, 'user_data', 'lsp', 'data', 'healer') ~= nil
end

--- The client that a diagnostic came from, if it was one: only the namespace's name tells.
local function origin(diagnostic, clients)
  local known = diagnostic.namespace and vim.diagnostic.get_namespaces()[diagnostic.namespace]
  return known
    and vim.iter(clients):find(function(client)
      return (known.name .. '.'):find(('.%s.%d.'):format(client.name, client.id), 1, true) ~= nil
    end)
end

--- A diagnostic as the protocol has it, in the encoding of healer's client. What a server sent is kept as it was otherwise.
local function to_protocol(diagnostic, clients, line, encoding)
  local raw = vim.tbl_get(diagnostic, 'user_data', 'lsp')
  local from = raw and origin(diagnostic, clients)
  if type(raw) == 'table' and raw.range and from then
    return from.offset_encoding == encoding and raw or positions.convert(raw, line, from.offset_encoding, encoding)
  end
  local function position(number, column)
    return { line = number, character = positions.character(line(number), column, encoding) }
  end
  return {
    range = {
      start = position(diagnostic.lnum, diagnostic.col),
      ['end'] = position(diagnostic.end_lnum or diagnostic.lnum, diagnostic.end_col or diagnostic.col),
    },
    severity = diagnostic.severity,
    source = diagnostic.source,
    code = diagnostic.code,
    message = diagnostic.message,
  }
end

local function all_to_protocol(diagnostics, buffer, client)
  local clients = vim.lsp.get_clients({ bufnr = buffer })
  local function line(number)
    return vim.api.nvim_buf_get_lines(buffer, number, number + 1, false)[1] or ''
  end
  return vim.tbl_map(function(diagnostic)
    return to_protocol(diagnostic, clients, line, client.offset_encoding)
  end, diagnostics)
end

--- What all others say of a buffer.
function M.diagnostics(buffer, client)
  local foreign = vim.iter(vim.diagnostic.get(buffer)):filter(function(diagnostic)
    return not is_own(diagnostic)
  end)
  return all_to_protocol(foreign:totable(), buffer, client)
end

--- What all, healer among them, say of a line: the context of a request for code actions.
function M.in_line(buffer, client, number)
  return all_to_protocol(vim.diagnostic.get(buffer, { lnum = number }), buffer, client)
end

local function forward(buffer, version)
  local client = vim.api.nvim_buf_is_loaded(buffer) and client_of.of(buffer)
  -- It may have been switched off since.
  if not client or not options.of(buffer).forward then
    return
  end
  local diagnostics = M.diagnostics(buffer, client)
  -- Of a buffer that nobody has said anything about there is nothing to forward either.
  if vim.deep_equal(diagnostics, sent[buffer] or {}) then
    return
  end
  sent[buffer] = diagnostics
  client_of.notify(client, 'healer/diagnostics', { uri = vim.uri_from_bufnr(buffer), version = version, diagnostics = diagnostics })
end

--- Something may be different about a buffer's diagnostics.
function M.changed(buffer)
  if not options.of(buffer).forward or not client_of.of(buffer) then
    return
  end
  -- The diagnostics are about the text as it is now, whatever is typed while they come to rest.
  local version = client_of.version(buffer)
  versions[buffer] = version
  timers[buffer] = timers[buffer] or assert(vim.uv.new_timer())
  timers[buffer]:start(REST, 0, vim.schedule_wrap(function()
    forward(buffer, version)
  end))
end

--- The server is about to be asked something: what waits is forwarded now.
function M.settle(buffer)
  if timers[buffer] and timers[buffer]:is_active() then
    timers[buffer]:stop()
    forward(buffer, versions[buffer])
  end
end

--- The server knows nothing of the buffer any more: when it comes back, all is to be said again.
function M.forget(buffer)
  if timers[buffer] then
    timers[buffer]:close()
  end
  timers[buffer], versions[buffer], sent[buffer] = nil, nil, nil
end

return M
