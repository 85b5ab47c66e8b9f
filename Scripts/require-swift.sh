#!/usr/bin/env bash
# Says how to get Swift where it is missing or too old: the one thing the other scripts do not install.
set -euo pipefail
need=6.2
found=$(swift --version 2>/dev/null | grep -oE 'Swift version [0-9]+\.[0-9]+' | grep -oE '[0-9]+\.[0-9]+' || true)
if [ -z "$found" ]; then
  echo "error: Swift is not installed; agent-pipeline needs Swift $need or newer" >&2
elif [ "$(printf '%s\n' "$need" "$found" | sort -V | head -n 1)" != "$need" ]; then
  echo "error: Swift $found is too old; agent-pipeline needs Swift $need or newer" >&2
else
  exit 0
fi
cat >&2 <<'HINT'
hint: install it from https://www.swift.org/install/linux/, for instance with swiftly:
  curl -O "https://download.swift.org/swiftly/linux/swiftly-$(uname -m).tar.gz"
  tar -xzf "swiftly-$(uname -m).tar.gz" && ./swiftly init
HINT
exit 1
