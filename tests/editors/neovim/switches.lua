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
        for folder, trusted in pairs({ ['/home/user/src'] = true, ['/home/user/src/a'] = true, ['/home/user/srcs'] = 'nothing', ['/home/user'] = 'nothing' }) do
          tools.equal('trust of ' .. folder, options.trusts(folder) or 'nothing', trusted)
        end
        tools.equal('trust of no folder', options.trusts(nil), nil)
      end)
      for _, trust in ipairs({ true, false }) do
        with_global({ trust = trust }, function()
          tools.equal('trust everywhere or nowhere', options.trusts('/home/user/src'), trust)
        end)
      end
      local before = vim.g.healer
      vim.g.healer = {}
      tools.equal('nothing is said', options.trusts('/home/user/src'), nil)
      vim.g.healer = before
      local listed = '/home/user/src\n/home/user/other\n'
      tools.equal('listed', { options.is_listed(listed, '/home/user/other/a'), options.is_listed(listed, '/home/user/srcs'), options.is_listed('', nil) }, { true, false, false })
    end,
  },
  {
    'the workspace is the nearest project, or where its settings are',
    function()
      local outer = ('%s/projects/%s'):format(tools.root, vim.fs.basename(tools.work))
      for path, text in pairs({ ['Cargo.toml'] = '', ['.git/HEAD'] = '', ['tools/pyproject.toml'] = '', ['tools/src/a.py'] = 'x = 1\n' }) do
        vim.fn.mkdir(vim.fs.dirname(outer .. '/' .. path), 'p')
        assert(vim.fn.writefile(vim.split(text, '\n'), outer .. '/' .. path, 'b') == 0)
      end
      for _, wanted in ipairs({ outer .. '/tools', outer }) do
        if wanted == outer then
          vim.fn.mkdir(outer .. '/.healer')
        end
        vim.cmd.edit(outer .. '/tools/src/a.py')
        local buffer = vim.api.nvim_get_current_buf()
        local client = tools.wait('healer', function()
          return tools.client(buffer)
        end)
        tools.equal('the workspace', client.config.root_dir, wanted)
        vim.api.nvim_buf_delete(buffer, { force = true })
      end
    end,
  },
}
