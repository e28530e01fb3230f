-- What the server is asked and the user reads: explanations, history, learned fixes.
local client_of = require('healer.client')
local positions = require('healer.positions')
local windows = require('healer.windows')
local words = require('healer.words')

local M = {}

--- Explains the error at the cursor, else the first one in its line.
function M.explain()
  local buffer = vim.api.nvim_get_current_buf()
  local client = client_of.attached(buffer)
  if not client then
    return
  end
  local line, column = unpack(vim.api.nvim_win_get_cursor(0))
  line = line - 1
  local here = vim.diagnostic.get(buffer, { lnum = line })
  table.sort(here, function(one, other)
    return one.severity < other.severity
  end)
  local covers = vim.iter(here):find(function(diagnostic)
    return diagnostic.col <= column and (diagnostic.end_lnum ~= line or column <= (diagnostic.end_col or diagnostic.col))
  end)
  local text = vim.api.nvim_buf_get_lines(buffer, line, line + 1, false)[1] or ''
  local at = covers and column or here[1] and here[1].col or column
  local position = { line = line, character = positions.character(text, at, client.offset_encoding) }
  client_of.run(client, 'healer.explain', { uri = vim.uri_from_bufnr(buffer), position = position }, function(answer)
    local lines = vim.split(answer.markdown, '\n')
    vim.lsp.util.open_floating_preview(lines, 'markdown', { focus_id = 'healer.explain', border = 'rounded', max_width = 100 })
  end)
end

--- What a fix was and came to, in one line, then what it changed.
local function attempt_lines(envelope)
  local time = os.date('%Y-%m-%d %H:%M', math.floor(envelope.time / 1000))
  local place = vim.fn.fnamemodify(envelope.path, ':~:.')
  local lines = {
    ('%s  %s  %s: %s'):format(time, place, envelope.source, envelope.message:gsub('\n.*', '')),
    ('  %s: %s (%s)'):format(envelope.verdict, envelope.fix.title, words.percent(envelope.confidence)),
  }
  vim.list_extend(lines, vim.split(vim.trim(envelope.diff or ''), '\n'))
  table.insert(lines, '')
  return lines
end

--- Shows what was tried, the newest first: in this buffer's file, or with `all` everywhere.
--- @param options { all: boolean?, limit: integer? }
function M.history(options)
  local buffer = vim.api.nvim_get_current_buf()
  local client = client_of.any(buffer)
  if not client then
    return
  end
  local argument = { limit = options.limit or 20 }
  if not options.all and client_of.of(buffer) then
    argument.uri = vim.uri_from_bufnr(buffer)
  end
  client_of.run(client, 'healer.history', argument, function(answer)
    local lines = {}
    for _, envelope in ipairs(answer.envelopes) do
      vim.list_extend(lines, attempt_lines(envelope))
    end
    if #lines == 0 then
      return client_of.tell('Nothing was tried yet.')
    end
    windows.split(lines, { title = 'history', filetype = 'diff', enter = true })
  end)
end

local function pattern_lines(pattern)
  local lines = {
    ('%s  %s  %s  %s, right %d of %d times'):format(
      pattern.id,
      pattern.language,
      pattern.category,
      pattern.standing,
      pattern.successes,
      pattern.successes + pattern.failures
    ),
  }
  for _, line in ipairs(vim.split(pattern.before, '\n')) do
    table.insert(lines, '- ' .. line)
  end
  for _, line in ipairs(vim.split(pattern.after, '\n')) do
    table.insert(lines, '+ ' .. line)
  end
  table.insert(lines, '')
  return lines
end

--- What can be done with learned fixes, by the word that asks for it.
M.pattern_actions = {
  list = function(client)
    client_of.run(client, 'healer.patterns', { action = 'list' }, function(answer)
      local lines = {}
      for _, pattern in ipairs(answer.patterns) do
        vim.list_extend(lines, pattern_lines(pattern))
      end
      if #lines == 0 then
        return client_of.tell('Nothing was learned yet.')
      end
      windows.split(lines, { title = 'patterns', filetype = 'diff', enter = true })
    end)
  end,
  show = function(client, id)
    client_of.run(client, 'healer.patterns', { action = 'show', id = id }, function(answer)
      windows.split(vim.split(vim.inspect(answer), '\n'), { title = 'pattern', filetype = 'lua', enter = true })
    end)
  end,
  export = function(client, id)
    client_of.run(client, 'healer.patterns', { action = 'export', id = id }, function(answer)
      windows.split(vim.split(answer.text, '\n'), { title = 'patterns.yml', filetype = 'yaml', enter = true })
    end)
  end,
  forget = function(client, id)
    if not id then
      return client_of.tell('Say which: `:HealPatterns forget ID`.', vim.log.levels.WARN)
    end
    client_of.run(client, 'healer.patterns', { action = 'forget', id = id }, function(answer)
      client_of.tell(('%d forgotten.'):format(answer.forgotten))
    end)
  end,
}

--- @param words_given string[] the action and the id it is about
function M.patterns(words_given)
  local client = client_of.any(vim.api.nvim_get_current_buf())
  local action = M.pattern_actions[words_given[1] or 'list']
  if not action then
    return client_of.tell(('%s: expected list, show, export or forget.'):format(words_given[1]), vim.log.levels.WARN)
  end
  if client then
    action(client, words_given[2])
  end
end

return M
