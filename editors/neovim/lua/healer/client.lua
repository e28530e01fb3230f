-- The client, and what of it is spelled differently in 0.10 and later.
local M = {}

local has_methods = vim.fn.has('nvim-0.11') == 1

--- healer's client of a buffer, if there is one.
--- @param buffer integer
--- @return vim.lsp.Client?
function M.of(buffer)
  return vim.lsp.get_clients({ name = 'healer', bufnr = buffer })[1]
end

--- healer's client of a buffer; tells the user where there is none.
--- @return vim.lsp.Client?
function M.attached(buffer)
  local client = M.of(buffer)
  if not client then
    M.tell('healer is not attached to this buffer; `:checkhealth healer` says more.', vim.log.levels.WARN)
  end
  return client
end

--- healer's client of a buffer, else any, for what is about no buffer; tells the user where there is none.
--- @return vim.lsp.Client?
function M.any(buffer)
  local client = M.of(buffer) or vim.lsp.get_clients({ name = 'healer' })[1]
  if not client then
    M.tell('healer is not running; `:checkhealth healer` says more.', vim.log.levels.WARN)
  end
  return client
end

--- @param message string
--- @param level integer? one of vim.log.levels
function M.tell(message, level)
  vim.notify(message, level or vim.log.levels.INFO, { title = 'healer' })
end

--- @param callback fun(error: lsp.ResponseError?, result: any)
function M.request(client, method, params, callback, buffer)
  if has_methods then
    client:request(method, params, callback, buffer)
  else
    client.request(method, params, callback, buffer)
  end
end

function M.notify(client, method, params)
  if has_methods then
    client:notify(method, params)
  else
    client.notify(method, params)
  end
end

--- Has the server run one of its commands; its refusal is told to the user in its own words.
--- @param argument table
--- @param done fun(answer: any)
--- @param more { token: string?, failed: fun()? }?
function M.run(client, command, argument, done, more)
  more = more or {}
  if vim.tbl_isempty(argument) then
    argument = vim.empty_dict()
  end
  M.request(client, 'workspace/executeCommand', { command = command, arguments = { argument }, workDoneToken = more.token }, function(error, answer)
    if error then
      M.tell(error.message, vim.log.levels.WARN)
      if more.failed then
        more.failed()
      end
    else
      done(answer)
    end
  end)
end

--- The version under which the server knows a buffer's text.
function M.version(buffer)
  return vim.lsp.util.buf_versions[buffer] or 0
end

return M
