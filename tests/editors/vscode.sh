#!/usr/bin/env bash
# Packages the VS Code extension with a healer binary and drives it in the real workbench: code-server in Debian's Chromium.
# Usage: tests/editors/vscode.sh [HEALER_BINARY]
#
# code-server and playwright-core are installed into HEALER_TEST_TOOLS/vscode at the versions of tests/editors/vscode/package.json;
# Chromium is taken from PATH, or installed where that is possible (Debian and root). Where it can not be had, CI=true makes that a
# failure. Screenshots go to HEALER_PICTURES, by default a folder that is removed at the end.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
binary=$(realpath "${1:-$here/../../target/debug/healer}")
extension=$here/../../editors/vscode
[ -x "$binary" ] || { echo "vscode: no healer binary at $binary; build it first" >&2; exit 1; }

. "$here/chroot.sh"
. "$here/code_server.sh"
need_code_server

scratch=$(mktemp -d "${TMPDIR:-/tmp}/healer-vscode-XXXXXX")
trap 'rm -rf "$scratch"' EXIT

cd "$extension"
if ! cmp -s package-lock.json node_modules/.installed-lock.json; then
  npm ci --no-fund --no-audit --silent
  cp package-lock.json node_modules/.installed-lock.json
fi
npm run --silent types
node scripts/settings.mjs "$binary" --check
npm test --silent
platform=$(node -p '`linux-${process.arch}`')
node scripts/package.mjs "$platform" "$binary" "$scratch/healer.vsix" >"$scratch/package.log" 2>&1 || { cat "$scratch/package.log" >&2; exit 1; }
(cd "$here/vscode/foreign" && node "$extension/node_modules/@vscode/vsce/vsce" package --no-dependencies --allow-missing-repository --skip-license \
  --out "$scratch/foreign.vsix" >"$scratch/package.log" 2>&1) || { cat "$scratch/package.log" >&2; exit 1; }
CHROMIUM=$(command -v chromium) timeout 900 node "$here/vscode/run.mjs" "$code_server" "$binary" "$scratch/healer.vsix" "$scratch/foreign.vsix" "$scratch/run" "${HEALER_PICTURES:-$scratch/pictures}"
