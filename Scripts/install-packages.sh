#!/usr/bin/env bash
# Installs what is missing of the Debian or Ubuntu packages for building, running the example, and testing.
#   install-packages.sh build|static|run|image|test
set -euo pipefail
build="pkg-config libcurl4-openssl-dev libgit2-dev libyaml-dev libdeflate-dev libssl-dev zlib1g-dev libzstd-dev"
static="$build ca-certificates cmake dpkg-dev g++ git make python3 xz-utils libssh2-1-dev libhttp-parser-dev libmbedtls-dev
  libpcre2-dev libgcrypt20-dev libgpg-error-dev libnghttp2-dev libdeflate-tools"
run="$build ca-certificates curl git python3 python3-pip docker-registry umoci runc bubblewrap"
image="ca-certificates git python3 python3-pip umoci runc bubblewrap ca-certificates-java"
test="$run $static debootstrap lintian skopeo oci-image-tool libarchive-tools libxml2-utils python3-venv busybox-static jq procps time
  golang-github-opencontainers-image-spec-dev python3-jwt python3-cryptography zsh fish mandoc bsdutils
  maven libmaven-compiler-plugin-java libmaven-dependency-plugin-java libmaven-resources-plugin-java libmaven-jar-plugin-java libsurefire-java gradle junit5 groovy"
case ${1:-} in
  build) wanted=$build ;;
  static) wanted=$static ;;
  run) wanted=$run ;;
  image) wanted=$image ;;
  test) wanted=$test ;;
  *) echo "usage: $0 build|static|run|image|test" >&2; exit 2 ;;
esac

installed() { dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }
# A Docker of other origin stays: its packages and these displace each other.
if [ "$1" = test ] && ! installed containerd.io && ! installed podman-docker; then wanted="$wanted docker.io"; fi
# podman-docker and other origins bring their own podman.
if [ "$1" = test ] && ! command -v podman >/dev/null; then wanted="$wanted podman"; fi

# Its package starts a server where systemd runs: that is for the owner of the machine to decide.
if [ "$1" = test ] && ! [ -d /run/systemd/system ]; then wanted="$wanted openssh-server"; fi

# Toolchains are taken from wherever they come (rustup, NodeSource, an own JDK): Debian's packages would displace those.
if [ "$1" = test ]; then
  for tool in go=golang-go cargo=cargo javac=default-jdk-headless node=nodejs npm=npm yarnpkg=yarnpkg; do
    command -v "${tool%%=*}" >/dev/null || wanted="$wanted ${tool#*=}"
  done
fi

# Fills the authorities for Java.
if [ "$1" = image ] && ! command -v java >/dev/null; then wanted="$wanted default-jre-headless"; fi

missing=()
for package in $wanted; do
  installed "$package" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "error: not root and no sudo: install these yourself: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "Installing: ${missing[*]}" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >"$log" 2>&1
}
"${as_root[@]}" apt-get update -q >"$log" 2>&1 && install || { tail -n 20 "$log" >&2; exit 1; }
