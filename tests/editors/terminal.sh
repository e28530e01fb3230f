# Sourced by the tests of editors that are driven in a terminal: tmux is the terminal, and its screen is what they look at.
limit=300 # tenths of a second that anything may take
session="healer-terminal-$$"

need_tmux() {
  if ! command -v tmux >/dev/null; then
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || not_tried "no tmux on PATH"
    apt-get update -qq && apt-get install -y -qq tmux >/dev/null
  fi
}

end_terminal() { tmux -L "$session" kill-server 2>/dev/null || true; }

# in_terminal RELEASE ROOM HOME COMMAND…: runs it in a terminal, in the chroot of a Debian release as in a machine of its own; healer and what
# it keeps are below the HOME folder, and ROOM is the folder to start in.
in_terminal() {
  tmux -L "$session" -f /dev/null new-session -d -x 120 -y 30 "$(printf '%q ' bash -c '. "$0"; enter_release "$@"' "$here/chroot.sh" "$1" env -i -C "$2" TERM=screen-256color \
    PATH="$3/.cargo/bin:/usr/bin:/bin" HOME="$3" LANG=C.UTF-8 "${@:4}")"
}

screen() { tmux -L "$session" capture-pane -p; }
keys() { tmux -L "$session" send-keys "$@"; }
gone() { ! tmux -L "$session" list-sessions >/dev/null 2>&1; }
# Not `grep -q`: it may end before the screen is written, which pipefail takes for a failure.
shows() { screen | grep -E -- "$1" >/dev/null; }
shows_not() { ! shows "$1"; }

# wait_for WHAT COMMAND…: looks again and again until the command succeeds. The script says what `fail` is.
wait_for() {
  local what=$1 left=$limit
  shift
  until "$@"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || fail "waited in vain for $what"
    sleep 0.1
  done
}
