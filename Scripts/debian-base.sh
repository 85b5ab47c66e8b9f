#!/usr/bin/env bash
# Makes a base image out of Debian 12 packages as an OCI layout: no registry and no daemon needed.
#   debian-base.sh python|nodejs|java|glibc|tool|tool-full LAYOUT_DIR [TAG]   a LAYOUT_DIR that is there already is kept
set -euo pipefail
kind=$1
layout=$2
[ ! -f "$layout/index.json" ] || exit 0
# What every image has: the C library, certificates, a shell, names and time zones.
common="libc6 libc-bin libgcc-s1 libcrypt1 zlib1g ca-certificates dash coreutils libacl1 libattr1 libgmp10 libselinux1
  libpcre2-8-0 base-files netbase media-types tzdata"
variables=()

# What the packages need, too, but for those that only install and document packages, and Perl, which git needs for add -i.
with_needs() {
  apt-get -o Dir::State::status=/dev/null install -qq -y --no-install-recommends --print-uris "$@" |
    awk -v unwanted="$unwanted" -F "' " '
      { split($2, name, "_"); gsub("%3a", ":", name[2]); if (name[1] !~ "^(" unwanted ")$") print name[1] "=" name[2] }'
}
# For jobs: the shells of CI systems, what they check out and unpack with, and the sandbox.
job="$common git openssh-client bubblewrap bash sed grep findutils tar gzip debianutils"

case $kind in
  python)
    tag=${3:-3.11}
    packages="$common libexpat1 libssl3 libffi8 libbz2-1.0 liblzma5 libsqlite3-0 libuuid1 libncursesw6 libtinfo6
      libreadline8 libdb5.3 libnsl2 libtirpc3 libgssapi-krb5-2 libkrb5-3 libk5crypto3 libkrb5support0 libcom-err2
      libkeyutils1 libstdc++6 python3-minimal python3.11-minimal libpython3.11-minimal libpython3.11-stdlib"
    variables=(--config.cmd python3 --config.env PYTHON_VERSION=3.11)
    ;;
  nodejs)
    tag=${3:-18}
    # By version: where another source of nodejs is set up, its package is no part of Debian.
    version=$(apt-cache madison nodejs | awk '$3 ~ /^18/ {print $3; exit}')
    packages="$common nodejs=$version libnode108 libuv1 libicu72 libssl3 libc-ares2 libnghttp2-14 libbrotli1 libstdc++6
      node-acorn node-cjs-module-lexer node-undici node-busboy node-xtend"
    variables=(--config.cmd node --config.env NODE_VERSION=18)
    ;;
  java)
    tag=${3:-17}
    packages="$common openjdk-17-jre-headless libstdc++6"
    variables=(--config.env JAVA_VERSION=17)
    ;;
  glibc)
    tag=${3:-12}
    packages=$common
    ;;
  tool)
    tag=${3:-12}
    unwanted='perl.*|libperl.*|liberror-perl|git-man|dpkg|debconf|adduser|passwd|openssl|libpam.*|libsemanage.*|libsepol2'
    unwanted="$unwanted|libaudit.*|libcap-ng0|libgdbm.*|libdb5.3|libsasl2-modules-db|gcc-12-base"
    # shellcheck disable=SC2086 # the list is meant to be split
    packages=$(with_needs $job)
    ;;
  tool-full)
    tag=${3:-12}
    unwanted='git-man|dpkg|debconf|adduser|passwd|libpam.*|libsemanage.*|libsepol2|gcc-12-base'
    nodejs=$(apt-cache madison nodejs | awk '$3 ~ /^18/ {print $3; exit}')
    # shellcheck disable=SC2086
    packages=$(with_needs $job mawk python3 python3-venv python3-pip "nodejs=$nodejs" npm golang-go \
      openjdk-17-jdk-headless maven)
    variables=(--config.env "JAVA_HOME=/usr/lib/jvm/java-17-openjdk-$(dpkg --print-architecture)")
    ;;
  *) echo "usage: $0 python|nodejs|java|glibc|tool|tool-full LAYOUT_DIR [TAG]" >&2; exit 2 ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/debs" "$work/root"
# The downloader drops its privileges, and must be able to write here.
chmod 755 "$work"
[ "$(id -u)" != 0 ] || chown _apt "$work/debs" 2>/dev/null || true
# shellcheck disable=SC2086 # the list is meant to be split
(cd "$work/debs" && apt-get download -qq $packages >/dev/null)
for deb in "$work"/debs/*.deb; do dpkg-deb -x "$deb" "$work/root"; done

root=$work/root
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
case $kind in
  python)
    ln -sf python3.11 "$root/usr/bin/python3"
    ln -sf python3 "$root/usr/bin/python"
    ;;
  java)
    ln -sf "../lib/jvm/java-17-openjdk-$(dpkg --print-architecture)/bin/java" "$root/usr/bin/java"
    mkdir -p "$root/etc/ssl/certs/java"
    cp -L /etc/ssl/certs/java/cacerts "$root/etc/ssl/certs/java/" 2>/dev/null || true
    ;;
  tool-full)
    # What packages do when they are installed, which nothing here runs.
    for program in java javac jar jlink jdeps; do
      ln -sf "../lib/jvm/java-17-openjdk-$(dpkg --print-architecture)/bin/$program" "$root/usr/bin/$program"
    done
    ln -sf ../share/maven/bin/mvn "$root/usr/bin/mvn"
    ln -sf mawk "$root/usr/bin/awk"
    mkdir -p "$root/etc/ssl/certs/java"
    cp -L /etc/ssl/certs/java/cacerts "$root/etc/ssl/certs/java/" ||
      { echo "error: this machine has no authorities for Java: install ca-certificates-java" >&2; exit 1; }
    ;;
esac
case $kind in
  tool*) ln -sf which.debianutils "$root/usr/bin/which" ;;
esac
ln -sf dash "$root/bin/sh"
printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/nonexistent:/bin/false\n' >"$root/etc/passwd"
printf 'root:x:0:\nnogroup:x:65534:\n' >"$root/etc/group"
mkdir -p "$root"/{proc,sys,dev,tmp,root,run,var/tmp}
chmod 1777 "$root/tmp" "$root/var/tmp"
rm -rf "$root"/usr/share/{doc,man,locale,lintian}
find "$root" -name __pycache__ -prune -exec rm -rf {} +

mkdir -p "$(dirname "$layout")"
umoci init --layout "$work/layout"
umoci new --image "$work/layout:$tag"
tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$root" -cf "$work/layer.tar" .
# Without times: the same packages give the same image.
umoci raw add-layer --image "$work/layout:$tag" \
  --history.created 1970-01-01T00:00:00Z "$work/layer.tar" >/dev/null
umoci config --image "$work/layout:$tag" --no-history --created 1970-01-01T00:00:00Z "${variables[@]}" \
  --config.env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
umoci gc --layout "$work/layout" >/dev/null
# Only a complete layout gets the name that later runs look for.
rm -rf "$layout"
mv "$work/layout" "$layout"
