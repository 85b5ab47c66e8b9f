#!/usr/bin/env bash
# Makes the files of a release in DIR: the program, archive, Debian package, wheel, SBOM, install.sh and SHA256SUMS.
#   release.sh [DIR]    dist by default; see Scripts/release/identity.sh for the version and the variables
set -euo pipefail
cd "$(dirname "$0")/.."
directory=${1:-dist}
rm -rf "$directory"
Scripts/release-binary.sh "$directory" strict
identity=.build/stamp/identity
python3 -B Scripts/release/package.py "$directory/agent-pipeline" "$identity" "$directory"

# install.sh knows its release and the sums of it. Where the releases will be is part of it.
{ read -r version && read -r _ && read -r _ && read -r repository; } <"$identity"
if [ -n "$repository" ]; then
  Scripts/fill-installer.sh "$version" "$repository/releases/download" "$directory/SHA256SUMS" >"$directory/install.sh"
  chmod 755 "$directory/install.sh"
  (cd "$directory" && sha256sum install.sh >>SHA256SUMS)
else
  echo "note: no install.sh, because the address of the releases is not known; set RELEASES_URL" >&2
fi
