#!/usr/bin/env bash
# Links DIR/agent-pipeline with the archives of Scripts/static-libraries.sh and checks that it needs nothing but glibc.
#   release-binary.sh [DIR [strict]]    see build-stamped.sh; DIR is dist by default
set -euo pipefail
cd "$(dirname "$0")/.."
directory=${1:-dist}
# The oldest glibc that a release runs with: Ubuntu 22.04's. The name of the wheel and docs/install.md promise it.
oldest=2.35
# pkg-config describes the archives; their directory comes before the system's, so -lNAME finds no shared library. Only the
# last step of the build differs from `make build`: what is compiled is shared.
export PKG_CONFIG_PATH=$PWD/.tools/static/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
Scripts/build-stamped.sh "${2:-}"
mkdir -p "$directory"
program=$directory/agent-pipeline
install -m 755 .build/release/agent-pipeline "$program"
# The compiler's own check sums of what it was called with, the directory included; nothing reads them in a program.
section=.swift_modhash
size=$(readelf -SW "$program" | sed -n "s/.*$section  *PROGBITS  *[0-9a-f]*  *[0-9a-f]*  *\([0-9a-f]*\) .*/\1/p")
if [ -n "$size" ]; then
  head -c $((16#$size)) /dev/zero >.build/zeros
  objcopy --update-section "$section=.build/zeros" "$program"
fi

fail() { printf 'error: %s\n' "$1" >&2; exit 1; }
# The loader's list with all below it. glibc 2.34 holds libdl, libpthread, librt and libutil; before, they stood alone.
libraries=$(ldd "$program" | awk '{ print $1 }')
foreign=$(grep -vE '^(linux-vdso|/lib.*/ld-linux-[^/]*|lib(c|m|dl|pthread|rt|util|resolv))\.so\.[0-9]+$' <<<"$libraries" || true)
[ -z "$foreign" ] || fail "$program needs more than glibc: $(xargs <<<"$foreign")"
glibc=$(objdump -T "$program" | grep -oE 'GLIBC_[0-9.]+' | sed 's/GLIBC_//' | sort -V | tail -n 1)
[ "$(printf '%s\n' "$glibc" "$oldest" | sort -V | tail -n 1)" = "$oldest" ] ||
  fail "$program needs glibc $glibc, and a release runs with $oldest"
# What is built must not tell where, or two builds would differ.
! grep -qF "$PWD/" "$program" || fail "$program contains \`$(grep -aoF "$PWD/" "$program" | head -n 1)\`, where it was built"
"$program" --version >/dev/null
echo "$program: $("$program" --version), $(du -h "$program" | cut -f 1), needs glibc $glibc and" \
  "$(grep -v vdso <<<"$libraries" | xargs -n 1 basename | xargs)" >&2
