-- The picker of fixes: all of them in healer's order, each with its confidence and origin, and what it would change.
local client_of = require('healer.client')
local edits = require('healer.edits')
local foreign = require('healer.foreign')
local positions = require('healer.positions')
local windows = require('healer.windows')
local words = require('healer.words')

local M = {}

local function fix_of(action)
  return vim.tbl_get(action, 'data', 'healer')
end

--- The part of the menu that names the error, where there are several.
local function label(action, several)
  local message = vim.tbl_get(action, 'diagnostics', 1, 'message')
  return ('%s  (%s)%s'):format(action.title, words.standing(fix_of(action)), several and message and ('  ' .. message:gsub('\n.*', '')) or '')
end

--- What all fixes would change, one under the other, numbered as the menu is.
local function preview(actions, encoding)
  local lines = {}
  for index, action in ipairs(actions) do
    table.insert(lines, ('%d  %s'):format(index, action.title))
    vim.list_extend(lines, edits.diff(action.edit, encoding))
    table.insert(lines, '')
  end
  return lines
end

local function take(client, action, texts)
  local stale = edits.stale(action.edit, texts)
  if stale then
    return client_of.tell(('Nothing was applied: %s.'):format(stale), vim.log.levels.WARN)
  end
  edits.apply(action.edit, client.offset_encoding)
  if action.command then
    client_of.run(client, action.command.command, (action.command.arguments or {})[1] or {}, function() end)
  end
end

local function ask(client, actions, texts)
  local messages = {}
  for _, action in ipairs(actions) do
    messages[vim.tbl_get(action, 'diagnostics', 1, 'message') or ''] = true
  end
  local several = #vim.tbl_keys(messages) > 1
  local window = windows.split(preview(actions, client.offset_encoding), { title = 'fixes', filetype = 'diff' })
  vim.cmd.redraw()
  vim.ui.select(actions, {
    prompt = 'Fixes, best first:',
    kind = 'healer.fix',
    format_item = function(action)
      return label(action, several)
    end,
    -- Asked for by pickers that have a preview of their own, from Neovim 0.12 on.
    preview_item = function(action)
      local buffer = vim.api.nvim_create_buf(false, true)
      vim.api.nvim_buf_set_lines(buffer, 0, -1, false, edits.diff(action.edit, client.offset_encoding))
      vim.bo[buffer].bufhidden = 'wipe'
      vim.bo[buffer].filetype = 'diff'
      return { buf = buffer }
    end,
  }, function(action)
    windows.close(window)
    if action then
      take(client, action, texts)
    end
  end)
end

--- Those actions that are fixes, with their edits.
local function resolved(client, actions, buffer, done)
  local left = 1
  local function one_less()
    left = left - 1
    if left == 0 then
      done(vim.iter(actions)
        :filter(function(action)
          return action.edit ~= nil
        end)
        :totable())
    end
  end
  for index, action in ipairs(actions) do
    if not action.edit then
      left = left + 1
      client_of.request(client, 'codeAction/resolve', action, function(_, whole)
        actions[index] = whole or action
        one_less()
      end, buffer)
    end
  end
  one_less()
end

--- Asks for the fixes of the errors in the line of the cursor and applies the one that is taken.
function M.show()
  local buffer = vim.api.nvim_get_current_buf()
  local client = client_of.attached(buffer)
  if not client then
    return
  end
  local line = vim.api.nvim_win_get_cursor(0)[1] - 1
  local text = vim.api.nvim_buf_get_lines(buffer, line, line + 1, false)[1] or ''
  local params = {
    textDocument = { uri = vim.uri_from_bufnr(buffer) },
    range = {
      start = { line = line, character = 0 },
      ['end'] = { line = line, character = positions.character(text, #text, client.offset_encoding) },
    },
    context = { diagnostics = foreign.in_line(buffer, client, line), only = { 'quickfix' } },
  }
  local texts = edits.snapshot(client)
  client_of.request(client, 'textDocument/codeAction', params, function(error, answer)
    if error then
      return client_of.tell(error.message, vim.log.levels.WARN)
    end
    local actions = vim.iter(answer or {}):filter(fix_of):totable()
    resolved(client, actions, buffer, function(fixes)
      if #fixes == 0 then
        return client_of.tell('healer knows no fix for what is in this line.')
      end
      ask(client, fixes, texts)
    end)
  end, buffer)
end

return M
