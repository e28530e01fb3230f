#!/usr/bin/env bash
# Does what the README says under "Try it", as written: in a fresh clone of the repository, with a home folder in which there is nothing.
# Each editor has to mend the file that it is about. Says how long each step took.
# Usage: tests/editors/readme.sh [HEALER_BINARY]
#
# With a HEALER_BINARY nothing is built: it lies where `cargo install` would put it. What is not committed is not tried.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
binary=${1:+$(realpath "$1")}
. "$here/chroot.sh"
. "$here/terminal.sh"
. "$here/code_server.sh"
need_tmux
need_code_server
install_release sid neovim hx ca-certificates emacs-nox elpa-lsp-mode
root=$editors/sid
scratch=$(mktemp -d "$root/tmp/healer-readme-XXXXXX")
trap 'end_terminal; rm -rf "$scratch"' EXIT
clone=$scratch/healer home=$scratch/home report=tests/examples/python/report.py
inside=${scratch#"$root"}
mkdir "$home"
git clone --quiet "$here/../.." "$clone"

fail() {
  printf 'FAILED in %s: %s\n' "$title" "$1" >&2
  screen >&2 2>/dev/null || true
  exit 1
}

# step TITLE: begins one, in a clone that is as it was.
step() {
  title=$1 begun=$SECONDS
  git -C "$clone" checkout --quiet tests/examples
}
done_step() { printf 'ok %s (%s s)\n' "$title" "$((SECONDS - begun))"; }

# commands HEADING: the shell's lines in the first block below a heading of the README.
commands() {
  awk -v heading="$1" '$0 == heading { found = 1 } found && /^```/ { if (inside) exit; inside = $0 == "```sh"; next } found && inside' "$clone/README.md"
}

# mended: the file on disk is, as the checker says that needs no tool.
mended() { "$home/.cargo/bin/healer" check --builtin-only "$clone/$report" >/dev/null 2>&1; }
broken() { ! mended; }

step "building it"
lines=$(commands '## Try it')
[ -n "$lines" ] || fail "the README has no commands under Try it"
if [ -n "$binary" ]; then
  mkdir -p "$home/.cargo/bin"
  cp "$binary" "$home/.cargo/bin/healer"
else
  # The toolchain and what it has downloaded are the machine's, what it installs is the user's.
  (cd "$clone" && env -i PATH="$PATH" HOME="$home" RUSTUP_HOME="${RUSTUP_HOME:-$HOME/.rustup}" CARGO_HOME="${CARGO_HOME:-$HOME/.cargo}" \
    CARGO_INSTALL_ROOT="$home/.cargo" bash -c "$(grep '^cargo ' <<<"$lines")")
fi
done_step

step "the command line"
(enter_release sid env -i -C "$inside/healer" PATH="$inside/home/.cargo/bin:/usr/bin:/bin" HOME="$inside/home" bash -c "$(grep -v '^cargo ' <<<"$lines")") >"$scratch/said" \
  || true # It says with its exit code that there are errors.
for line in '^+import json' "^$inside/healer/tests/examples is trusted"; do
  grep -q -- "$line" "$scratch/said" || { cat "$scratch/said"; fail "it does not say $line"; }
done
broken || fail "it has written into the file"
done_step

# edit TITLE HEADING READY: runs the commands of an editor in a terminal until it shows the file.
edit() {
  step "$1"
  in_terminal sid "$inside/healer" "$inside/home" bash -c "$(commands "$2")"
  wait_for "the file" shows "$3"
}

# left KEYS…: leaves the editor, which has to have mended the file.
left() {
  keys "$@"
  wait_for "the end of the editor" gone
  mended || fail "the file is not mended"
  done_step
}

edit "Neovim" '### Neovim' 'return json.dumps'
wait_for "the error" shows "expected ':'|E .*100"
keys : && keys -l Heal && keys Enter
wait_for "the question" shows 'Apply'
keys 1 Enter
wait_for "the healed text" shows 'import json'
left : wqa Enter

edit "Helix" '### Helix' 'NOR.*report.py'
wait_for "the error" shows '● [1-9]'
keys : && keys -l 'lsp-workspace-command healer.heal' && keys Enter
wait_for "the healed text" shows 'import json'
left : wqa Enter

edit "Emacs" '### Emacs' 'report.py'
keys M-x && keys -l eglot && keys Enter
wait_for "the error" shows 'Flymake\[[1-9]'
keys M-x && keys -l flymake-goto-next-error && keys Enter
wait_for "the cursor at the error" shows 'L8'
keys M-x && keys -l eglot-code-actions && keys Enter
wait_for "the menu" shows 'default Insert `:` after `100`'
keys Enter
wait_for "the mended text" shows 'total > 100:'
keys C-x C-s
wait_for "the mended line on disk" grep -q 'total > 100:$' "$clone/$report"
keys C-x C-c
wait_for "the end of the editor" gone
done_step

step "VS Code"
mkdir "$scratch/bin"
printf '#!/bin/sh\nexec node "%s" "%s" "%s" "$@"\n' "$here/vscode/code.mjs" "$code_server" "$scratch/code" >"$scratch/bin/code"
chmod +x "$scratch/bin/code"
mkdir "$scratch/code"
# Where packages come from is a matter of the machine, what was fetched before is not used.
(cd "$clone" && env -i PATH="$scratch/bin:$home/.cargo/bin:$(dirname "$(command -v node)"):/usr/bin:/bin" HOME="$home" TERM=dumb \
  npm_config_userconfig="${npm_config_userconfig:-$HOME/.npmrc}" bash -ec "$(commands '### VS Code')") >"$scratch/said" 2>&1 || { tail -n 20 "$scratch/said"; fail "its commands"; }
mended || fail "the file is not mended"
done_step
