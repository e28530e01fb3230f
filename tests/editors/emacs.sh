#!/usr/bin/env bash
# Tries healer in the newest Emacs of Debian sid, in a chroot and without a window: with eglot and with lsp-mode.
# Usage: tests/editors/emacs.sh [HEALER_BINARY]
#
# Where Emacs can not be installed, CI=true makes that a failure.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
binary=$(realpath "${1:-$here/../../target/debug/healer}")
. "$here/chroot.sh"
[ -x "$binary" ] || { echo "emacs: no healer binary at $binary; build it first" >&2; exit 1; }

install_release sid neovim hx ca-certificates emacs-nox elpa-lsp-mode
root=$editors/sid
scratch=$(mktemp -d "$root/tmp/healer-emacs-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
inside=${scratch#"$root"}
mkdir -p "$scratch/bin" "$scratch/home" "$scratch/work/.git"
cp "$binary" "$scratch/bin/healer"
cp "$here"/emacs/*.el "$here/neovim/second_server.lua" "$scratch/"

# The tests use the very lines that the page has for a user.
lines_of() { sed -n "/^## $1/,/^## /p" "$here/../../editors/emacs.md" | sed -n '/^```elisp$/,/^```$/p' | sed '/^```/d'; }
for client in lsp-mode eglot; do
  lines_of "$client" >"$scratch/$client-page.el"
  [ -s "$scratch/$client-page.el" ] || { echo "emacs: editors/emacs.md has no lines for $client" >&2; exit 1; }
done

for client in eglot lsp-mode; do
  # Debian puts its packages' paths into Emacs's site files, which `--quick` would leave out.
  (enter_release sid env -i PATH="$inside/bin:/usr/bin:/bin" HOME="$inside/home" LANG=C.UTF-8 HEALER_TEST="$inside" HEALER_HOME="$inside/home/data" \
    HEALER_CACHE="$inside/home/cache" timeout 120 emacs --batch --no-init-file -l "$inside/tools.el" -l "$inside/$client.el") \
    2>"$scratch/$client.log" || { tail -n 20 "$scratch/$client.log" >&2; echo "FAILED in Emacs with $client" >&2; exit 1; }
done
