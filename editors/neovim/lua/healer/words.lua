-- What the user is told, in words.
local M = {}

local function counted(number, noun, several)
  return ('%d %s'):format(number, number == 1 and noun or several or (noun .. 's'))
end

--- @param share number between 0 and 1
function M.percent(share)
  return ('%d %%'):format(math.floor(share * 100 + 0.5))
end

--- How a heal ended, and whether that is something to warn of.
--- @return string text, boolean warns
function M.outcome(report)
  local before, left = report.before or 0, (report.remaining or {})[1]
  local because = ''
  if left and left.reason and left.reason ~= '' then
    because = (' Left: %s (%s).'):format(left.message, left.reason)
  elseif not left and report.reason then
    because = (' %s.'):format(report.reason:gsub('^%l', string.upper))
  end
  if report.status == 'healed' or report.status == 'improved' then
    if not report.applied then
      return ('Nothing was applied: %s.'):format(report.reason or 'the text has changed'), true
    end
    return ('%d of %s mended.%s'):format(math.max(0, before - (report.after or 0)), counted(before, 'error'), because), false
  elseif report.status == 'unchanged' then
    return before == 0 and 'There are no errors to mend.' or ('None of %s could be mended.%s'):format(counted(before, 'error'), because), false
  elseif report.status == 'cancelled' then
    return 'The heal was cancelled; nothing was changed.', false
  end
  return ('healer did not heal: %s.'):format(report.reason or report.status), true
end

--- What is asked before an edit that has to be looked at is applied.
--- @param attempts table[] those that were kept
--- @param files integer
function M.question(attempts, files)
  local doubtful = vim.iter(attempts):filter(function(attempt)
    return attempt.fix.applicability ~= 'safe'
  end)
  local number = #doubtful:totable()
  local where = files > 1 and (' in %d files'):format(files) or ''
  return ('Apply %s%s%s?'):format(counted(#attempts, 'fix', 'fixes'), where, number > 0 and (', %d of them to look at'):format(number) or '')
end

--- Where a fix comes from and how far it can be trusted.
--- @param fix table `data.healer` of a code action
function M.standing(fix)
  local parts = {}
  local function add(part)
    if type(part) == 'string' and part ~= '' then
      table.insert(parts, part)
    end
  end
  add(fix.confidence and M.percent(fix.confidence))
  add(fix.origin)
  add(fix.rule)
  add(fix.applicability)
  add(fix.verified)
  local times = (fix.successes or 0) + (fix.failures or 0)
  add(times > 0 and ('right %d of %d times'):format(fix.successes or 0, times))
  return table.concat(parts, ', ')
end

return M
