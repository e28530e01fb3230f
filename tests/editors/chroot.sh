# Sourced by the editor tests: editors of a Debian release in a chroot below HEALER_TEST_TOOLS. Nothing of the host's sources is touched.
editors=${HEALER_TEST_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/healer-test-tools}/editors

# Says why something is not tried. CI=true makes that a failure.
not_tried() {
  echo "$1; not tried" >&2
  [ "${CI:-}" = true ] && exit 1 || exit 0
}

# install_release RELEASE PACKAGE…: makes the chroot $editors/RELEASE with the packages, unless it is there.
install_release() {
  local release=$1 root=$editors/$1 wanted
  shift
  wanted="$*"
  [ "$(cat "$root/installed" 2>/dev/null)" = "$wanted" ] && return
  if [ "$(id -u)" != 0 ] || [ ! -f /etc/apt/sources.list.d/debian.sources ]; then
    not_tried "the editors of Debian $release can be installed only as root on Debian"
  fi
  command -v debootstrap >/dev/null || { apt-get update -qq; apt-get install -y -qq debootstrap >/dev/null; }
  local mirror
  mirror=$(sed -n 's#^URIs: \(.*/debian\)$#\1#p' /etc/apt/sources.list.d/debian.sources | head -n 1)
  rm -rf "$root"
  mkdir -p "$editors"
  debootstrap --variant=minbase --include="${wanted// /,}" "$release" "$root" "$mirror" >"$editors/$release.log" 2>&1 \
    || { tail -n 20 "$editors/$release.log" >&2; exit 1; }
  echo "$wanted" >"$root/installed"
}

# enter_release RELEASE COMMAND…: becomes the command inside the chroot, with /proc in a mount of its own that ends with it.
enter_release() {
  exec unshare --mount sh -c 'mount -t proc proc "$1/proc" && shift && exec chroot "$@"' enter "$editors/$1" "$editors/$1" "${@:2}"
}
