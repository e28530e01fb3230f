-- The commands and the <Plug> mappings.
local M = {}

local function heal(options)
  require('healer.heal').heal(options)
end

local commands = {
  Heal = {
    function(given)
      heal({ bang = given.bang, lines = given.range > 0 and { given.line1, given.line2 } or nil })
    end,
    { desc = 'Heal the buffer or a range of it', bang = true, range = true },
  },
  HealWorkspace = {
    function(given)
      heal({ bang = given.bang, workspace = true })
    end,
    { desc = 'Heal all files of the workspace', bang = true },
  },
  HealCancel = {
    function()
      require('healer.heal').cancel()
    end,
    { desc = 'Cancel the heals that are under way' },
  },
  HealUndo = {
    function(given)
      require('healer.heal').undo(given.fargs[1])
    end,
    { desc = 'Take the last heal back, or the one that is named', nargs = '?' },
  },
  HealExplain = {
    function()
      require('healer.asks').explain()
    end,
    { desc = 'Explain the error at the cursor' },
  },
  HealFixes = {
    function()
      require('healer.fixes').show()
    end,
    { desc = 'Show the fixes of the errors in this line' },
  },
  HealHistory = {
    function(given)
      require('healer.asks').history({ all = given.bang, limit = given.count > 0 and given.count or nil })
    end,
    { desc = 'Show what was tried in this file, or with ! everywhere', bang = true, count = 0 },
  },
  HealPatterns = {
    function(given)
      require('healer.asks').patterns(given.fargs)
    end,
    {
      desc = 'List, show, export or forget learned fixes',
      nargs = '*',
      complete = function(lead)
        return vim.iter({ 'list', 'show', 'export', 'forget' })
          :filter(function(word)
            return vim.startswith(word, lead)
          end)
          :totable()
      end,
    },
  },
}

--- Defines the commands, and mappings that users may map their own keys to.
function M.define()
  for name, command in pairs(commands) do
    vim.api.nvim_create_user_command(name, command[1], command[2])
  end
  for plug, command in pairs({ heal = 'Heal', fixes = 'HealFixes', explain = 'HealExplain', undo = 'HealUndo' }) do
    vim.keymap.set('n', ('<Plug>(healer-%s)'):format(plug), ('<Cmd>%s<CR>'):format(command))
  end
  vim.keymap.set('x', '<Plug>(healer-heal)', ':Heal<CR>')
end

return M
