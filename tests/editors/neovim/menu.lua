-- A broken file of each language: its error is shown, and the first code action of Neovim's own menu mends it.
local tools = require('tools')

local cases = {
  { name = 'case.py', text = 'def total(items):\n    return sum(items\n', wanted = 'def total(items):\n    return sum(items)\n' },
  { name = 'case.js', text = 'const items = [1, 2;\nmodule.exports = items;\n', wanted = 'const items = [1, 2];\nmodule.exports = items;\n' },
  { name = 'case.rs', text = 'fn main() {\n    println!("{}", 1 + 2;\n}\n', wanted = 'fn main() {\n    println!("{}", 1 + 2);\n}\n' },
  { name = 'case.go', text = 'package main\n\nfunc main() {\n\tprintln("a"\n}\n', wanted = 'package main\n\nfunc main() {\n\tprintln("a")\n}\n' },
}

local function first_action(case)
  local buffer = tools.open(case.name, case.text)
  local errors = tools.errors(buffer)
  vim.api.nvim_win_set_cursor(0, { errors[1].lnum + 1, errors[1].col })
  local first = true
  vim.lsp.buf.code_action({
    context = { only = { 'quickfix' }, diagnostics = { errors[1].user_data.lsp } },
    filter = function()
      local take = first
      first = false
      return take
    end,
    apply = true,
  })
  tools.wait('the first code action', function()
    return tools.text(buffer) ~= case.text
  end)
  tools.equal('the text', tools.text(buffer), case.wanted)
  tools.wait_clean(buffer)
end

return vim.tbl_map(function(case)
  return {
    case.name,
    function()
      first_action(case)
    end,
  }
end, cases)
