#!/usr/bin/env bash
# Links dist/agent-pipeline with the archives of Scripts/static-libraries.sh and checks that it needs nothing but glibc.
set -euo pipefail
cd "$(dirname "$0")/.."
# pkg-config describes the archives; their directory comes before the system's, so -lNAME finds no shared library. Only the
# last step of the build differs from `make build`: what is compiled is shared.
export PKG_CONFIG_PATH=$PWD/.tools/static/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
Scripts/build-release.sh
mkdir -p dist
install -m 755 .build/release/agent-pipeline dist/agent-pipeline

# The loader's list with all below it. glibc 2.34 holds libdl, libpthread, librt and libutil; before, they stood alone.
libraries=$(ldd dist/agent-pipeline | awk '{ print $1 }')
foreign=$(grep -vE '^(linux-vdso|/lib.*/ld-linux-[^/]*|lib(c|m|dl|pthread|rt|util|resolv))\.so\.[0-9]+$' <<<"$libraries" || true)
if [ -n "$foreign" ]; then
  printf 'error: dist/agent-pipeline needs more than glibc:\n%s\n' "$foreign" >&2
  exit 1
fi
dist/agent-pipeline --version >/dev/null
echo "dist/agent-pipeline: $(du -h dist/agent-pipeline | cut -f1), needs $(grep -v vdso <<<"$libraries" | xargs -n 1 basename | xargs)" >&2
