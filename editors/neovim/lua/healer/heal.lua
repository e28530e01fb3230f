-- Heals: asked for, cancelled, looked at, applied and taken back. Progress is told by Neovim's own LspProgress.
local client_of = require('healer.client')
local edits = require('healer.edits')
local foreign = require('healer.foreign')
local windows = require('healer.windows')
local words = require('healer.words')

local M = {}

--- @class healer.Run
--- @field client vim.lsp.Client
--- @field uri string
--- @field workspace boolean
--- @field preview boolean? what is not safe is shown before it is applied
--- @field texts table<integer, { version: integer, text: string }> as they were when it was asked for
--- @field attempts table[] that were kept
--- @field job string? known once the server has answered
--- @field cancelled boolean?
--- @field discarded boolean? the user has seen what it would change and does not want it
--- @field refusal string? why its edit was not applied: the server knows only that it was not
--- @field undo boolean? it takes another one back

--- @type healer.Run[]
local runs = {}
--- Reports of jobs whose names are not known yet.
local early = {}
local asked = 0

local function forget(run)
  runs = vim.iter(runs)
    :filter(function(other)
      return other ~= run
    end)
    :totable()
end

local function ended(run, report)
  forget(run)
  if run.refusal then
    report = vim.tbl_extend('force', report, { reason = run.refusal })
  end
  if run.undo then
    local text = report.applied and 'The heal was taken back.' or ('The heal was not taken back: %s.'):format(report.reason or 'the text has changed')
    client_of.tell(text, report.applied and vim.log.levels.INFO or vim.log.levels.WARN)
  elseif not run.discarded then
    local text, warns = words.outcome(run.cancelled and { status = 'cancelled' } or report)
    client_of.tell(text, warns and vim.log.levels.WARN or vim.log.levels.INFO)
  end
  -- For status lines and for who waits; the report is the server's.
  vim.api.nvim_exec_autocmds('User', { pattern = 'HealerHealed', modeline = false, data = { report = report, undo = run.undo == true } })
end

local function cancel(run)
  run.cancelled = true
  if run.job then
    -- It may have ended meanwhile, which is as good.
    client_of.request(run.client, 'workspace/executeCommand', { command = 'healer.cancel', arguments = { { job = run.job } } }, function() end)
  end
end

--- The server has taken a job on, or has answered at once.
local function answered(run, answer)
  if answer.status ~= 'running' then
    return ended(run, answer)
  end
  run.job = answer.job
  local report = early[answer.job]
  if report then
    early[answer.job] = nil
    return ended(run, report)
  end
  if run.cancelled then
    cancel(run)
  end
end

local function begin(client, command, argument, run, token)
  run.client = client
  run.texts = edits.snapshot(client)
  run.attempts = {}
  table.insert(runs, run)
  client_of.run(client, command, argument, function(answer)
    answered(run, answer)
  end, {
    token = token,
    failed = function()
      forget(run)
    end,
  })
end

--- Heals a buffer, a range of its lines or its workspace.
--- @param options { lines: integer[]?, workspace: boolean?, bang: boolean? }
function M.heal(options)
  local buffer = vim.api.nvim_get_current_buf()
  local client = client_of.attached(buffer)
  if not client then
    return
  end
  foreign.settle(buffer)
  local uri = vim.uri_from_bufnr(buffer)
  -- What is previewed may hold fixes that are merely likely: the user looks at them.
  local argument = { uri = uri, apply = options.bang and 'apply' or 'preview' }
  if options.workspace then
    argument.scope = 'workspace'
  end
  if options.lines then
    argument.range = { start = { line = options.lines[1] - 1, character = 0 }, ['end'] = { line = options.lines[2], character = 0 } }
  end
  asked = asked + 1
  begin(client, 'healer.heal', argument, { uri = uri, workspace = options.workspace == true, preview = not options.bang }, 'healer-heal-' .. asked)
end

--- Takes a heal back: the last one, or the one that is named.
--- @param job string?
function M.undo(job)
  local client = client_of.any(vim.api.nvim_get_current_buf())
  if client then
    begin(client, 'healer.undo', { job = job }, { uri = '', workspace = true, undo = true })
  end
end

--- Cancels all heals that are under way.
function M.cancel()
  if #runs == 0 then
    client_of.tell('No heal is under way.')
  end
  for _, run in ipairs(runs) do
    if not run.undo then
      cancel(run)
    end
  end
end

--- How many heals are under way.
function M.running()
  return #runs
end

--- The run that an edit belongs to: the edit itself does not say.
local function meant(client, edit)
  local touched = vim.iter(edits.documents(edit)):map(function(document)
    return document.uri
  end):totable()
  local own = vim.iter(runs):filter(function(run)
    return run.client.id == client.id
  end):totable()
  local function find(test)
    return vim.iter(own):find(test)
  end
  return find(function(run)
    return run.undo or (not run.workspace and vim.list_contains(touched, run.uri))
  end) or find(function(run)
    return run.workspace
  end) or (#own == 1 and own[1] or nil)
end

--- Shows what an edit would change and asks. Waits for the answer without holding up Neovim.
local function confirmed(run, edit, encoding)
  local thread, is_main = coroutine.running()
  if not thread or is_main then
    return false
  end
  local window = windows.split(edits.diff(edit, encoding), { title = 'heal', filetype = 'diff' })
  vim.cmd.redraw()
  local prompt = words.question(run.attempts, #edits.documents(edit))
  vim.ui.select({ 'Apply', 'Discard' }, { prompt = prompt, kind = 'healer.heal' }, function(choice)
    -- A select that answers at once would otherwise resume what has not yielded yet.
    vim.schedule(function()
      windows.close(window)
      coroutine.resume(thread, choice == 'Apply')
    end)
  end)
  return coroutine.yield()
end

--- The handler of workspace/applyEdit.
function M.apply_edit(_, params, context)
  local client = assert(vim.lsp.get_client_by_id(context.client_id))
  local run = meant(client, params.edit)
  local texts = run and run.texts
  if run and run.cancelled then
    return { applied = false, failureReason = 'the heal was cancelled' }
  end
  local refusal = edits.stale(params.edit, texts)
  local doubtful = run and not run.undo and vim.iter(run.attempts):any(function(attempt)
    return attempt.fix.applicability ~= 'safe'
  end)
  if not refusal and doubtful and run.preview then
    if not confirmed(run, params.edit, client.offset_encoding) then
      run.discarded = true
      return { applied = false, failureReason = 'the user discarded it' }
    end
    -- Time has passed meanwhile.
    refusal = edits.stale(params.edit, texts)
  end
  if not refusal then
    local applied, problem = pcall(edits.apply, params.edit, client.offset_encoding)
    refusal = not applied and tostring(problem) or nil
  end
  if run then
    run.refusal = refusal
  end
  return { applied = refusal == nil, failureReason = refusal }
end

--- The handler of healer/healed: a heal has ended.
function M.healed(_, report)
  local run = vim.iter(runs):find(function(one)
    return one.job == report.job
  end)
  if run then
    ended(run, report)
  elseif vim.iter(runs):any(function(one)
    return one.job == nil
  end) then
    early[report.job] = report
  end
end

--- The handler of healer/event: an attempt was made.
function M.attempted(_, event)
  -- An attempt may be here before the answer that names the job.
  local run = vim.iter(runs):find(function(one)
    return one.job == event.job
  end) or vim.iter(runs):find(function(one)
    return one.job == nil and not one.undo
  end)
  if run and event.kind == 'attempt' and event.attempt.verdict == 'promote' then
    table.insert(run.attempts, event.attempt)
  end
end

return M
