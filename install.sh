#!/bin/sh
# Installs agent-pipeline: one program for Linux that needs nothing but glibc. No root.
#
#   curl -fsSL https://github.com/OWNER/agent-pipeline/releases/latest/download/install.sh | sh
#   curl -fsSL https://github.com/OWNER/agent-pipeline/releases/latest/download/install.sh | sh -s -- --to ~/bin
#
# POSIX sh. All of it is in functions, which the last line calls: a copy that broke off while it came does nothing.
set -eu
# zsh then splits words and handles traps as the others do.
[ -z "${ZSH_VERSION-}" ] || emulate sh

# Empty in the repository, where release/SHA256SUMS has the sums. A release publishes a copy in which these three are set
# (Scripts/fill-installer.sh), so that the copy needs nothing else.
version=
base_url=
sums=

# What the program is linked for (Ubuntu 22.04).
oldest_glibc=2.35
to=
sums_file=
# For the end, whatever it is: what was made and what runs.
scratch=
wanted=
made=
child=

help() {
  cat <<'HELP'
Installs agent-pipeline for this user, after its SHA-256 sum is verified.

usage: sh install.sh [--version VERSION] [--to DIR] [--base-url URL] [--sums FILE]

  --version VERSION  The release to install. (default: the newest one whose sum is known)
  --to DIR           Where the program goes. (default: $XDG_BIN_HOME, else ~/.local/bin)
  --base-url URL     Where the releases are: URL/vVERSION/FILE is downloaded; https://, file:///DIR, or http:// on
                     loopback. (default: the page of the releases; required by the copy in the repository)
  --sums FILE        The sums to trust, as `sha256sum` writes them. (default: those of this script)
  --help             Shows this text.

Needs tar, gzip, mktemp, curl or wget, and sha256sum, shasum or openssl. Proxies come from https_proxy and no_proxy.
example: sh install.sh --to ~/bin
HELP
}

# fail STATUS MESSAGE [HINT…]; a hint that is empty is none.
fail() {
  code=$1
  printf 'error: %s\n' "$2" >&2
  shift 2
  for hint; do [ -z "$hint" ] || printf '  hint: %s\n' "$hint" >&2; done
  exit "$code"
}

have() { command -v "$1" >/dev/null 2>&1; }

read_options() {
  while [ $# -gt 0 ]; do
    option=$1
    shift
    case $option in
      --help | -h) help; exit 0 ;;
      --*=*) set -- "${option#*=}" "$@"; option=${option%%=*} ;;
    esac
    case $option in
      --version | --to | --base-url | --sums)
        case ${1-} in '' | --*) fail 2 "$option needs a value" "see \`sh install.sh --help\`" ;; esac
        ;;
      *) fail 2 "unknown option \`$option\`" "see \`sh install.sh --help\`" ;;
    esac
    case $option in
      --version)
        version=${1#v}
        [ -n "$version" ] || fail 2 "\`$1\` is not a version" "write --version 1.2.3"
        ;;
      --to) to=$1 ;;
      --base-url) base_url=${1%/} ;;
      --sums) sums_file=$1 ;;
    esac
    shift
  done
}

# Sets `machine`, as the files of a release are named.
find_machine() {
  elsewhere="use the container image, or a Linux with glibc $oldest_glibc or later: docs/install.md"
  case $(uname -s) in
    Linux) ;;
    Darwin) fail 3 "agent-pipeline runs on Linux, and this is macOS" "$elsewhere" ;;
    *) fail 3 "agent-pipeline runs on Linux, and this is $(uname -s)" "$elsewhere" ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) machine=linux-amd64 ;;
    aarch64 | arm64) machine=linux-arm64 ;;
    *) fail 3 "there is no agent-pipeline for the processor $(uname -m), only for x86_64 and aarch64" "$elsewhere" ;;
  esac
  bits=$(getconf LONG_BIT 2>/dev/null || echo 64)
  [ "$bits" != 32 ] || fail 3 "the programs of this system are 32-bit; agent-pipeline is 64-bit" "$elsewhere"
  require_glibc
}

# Where the version cannot be found out, the start of the program decides.
require_glibc() {
  glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null) || glibc=
  described=
  case $glibc in
    'glibc '*) glibc=${glibc#glibc } ;;
    *) glibc=; described=$(ldd --version 2>&1) || true ;;
  esac
  case $described in
    *musl*) fail 3 "agent-pipeline needs glibc, and this system has musl, as Alpine Linux does" "$elsewhere" ;;
    *GLIBC* | *'GNU libc'*) glibc=$(printf '%s\n' "$described" | sed -n '1s/.* //p') ;;
    *) ;;
  esac
  case $glibc in [0-9]*.[0-9]*) ;; *) return 0 ;; esac
  minor=${glibc#*.}
  minor=${minor%%[!0-9]*}
  [ "${glibc%%.*}" -gt 2 ] || [ "$minor" -ge "${oldest_glibc#*.}" ] ||
    fail 3 "this system has glibc $glibc; agent-pipeline needs $oldest_glibc or later" "$elsewhere"
}

require_programs() {
  for program in tar gzip mktemp; do
    have "$program" || fail 3 "\`$program\` is not installed" "install it"
  done
  have sha256sum || have shasum || have openssl ||
    fail 3 "none of \`sha256sum\`, \`shasum\` and \`openssl\` is installed: the download cannot be verified"
  case $base_url in
    file://*) ;;
    *) have curl || have wget || fail 3 "neither \`curl\` nor \`wget\` is installed" "install one of them" ;;
  esac
}

# Sets `protocols`: what the server and those it redirects to may speak.
check_url() {
  protocols='=https'
  case $base_url in
    '') fail 2 "--base-url is required: this copy of install.sh does not know where the releases are" \
      "write --base-url https://github.com/OWNER/agent-pipeline/releases/download, or take the install.sh of a release" ;;
    https://?* | file:///?*) ;;
    # What stands before an `@` is no host.
    http://*@*) fail 2 "a URL with plain HTTP and a login: $(without_login "$base_url")" "use https://, or file:///DIR" ;;
    http://127.0.0.1 | http://127.0.0.1[:/]* | http://localhost | http://localhost[:/]* | http://\[::1\] | \
      http://\[::1\][:/]*)
      protocols='=http,https' ;;
    http://*) fail 2 "plain HTTP is for loopback only: $(without_login "$base_url")" "use https://, or file:///DIR" ;;
    *) fail 2 "\`$base_url\` is not a URL" "write https://HOST/PATH or file:///DIR" ;;
  esac
}

# A password in a URL must not reach the log.
without_login() { printf '%s\n' "$1" | sed 's|//[^/@]*@|//|'; }

read_sums() {
  if [ -z "$sums_file" ]; then
    [ -z "$sums" ] || return 0
    # Not where a shell reads this from standard input: the directory is anyone's then.
    case ${0##*/} in install.sh) sums_file=$(dirname "$0")/release/SHA256SUMS ;; esac
  fi
  [ -n "$sums_file" ] || fail 2 "this copy of install.sh knows no sums" "set --sums to the SHA256SUMS of the release"
  [ -r "$sums_file" ] && [ ! -d "$sums_file" ] || fail 2 "cannot read the sums in \`$sums_file\`"
  sums=$(tr -d '\r' <"$sums_file")
}

# The sum of a file, by its name in the list; nothing if it is not there.
known_sum() {
  printf '%s\n' "$sums" | while read -r sum name; do
    if [ "${name#\*}" = "$1" ]; then
      echo "$sum"
      break
    fi
  done
}

sum_of() {
  if have sha256sum; then
    sha256sum <"$1"
  elif have shasum; then
    shasum -a 256 <"$1"
  else
    openssl dgst -sha256 -r <"$1"
  fi | sed 's/[^0-9a-f].*//'
}

# Sets `name` and `expected`: the archive to install and its sum.
choose_release() {
  if [ -z "$version" ]; then
    version=$(printf '%s\n' "$sums" |
      sed -n 's/^[0-9a-f]\{64\} [ *]agent-pipeline-\([0-9].*\)-linux-[a-z0-9]*\.tar\.gz$/\1/p' | tail -n 1)
    [ -n "$version" ] || fail 2 "no release is known${sums_file:+: \`$sums_file\` has none}" \
      "take install.sh from the page of a release, or set --version and --sums"
  fi
  case $version in
    [!0-9]* | *[!0-9A-Za-z.+-]*) fail 2 "\`$version\` is not a version" "write --version 1.2.3" ;;
  esac
  name=agent-pipeline-$version-$machine
  expected=$(known_sum "$name.tar.gz")
  [ -z "$expected" ] || return 0
  case $sums in
    *"agent-pipeline-$version-linux-"*) fail 3 "release $version has no file for $machine" \
      "name another release with --version, or build this one: docs/install.md" ;;
    *) fail 2 "the sum of $name.tar.gz is not known${sums_file:+: \`$sums_file\` does not have it}" \
      "use the install.sh of release $version, or set --sums to its SHA256SUMS" ;;
  esac
}

make_directory() {
  if [ -z "$to" ]; then
    [ -n "${XDG_BIN_HOME:-}${HOME:-}" ] || fail 2 "HOME is not set" "name a directory with --to"
    to=${XDG_BIN_HOME:-$HOME/.local/bin}
  fi
  case $to in
    /*) ;;
    '~'*) fail 2 "\`$to\` is not a directory: no shell has replaced the \`~\`" "write it without quotes, or use \$HOME" ;;
    *) to=$PWD/$to ;;
  esac
  wanted=$to
  above=$to
  while [ ! -e "$above" ] && [ "$above" != / ]; do
    made=$above
    above=$(dirname "$above")
  done
  said=$(mkdir -p "$to" 2>&1) || fail 3 "cannot make the directory \`$to\`" "$said" "name another one with --to"
  # Without `.` and `..`, as it is shown and looked for on PATH.
  to=$(cd "$wanted" 2>/dev/null && pwd) || fail 3 "cannot enter the directory \`$wanted\`" "name another one with --to"
  [ ! -d "$to/agent-pipeline" ] || fail 2 "\`$to/agent-pipeline\` is a directory" "name another place with --to"
  # In the same directory, so that the program appears at once and whole.
  said=$(mktemp -d "$to/.agent-pipeline.XXXXXX" 2>&1) ||
    fail 3 "cannot write to \`$to\`" "$said" "name another directory with --to"
  scratch=$said
}

# A full disk keeps even the words of a program that fails from being written.
require_room() {
  { printf '%65536s' '' | cat >"$scratch/room"; } 2>/dev/null ||
    fail 3 "no space left in \`$to\`" "make room for 100 MB, or name another directory with --to"
  rm -f "$scratch/room"
}

# At the end, whatever it is. Directories that were made go if nothing came into them.
clean_up() {
  [ -z "$child" ] || kill "$child" 2>/dev/null || true
  [ -z "$scratch" ] || rm -rf "$scratch"
  [ -n "$made" ] || return 0
  place=$wanted
  while rmdir "$place" 2>/dev/null && [ "$place" != "$made" ]; do place=$(dirname "$place"); done
}

# One attempt, in place of the shell it runs in: a signal ends it at once.
get() {
  case $1 in file://*) exec cp "${1#file://}" "$2" ;; esac
  if have curl; then
    exec curl --fail --silent --show-error --location --proto "$protocols" --proto-redir "$protocols" --tlsv1.2 \
      --connect-timeout 15 --speed-limit 1000 --speed-time 30 --max-time 600 --output "$2" "$1"
  fi
  # GNU's says with -nv what went wrong, and would try 20 times; BusyBox's always says it, and tries once.
  if wget --help 2>&1 | grep -q -e '--no-verbose'; then exec wget -nv -t 1 -T 30 -O "$2" "$1"; fi
  exec wget -q -T 30 -O "$2" "$1"
}

# download URL FILE
download() {
  for pause in 1 3 0; do
    get "$1" "$2" >"$scratch/said" 2>&1 &
    child=$!
    code=0
    wait "$child" || code=$?
    child=
    [ "$code" != 0 ] || return 0
    require_room
    # These do not change in seconds.
    grep -qE '(error: |ERROR |HTTP/[0-9.]+ )(401|403|404|410)|No such file' "$scratch/said" && break
    [ "$pause" = 0 ] || sleep "$pause"
  done
  fail 3 "cannot download $(without_login "$1")" "$(without_login "$(tail -n 1 "$scratch/said")")" \
    "a mirror is named by --base-url, a proxy by the variable https_proxy"
}

install_program() {
  archive=$scratch/$name.tar.gz
  download "$base_url/v$version/$name.tar.gz" "$archive"
  found=$(sum_of "$archive")
  if [ "$found" != "$expected" ]; then
    fail 3 "$name.tar.gz is not the file that was released: nothing is installed" "expected the SHA-256 sum $expected" \
      "found    the SHA-256 sum $found" "from $(without_login "$base_url")"
  fi
  said=$(tar -xzof "$archive" -C "$scratch" "$name/bin/agent-pipeline" 2>&1) || {
    require_room
    fail 3 "cannot unpack $name.tar.gz" "$(printf '%s\n' "$said" | sed -n 1p)"
  }
  program=$scratch/$name/bin/agent-pipeline
  chmod 755 "$program"
  # On a system that the checks above do not know, and where programs may not run.
  code=0
  said=$("$program" --version 2>&1) || code=$?
  case $code in
    0) ;;
    # These are the shell's, and so are the words then.
    126) fail 3 "agent-pipeline does not start from \`$to\`" \
      "programs may not run there (\`noexec\`?): name another directory with --to" ;;
    127) fail 3 "agent-pipeline does not start: the loader of glibc is missing" "$elsewhere" ;;
    *) fail 3 "agent-pipeline does not start from \`$to\`" "$said" ;;
  esac
  said=$(mv -f "$program" "$to/agent-pipeline" 2>&1) || fail 3 "cannot write \`$to/agent-pipeline\`" "$said"
  echo "installed $to/agent-pipeline, $version" >&2
}

say_where_it_is() {
  found=$(command -v agent-pipeline) || found=
  case $found in
    "$to/agent-pipeline") ;;
    '') echo "note: \`$to\` is not on PATH; add it: export PATH=\"$to:\$PATH\"" >&2 ;;
    *) echo "note: \`agent-pipeline\` is still \`$found\`, which comes first on PATH" >&2 ;;
  esac
}

main() {
  read_options "$@"
  find_machine
  check_url
  require_programs
  read_sums
  choose_release
  trap clean_up EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 131' QUIT
  trap 'exit 141' PIPE
  trap 'exit 143' TERM
  make_directory
  # The sums of releases have the program's own, too: what is there already needs no download.
  own=$(known_sum "$name/bin/agent-pipeline")
  there=
  if [ -r "$to/agent-pipeline" ] && [ -x "$to/agent-pipeline" ]; then there=$(sum_of "$to/agent-pipeline"); fi
  if [ -n "$own" ] && [ "$there" = "$own" ]; then
    echo "$to/agent-pipeline is version $version already, verified" >&2
  else
    install_program
  fi
  say_where_it_is
}

main "$@"
