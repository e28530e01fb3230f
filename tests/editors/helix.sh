#!/usr/bin/env bash
# Drives healer in real Helixes, in tmux: 25.01 (Debian 13) and the newest of Debian sid, each in a chroot, with the configuration that
# editors/helix has. Usage: tests/editors/helix.sh [HEALER_BINARY]
#
# Where Helix or tmux can neither be had nor installed, CI=true makes that a failure.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
binary=$(realpath "${1:-$here/../../target/debug/healer}")
. "$here/chroot.sh"
. "$here/terminal.sh"
[ -x "$binary" ] || { echo "helix: no healer binary at $binary; build it first" >&2; exit 1; }
need_tmux
scratch=""
trap 'end_terminal; [ -z "$scratch" ] || rm -rf "$scratch"' EXIT

command_line() { keys : && keys -l "$1" && keys Enter; }

fail() {
  printf 'FAILED in %s: %s\n' "$version" "$1" >&2
  screen >&2 || true
  tail -n 5 "$scratch/home/.cache/helix/helix.log" 2>/dev/null | cut -c 1-300 >&2 || true
  exit 1
}

# Helix replaces the file, which is missing for a moment.
file_is() { [ "$(cat "$scratch/work/$1" 2>/dev/null)" = "$2" ]; }

# open NAME TEXT: starts Helix with a file.
open() {
  printf '%s\n' "$2" >"$scratch/work/$1"
  in_terminal "$release" / "$inside/home" hx -v "$inside/work/$1"
  wait_for "$1 in Helix" shows "NOR.*$1"
}

# leave TEXT: writes the file, which must then have this text, and ends Helix.
leave() {
  command_line write
  wait_for "the text of the saved file" file_is "$name" "$1"
  command_line 'quit!'
  wait_for "the end of Helix" gone
}

# go_to_error: to the file's one error, whose message must be there to read where this Helix shows it.
go_to_error() {
  wait_for "the error in the status line" shows '● 1 '
  keys ']' d
  wait_for "the error's message" shows "$1"
}

ok() { passed=$((passed + 1)); echo "ok $1"; }

# mends NAME TEXT MESSAGE TITLE WANTED: the first code action of the file's error mends it.
mends() {
  name=$1
  open "$name" "$2"
  go_to_error "$3"
  keys Space a
  wait_for "the menu with $4" shows "$4"
  # The first entry is chosen from the start. Where another server's comes before it, as they stand in the order of their arrival in 25.07,
  # the chosen one is moved.
  if screen | grep -E -- "$4|Suppress this error" | head -n 1 | grep Suppress >/dev/null; then keys Down; fi
  keys Enter
  wait_for "the end of the error" shows_not '● 1 '
  leave "$5"
  ok "$1: $4"
}

try() {
  release=$1
  install_release "$@"
  passed=0
  version=$(chroot "$editors/$release" hx --version)
  scratch=$(mktemp -d "$editors/$release/tmp/healer-helix-XXXXXX")
  inside=${scratch#"$editors/$release"}
  mkdir -p "$scratch/home/.cargo/bin" "$scratch/home/.config/helix" "$scratch/work/.git"
  cp "$binary" "$scratch/home/.cargo/bin/healer"
  cp "$here/neovim/second_server.lua" "$scratch/"
  cp "$here/../../editors/helix/languages.toml" "$scratch/home/.config/helix/"

  mends case.py $'def total(items):\n    return sum(items' 'never closed' 'Insert `\)` after `items`' $'def total(items):\n    return sum(items)'
  mends case.js $'const items = [1, 2;\nmodule.exports = items;' '.' 'Insert `]`' $'const items = [1, 2];\nmodule.exports = items;'
  mends case.rs $'fn main() {\n    println!("{}", 1 + 2;\n}' '.' 'Insert `\)`' $'fn main() {\n    println!("{}", 1 + 2);\n}'
  mends case.go $'package main\n\nfunc main() {\n\tprintln("a"\n}' '.' 'Insert `\)`' $'package main\n\nfunc main() {\n\tprintln("a")\n}'

  # A heal by Helix's own command for it, which has no arguments in 25.01, and its way back.
  name=heal.py
  open heal.py $'def total(items):\n    return sum(items'
  wait_for "the error" shows '● 1 '
  command_line 'lsp-workspace-command healer.heal'
  wait_for "the healed text" shows 'sum\(items\)'
  wait_for "the end of the error" shows_not '● 1 '
  command_line write
  wait_for "the healed text in the file" file_is heal.py $'def total(items):\n    return sum(items)'
  command_line 'lsp-workspace-command healer.undo'
  wait_for "the text before" shows_not 'sum\(items\)'
  leave $'def total(items):\n    return sum(items'
  ok "heal.py: healer.heal, and healer.undo takes it back"

  # What is typed while the checkers run: the workspace's own checker waits at a gate once the text is mended.
  mkdir -p "$scratch/work/slow/.healer"
  cat >"$scratch/work/slow/check.sh" <<SH
if grep -q 'sum(items)' "\$1"; then : >$inside/work/slow/under-way; cat $inside/work/slow/gate >/dev/null
elif grep -q 'sum(items' "\$1"; then echo "\$1:2:5: error: '(' was never closed"; fi
SH
  printf '[[checker]]\nname = "script"\ncommand = ["/bin/sh", "${workspaceFolder}/check.sh", "${file}"]\nlanguages = ["python"]\nmatcher = "$gcc"\n' \
    >"$scratch/work/slow/.healer/config.toml"
  mkfifo "$scratch/work/slow/gate"
  touch "$scratch/work/slow/pyproject.toml"
  name=slow/typed.py
  open "$name" $'def total(items):\n    return sum(items'
  wait_for "the error" shows '● [12] '
  command_line 'lsp-workspace-command healer.heal'
  wait_for "the checker at its gate" test -e "$scratch/work/slow/under-way"
  keys g g i '#' Escape
  wait_for "what is typed" shows '#def'
  timeout 30 sh -c ': >"$0"' "$scratch/work/slow/gate" || fail "nobody stands at the gate"
  wait_for "healer's refusal" grep -q 'healer/healed.*"applied":false' "$scratch/home/.cache/helix/helix.log"
  leave $'#def total(items):\n    return sum(items'
  ok "$name: a heal of a text that has changed meanwhile is refused"

  # A second server's diagnostic: healer hears of it in the request for the menu.
  sed 's/"pylsp", /&"elsewhere", /' "$here/../../editors/helix/languages.toml" >"$scratch/home/.config/helix/languages.toml"
  printf '[language-server.elsewhere]\ncommand = "nvim"\nargs = ["--clean", "-l", "%s/second_server.lua"]\n' "$inside" >>"$scratch/home/.config/helix/languages.toml"
  mends cart.py $'class Cart:\n    def __init__(self):\n        self.items = []\n\n    def total(self):\n        return "😀ü", sum(self.itmes)' \
    'Cannot access|itmes' 'Change `itmes` to `items`' $'class Cart:\n    def __init__(self):\n        self.items = []\n\n    def total(self):\n        return "😀ü", sum(self.items)'

  rm -rf "$scratch"
  scratch=""
  echo "$version: $passed passed, 0 failed"
}

try trixie neovim hx ca-certificates
try sid neovim hx ca-certificates emacs-nox elpa-lsp-mode
python3 "$here/helix/defaults.py" "$editors/sid/usr/lib/hx/hx" "$here/../../editors/helix/languages.toml"
