#!/usr/bin/env bash
# Makes a Python 3.11 base image out of Debian 12 packages as an OCI layout: no registry and no daemon needed.
#   python-base.sh LAYOUT_DIR [TAG]      a LAYOUT_DIR that is there already is kept
set -euo pipefail
layout=$1
tag=${2:-3.11}
[ ! -f "$layout/index.json" ] || exit 0
packages="libc6 libc-bin libgcc-s1 libcrypt1 zlib1g libexpat1 libssl3 libffi8 libbz2-1.0 liblzma5 libsqlite3-0
  libuuid1 libncursesw6 libtinfo6 libreadline8 libdb5.3 libnsl2 libtirpc3 libgssapi-krb5-2 libkrb5-3 libk5crypto3
  libkrb5support0 libcom-err2 libkeyutils1 libstdc++6 python3-minimal python3.11-minimal libpython3.11-minimal
  libpython3.11-stdlib ca-certificates dash coreutils libacl1 libattr1 libgmp10 libselinux1 libpcre2-8-0 base-files
  netbase media-types tzdata"

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
ln -sf python3.11 "$root/usr/bin/python3"
ln -sf python3 "$root/usr/bin/python"
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
umoci raw add-layer --image "$work/layout:$tag" "$work/layer.tar" >/dev/null
umoci config --image "$work/layout:$tag" --config.cmd python3 --config.env PYTHON_VERSION=3.11 \
  --config.env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
umoci gc --layout "$work/layout" >/dev/null
# Only a complete layout gets the name that later runs look for.
rm -rf "$layout"
mv "$work/layout" "$layout"
