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
tools=${HEALER_TEST_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/healer-test-tools}/vscode
extension=$here/../../editors/vscode
[ -x "$binary" ] || { echo "vscode: no healer binary at $binary; build it first" >&2; exit 1; }

not_tried() {
  echo "vscode: $1; not tried" >&2
  [ "${CI:-}" = true ] && exit 1 || exit 0
}

command -v node >/dev/null || not_tried "no Node on PATH"
if ! command -v chromium >/dev/null; then
  if [ "$(id -u)" != 0 ] || [ ! -f /etc/apt/sources.list.d/debian.sources ]; then
    not_tried "no chromium on PATH, and it can be installed only as root on Debian"
  fi
  apt-get update -qq && apt-get install -y -qq chromium fonts-dejavu-core >/dev/null
fi

# code-server's own installation builds and downloads what is not needed here; its parts are installed one by one.
install_code_server() {
  rm -rf "$tools"
  mkdir -p "$tools"
  cp "$here/vscode/package.json" "$here/vscode/package-lock.json" "$tools/"
  local quiet="--no-fund --no-audit --silent" code=$tools/node_modules/code-server/lib/vscode
  (cd "$tools" && npm ci --ignore-scripts $quiet)
  (cd "$code" && npm install --ignore-scripts --omit=dev $quiet)
  ln -sfn node_modules "$code/node_modules.asar"
  ln -sf code-linux.sh "$code/bin/remote-cli/code-server"
  ln -sf browser-linux.sh "$code/bin/helpers/browser.sh"
  (cd "$code/extensions" && npm install --ignore-scripts --omit=dev $quiet)
  export npm_config_nodedir=/usr
  # node-pty's last step complains; what it is for is built all the same.
  (cd "$code" && npm rebuild --silent @vscode/spdlog native-watchdog && npm rebuild --silent node-pty) || true
  (cd "$tools" && npm rebuild --silent argon2)
  cp "$here/vscode/package.json" "$tools/installed.json"
}
cmp -s "$here/vscode/package.json" "$tools/installed.json" || install_code_server

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
CHROMIUM=$(command -v chromium) timeout 900 node "$here/vscode/run.mjs" "$tools" "$binary" "$scratch/healer.vsix" "$scratch/foreign.vsix" "$scratch/run" "${HEALER_PICTURES:-$scratch/pictures}"
