#!/usr/bin/env bash
# Drives the Neovim plug-in in real Neovims, headless: 0.10 (Debian 13) and the newest of Debian sid, each in a chroot.
# Usage: tests/editors/neovim.sh [HEALER_BINARY]
#
# NVIM names a program to try instead. Where Neovim can neither be had nor installed, CI=true makes that a failure.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
binary=$(realpath "${1:-$here/../../target/debug/healer}")
. "$here/chroot.sh"
[ -x "$binary" ] || { echo "neovim: no healer binary at $binary; build it first" >&2; exit 1; }

# try ROOT COMMAND…: runs all of it with one Neovim that sees ROOT as its root folder.
try() {
  local root=$1 scratch inside
  shift
  # The scratch folder must lie where the editor sees it.
  scratch=$(mktemp -d "$root/tmp/healer-neovim-XXXXXX")
  inside=${scratch#"$root"}
  cp "$binary" "$scratch/healer"
  cp -r "$here/neovim" "$scratch/test"
  cp -r "$here/../../editors/neovim" "$scratch/plugin"
  mkdir -p "$scratch/bin" "$scratch/home/.config/nvim" "$scratch/home/src/shop"
  ln -s ../healer "$scratch/bin/healer"
  sed '1,/^### Neovim/d' "$here/../../README.md" | sed '1,/^```lua$/d' | sed '/^```$/,$d' \
    | sed "s#/path/to/healer/editors/neovim#$inside/plugin#" >"$scratch/home/.config/nvim/init.lua"
  printf 'def total(items):\n    return sum(items\n' >"$scratch/home/src/shop/total.py"
  local failed=0
  in_neovim() {
    env -i PATH="$inside/bin:/usr/sbin:/usr/bin:/sbin:/bin" HOME="$inside/home" LANG=C.UTF-8 HEALER_TEST="$inside" HEALER_HOME="$inside/home/data" \
      HEALER_CACHE="$inside/home/cache" timeout 300 "$@"
  }
  in_neovim "$@" --headless -u "$inside/test/init.lua" -c "luafile $inside/test/run.lua" || failed=$?
  [ "$failed" != 0 ] || in_neovim "$@" --headless --clean -c "autocmd VimEnter * ++nested luafile $inside/test/late.lua" || failed=$?
  [ "$failed" != 0 ] || in_neovim "$@" --headless "$inside/home/src/shop/total.py" -c "autocmd VimEnter * ++nested luafile $inside/test/readme.lua" || failed=$?
  rm -rf "$scratch"
  [ "$failed" = 0 ] || { echo "neovim: failed with $failed" >&2; exit 1; }
}

if [ -n "${NVIM:-}" ]; then
  try "" "$NVIM"
else
  install_release trixie neovim hx ca-certificates
  install_release sid neovim hx ca-certificates emacs-nox elpa-lsp-mode
  try "$editors/trixie" chroot "$editors/trixie" nvim
  try "$editors/sid" chroot "$editors/sid" nvim
fi
