-- What is done unasked can be switched off, for a buffer and for all.
local tools = require('tools')

local function with_global(more, act)
  local before = vim.g.healer
  vim.g.healer = vim.tbl_extend('force', before, more)
  act()
  vim.g.healer = before
end

return {
  {
    'a buffer is left alone',
    function()
      tools.write('alone.py', 'x = (1\n')
      local id = vim.api.nvim_create_autocmd('BufReadPre', {
        callback = function(event)
          vim.b[event.buf].healer = false
        end,
      })
      vim.cmd.edit(tools.work .. '/alone.py')
      vim.api.nvim_del_autocmd(id)
      local alone = vim.api.nvim_get_current_buf()
      -- A second buffer shows that healer would have been there by now.
      tools.open('healed.py', 'x = (1\n')
      tools.equal('healer in the first', tools.client(alone), nil)
      -- Commands say so there.
      vim.cmd.buffer(alone)
      for _, command in ipairs({ 'Heal', 'HealFixes', 'HealExplain' }) do
        vim.cmd(command)
        tools.equal('what was told', tools.told[#tools.told], 'healer is not attached to this buffer; `:checkhealth healer` says more.')
        table.insert(tools.told, '')
      end
    end,
  },
  {
    'mappings go only where nothing is mapped, and not at all where they are switched off',
    function()
      tools.open('mapped.py', 'x = 1\n')
      tools.equal('the key', vim.fn.maparg('grh', 'n'), '<Plug>(healer-fixes)')
      vim.keymap.set('n', 'grh', 'ihello<Esc>')
      tools.open('mapped2.py', 'x = 1\n')
      tools.equal('the user\'s key', vim.fn.maparg('grh', 'n'), 'ihello<Esc>')
      vim.keymap.del('n', 'grh')
      with_global({ mappings = false }, function()
        tools.open('mapped3.py', 'x = 1\n')
        tools.equal('no key', vim.fn.maparg('grh', 'n'), '')
      end)
    end,
  },
  {
    'nothing is forwarded where that is switched off',
    function()
      local sent = 0
      vim.api.nvim_create_autocmd('LspNotify', {
        callback = function(event)
          sent = sent + (event.data.method == 'healer/diagnostics' and 1 or 0)
        end,
      })
      local namespace = vim.api.nvim_create_namespace('another linter')
      local function say(buffer)
        vim.diagnostic.set(namespace, buffer, { { lnum = 0, col = 0, message = 'no' } })
      end
      local off = tools.open('off.py', 'x = 1\n')
      vim.b[off].healer = { forward = false }
      say(off)
      -- One that is forwarded comes after it, and is the only one.
      local on = tools.open('on.py', 'x = 1\n')
      say(on)
      tools.wait('what is forwarded', function()
        return sent > 0
      end)
      tools.equal('how much', sent, 1)
      vim.diagnostic.reset(namespace)
    end,
  },
  {
    'only trusted folders are trusted',
    function()
      local options = require('healer.options')
      with_global({ trust = { '/home/user/src/' } }, function()
        local trusted = vim.tbl_map(options.trusts, { '/home/user/src', '/home/user/src/a', '/home/user/srcs', '/home/user' })
        tools.equal('trust', trusted, { true, true, false, false })
        tools.equal('trust of no folder', options.trusts(nil), false)
      end)
    end,
  },
}
