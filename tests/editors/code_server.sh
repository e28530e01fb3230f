# Sourced by the tests of VS Code: code-server, which is its workbench and its extension host, and Chromium to show it in.
code_server=${HEALER_TEST_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/healer-test-tools}/vscode

# code-server's own installation builds and downloads what is not needed here; its parts are installed one by one.
install_code_server() {
  rm -rf "$code_server"
  mkdir -p "$code_server"
  cp "$here/vscode/package.json" "$here/vscode/package-lock.json" "$code_server/"
  local quiet="--no-fund --no-audit --silent" code=$code_server/node_modules/code-server/lib/vscode
  (cd "$code_server" && npm ci --ignore-scripts $quiet)
  (cd "$code" && npm install --ignore-scripts --omit=dev $quiet)
  ln -sfn node_modules "$code/node_modules.asar"
  ln -sf code-linux.sh "$code/bin/remote-cli/code-server"
  ln -sf browser-linux.sh "$code/bin/helpers/browser.sh"
  (cd "$code/extensions" && npm install --ignore-scripts --omit=dev $quiet)
  export npm_config_nodedir=/usr
  # node-pty's last step complains; what it is for is built all the same.
  (cd "$code" && npm rebuild --silent @vscode/spdlog native-watchdog && npm rebuild --silent node-pty) || true
  (cd "$code_server" && npm rebuild --silent argon2)
  cp "$here/vscode/package.json" "$code_server/installed.json"
}

# Installs what is missing of them, or says why they are not tried.
need_code_server() {
  command -v node >/dev/null || not_tried "vscode: no Node on PATH"
  if ! command -v chromium >/dev/null; then
    if [ "$(id -u)" != 0 ] || [ ! -f /etc/apt/sources.list.d/debian.sources ]; then
      not_tried "vscode: no chromium on PATH, and it can be installed only as root on Debian"
    fi
    apt-get update -qq && apt-get install -y -qq chromium fonts-dejavu-core >/dev/null
  fi
  if ! cmp -s "$here/vscode/package.json" "$code_server/installed.json"; then
    install_code_server
  fi
}
