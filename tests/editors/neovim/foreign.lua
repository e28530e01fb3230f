-- What others say of a buffer: a second server, a program of its own, and a linter that knows nothing of the protocol.
local tools = require('tools')

-- The character before the place is one column in healer's encoding, another in the server's, and another in Neovim's.
local CART = [[
class Cart:
    def __init__(self):
        self.items = []

    def total(self):
        return "😀ü", sum(self.itmes)
]]

local function start_second(buffer)
  assert(vim.lsp.start({
    name = 'elsewhere',
    cmd = { vim.v.progpath, '--clean', '-l', tools.root .. '/test/second_server.lua' },
    root_dir = tools.work,
  }, { bufnr = buffer }))
end

--- The parameters of all notifications of a kind from now on.
local function notified(method)
  local all = {}
  vim.api.nvim_create_autocmd('LspNotify', {
    callback = function(event)
      if event.data.method == method then
        table.insert(all, event.data.params)
      end
    end,
  })
  return all
end

--- What is sent to the server.
local function forwarded(buffer)
  return require('healer.foreign').diagnostics(buffer, tools.client(buffer))
end

return {
  {
    'a second server\'s diagnostic gets healer\'s fix',
    function()
      local buffer = tools.open('cart.py', CART)
      start_second(buffer)
      local own = tools.errors(buffer)
      tools.equal('who says it', own[1].source, 'elsewhere')
      local encoding = tools.client(buffer).offset_encoding
      local column = encoding == 'utf-8' and 34 or 31
      local range = { start = { line = 5, character = column }, ['end'] = { line = 5, character = column + 5 } }
      local sent = forwarded(buffer)
      tools.equal('what is forwarded', { #sent, sent[1].range, sent[1].data, sent[1].code }, {
        1,
        range,
        { elsewhere = { range = range } },
        'reportAttributeAccessIssue',
      })
      vim.api.nvim_win_set_cursor(0, { 6, 0 })
      -- The server may not have worked out its fixes when it is asked first.
      local asked = tools.answer_select(function(items)
        return items[1]
      end)
      vim.cmd.HealFixes()
      tools.wait('the fix', function()
        return tools.text(buffer) ~= CART
      end)
      tools.equal('the text', tools.text(buffer), (CART:gsub('itmes', 'items')))
      tools.equal('the title', asked.items[1].title, 'Change `itmes` to `items`')
      tools.wait_clean(buffer)
    end,
  },
  {
    'Neovim\'s own menu has healer\'s fix for it, as it was forwarded',
    function()
      local sent = notified('healer/diagnostics')
      local buffer = tools.open('cart.py', CART)
      start_second(buffer)
      tools.errors(buffer)
      tools.wait('the forwarded diagnostics', function()
        return #sent > 0
      end)
      tools.equal('what was forwarded', { sent[1].uri, sent[1].version, #sent[1].diagnostics }, {
        vim.uri_from_bufnr(buffer),
        vim.lsp.util.buf_versions[buffer],
        1,
      })
      vim.api.nvim_win_set_cursor(0, { 6, vim.diagnostic.get(buffer)[1].col })
      local asked = tools.answer_select(function(items)
        return vim.iter(items):find(function(item)
          return item.action.title ~= 'Suppress this error'
        end)
      end)
      vim.lsp.buf.code_action()
      tools.wait('the menu', function()
        return asked.items
      end)
      local titles = vim.tbl_map(function(item)
        return item.action.title
      end, asked.items)
      -- The servers come in the order in which Neovim's table has them.
      table.sort(titles)
      tools.equal('the menu', titles, { 'Change `itmes` to `items`', 'Suppress this error' })
      tools.wait('the fix', function()
        return tools.text(buffer) ~= CART
      end)
      tools.equal('the text', tools.text(buffer), (CART:gsub('itmes', 'items')))
      -- Once the other server has taken it back, that is forwarded too.
      tools.wait('the end of it', function()
        return #sent[#sent].diagnostics == 0
      end)
    end,
  },
  {
    'a heal mends what only others see, and says whose word is awaited',
    function()
      local buffer = tools.open('cart.py', CART)
      start_second(buffer)
      tools.errors(buffer)
      local asked = tools.answer_select(function()
        return 'Apply'
      end)
      local report = tools.report(vim.cmd.Heal)
      tools.equal('the question', asked.options.prompt, 'Apply 1 fix, 1 of them to look at?')
      tools.equal('the report', { report.status, report.applied, report.before, report.after }, { 'improved', true, 1, 0 })
      tools.equal('the text', tools.text(buffer), (CART:gsub('itmes', 'items')))
      tools.equal('what was told', tools.told[#tools.told], '1 of 1 error mended. Elsewhere has yet to look at what was mended of its own.')
      tools.wait_clean(buffer)
    end,
  },
  {
    'a linter\'s diagnostic without columns of the protocol is forwarded in healer\'s',
    function()
      local buffer = tools.open('lint.py', 'print("😀", nmae)\n')
      local namespace = vim.api.nvim_create_namespace('a linter')
      vim.diagnostic.set(namespace, buffer, {
        { lnum = 0, col = 14, end_lnum = 0, end_col = 18, message = 'undefined name', source = 'linter', severity = vim.diagnostic.severity.WARN },
      })
      local column = tools.client(buffer).offset_encoding == 'utf-8' and 14 or 12
      tools.equal('what is forwarded', forwarded(buffer), {
        {
          range = { start = { line = 0, character = column }, ['end'] = { line = 0, character = column + 4 } },
          severity = 2,
          source = 'linter',
          message = 'undefined name',
        },
      })
      vim.diagnostic.reset(namespace, buffer)
    end,
  },
}
