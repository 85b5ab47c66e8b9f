#!/usr/bin/env bash
# Installs a release on Debian systems with nothing but the base system, from its archive, its package and its wheel, and
# takes an agent to a registry there. As root: the systems are directories, made by debootstrap and kept in .tools/roots.
#   try-release.sh DIR [SUITE]...    DIR has the files of the release; the suites are bookworm and trixie by default
set -euo pipefail
directory=$(realpath "${1:-dist}")
shift || true
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- bookworm trixie
[ "$(id -u)" = 0 ] || { echo "error: only root can make and enter the systems" >&2; exit 2; }
fail() { printf 'error: %s\n' "$1" >&2; exit 1; }
mirror=$(sed -nE 's|^deb (\[[^]]*\] )?(http[^ ]+/debian)/? .*|\2|p; s|^URIs: *(http[^ ]+/debian)/?$|\1|p' \
  /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1) || true # some of these may not exist

scratch=$(mktemp -d)
finish() {
  [ ! -f "$scratch/registry/registry.pid" ] || kill "$(cat "$scratch/registry/registry.pid")" 2>/dev/null || true
  rm -rf "$scratch"
}
trap finish EXIT

# Makes .tools/roots/NAME by a command, once.
make_root() {
  local root=.tools/roots/$1
  shift
  [ ! -f "$root/complete" ] || return 0
  echo "Making ${root##*/}" >&2
  rm -rf "$root"
  mkdir -p "${root%/*}"
  "$@" "$root" >"$scratch/making.log" 2>&1 || { tail -n 5 "$scratch/making.log" >&2; fail "cannot make ${root##*/}"; }
  rm -rf "$root"/var/{cache/apt,lib/apt/lists}/*
  touch "$root/complete"
}
# The base system, and one with Python's venv, which only the wheel needs.
# Without a mirror of this machine's own, debootstrap takes its default.
minimal() { debootstrap --variant=minbase "$suite" "$1" ${mirror:+"$mirror"}; }
with_python() {
  cp -a --reflink=auto ".tools/roots/$suite-minimal" "$1" && rm "$1/complete" && chroot "$1" apt-get update -q &&
    DEBIAN_FRONTEND=noninteractive chroot "$1" apt-get install -y -q --no-install-recommends python3-venv
}

# A copy to try things in; its mounts go with the shell of `inside`.
new_root() {
  rm -rf "$scratch/root"
  cp -a --reflink=auto ".tools/roots/$1" "$scratch/root"
  mkdir -p "$scratch/root/release" "$scratch/root/agent"
  cp "$directory"/*.{tar.gz,deb,whl} "$scratch/root/release/"
  cp -a "$scratch/agent/." "$scratch/root/agent/"
}

# A shell in it: its own mounts and processes, the network of this machine, an empty environment.
inside() {
  unshare --mount --pid --fork bash -euc '
    mount --make-rprivate /
    mount -t proc proc "$1/proc"
    mount --rbind /dev "$1/dev"
    exec env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
      chroot "$1" bash -euc "$2"' bash "$scratch/root" "$1" >"$scratch/said" 2>&1 ||
    { cat "$scratch/said" >&2; fail "on $suite, the $what does not work"; }
}

# What works: every stage that needs no sandbox, as `program` was installed.
stages() {
  local program=$1 name="$suite-$what"
  inside "
    [ \"\$($program --version)\" = '$version' ]
    cd /agent
    $program validate && $program build && $program tag --branch main
    $program push --branch main --push-to $registry/$name --allow-untested"
  curl -sf --noproxy '*' "http://$registry/v2/$name/manifests/1.0.0" -o /dev/null \
    -H 'Accept: application/vnd.oci.image.manifest.v1+json' || fail "the image of $name is not in the registry"
  echo "✓ $suite, $what: validate, build, tag, push" >&2
}

version=$("$directory/agent-pipeline" --version)
registry=$(Scripts/local-registry.sh "$scratch/registry")
mkdir -p "$scratch/agent"
cat >"$scratch/agent/agent.yaml" <<'AGENT'
apiVersion: agent.dev/v1
kind: Agent
metadata: {name: tried, version: 1.0.0}
spec:
  runtime: custom  # agent-pipeline: ignore[runtime-extension] no language is installed there
  model: {provider: local, name: none}
  pipeline:
    build: {baseImage: scratch, include: [greeting], entrypoint: [/app/greeting]}
AGENT
echo hello >"$scratch/agent/greeting"
git -C "$scratch/agent" init -q -b main
git -C "$scratch/agent" add .
git -C "$scratch/agent" -c user.name=try -c user.email=try@example.com commit -q -m "feat: greet"

for suite; do
  make_root "$suite-minimal" minimal
  make_root "$suite-python" with_python
  new_root "$suite-minimal"
  what=archive
  inside 'mkdir /opt/tool && tar -xzf /release/*.tar.gz -C /opt/tool --strip-components=1'
  stages /opt/tool/bin/agent-pipeline
  what=package
  inside 'dpkg -i /release/*.deb'
  stages /usr/bin/agent-pipeline
  inside 'dpkg --purge agent-pipeline && [ ! -e /usr/share/doc/agent-pipeline ]'
  new_root "$suite-python"
  what=wheel
  inside 'python3 -m venv /opt/venv && /opt/venv/bin/pip install --no-index --no-deps /release/*.whl'
  stages /opt/venv/bin/agent-pipeline
done
