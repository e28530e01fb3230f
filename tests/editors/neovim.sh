#!/usr/bin/env bash
# Opens a broken file of each language in a real Neovim with healer attached, applies the first code action of the first error, and
# compares the text. Usage: tests/editors/neovim.sh [HEALER_BINARY]
#
# A Neovim of version 0.10 or later on PATH is used as it is. Otherwise one is installed into a chroot under HEALER_EDITORS (Debian 13's
# own package, by debootstrap; this needs Debian and root). Where neither can be had, CI=true makes that a failure.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
binary=$(realpath "${1:-$here/../../target/debug/healer}")
editors=${HEALER_EDITORS:-${XDG_CACHE_HOME:-$HOME/.cache}/healer-editors}
[ -x "$binary" ] || { echo "neovim: no healer binary at $binary; build it first" >&2; exit 1; }

recent() { "$@" --version 2>/dev/null | head -n 1 | grep -Eq 'v(0\.[1-9][0-9]|[1-9])'; }

root=""
if recent nvim; then
  run=(nvim)
else
  root=$editors/trixie
  if ! recent chroot "$root" nvim; then
    if [ "$(id -u)" != 0 ] || [ ! -f /etc/apt/sources.list.d/debian.sources ]; then
      echo "neovim: no Neovim 0.10 on PATH, and it can be installed only as root on Debian; not tried" >&2
      [ "${CI:-}" = true ] && exit 1 || exit 0
    fi
    command -v debootstrap >/dev/null || { apt-get update -qq; apt-get install -y -qq debootstrap >/dev/null; }
    mirror=$(sed -n 's#^URIs: \(.*/debian\)$#\1#p' /etc/apt/sources.list.d/debian.sources | head -n 1)
    rm -rf "$root"
    mkdir -p "$editors"
    debootstrap --variant=minbase --include=neovim trixie "$root" "$mirror" >"$editors/debootstrap.log" 2>&1 \
      || { tail -n 20 "$editors/debootstrap.log" >&2; exit 1; }
  fi
  run=(chroot "$root" nvim)
fi

# The scratch folder must lie where the editor sees it: inside the chroot, if there is one.
scratch=$(mktemp -d "$root/tmp/healer-neovim-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
inside=${scratch#"$root"}
cp "$binary" "$scratch/healer"
cp "$here/neovim.lua" "$scratch/"
cp -r "$here/../../editors/neovim" "$scratch/plugin"
mkdir -p "$scratch/work/.git" "$scratch/home"
env HEALER_TEST="$inside" HEALER_HOME="$inside/home" HEALER_CACHE="$inside/home" HOME="$inside/home" \
  timeout 120 "${run[@]}" --headless --clean -l "$inside/neovim.lua"
