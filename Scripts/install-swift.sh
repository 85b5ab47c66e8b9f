#!/usr/bin/env bash
# Installs Swift for the steps of a GitHub job, with swiftly, which verifies the signature of what it downloads
# (swift.org/swiftly/documentation/swiftly/automated-install).
set -euo pipefail
swift=6.3.1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
archive=swiftly-$(uname -m).tar.gz
for file in "$archive" "$archive.sig"; do
  curl --fail --silent --show-error --retry 3 --output "$file" "https://download.swift.org/swiftly/linux/$file"
done
# The keys of swift.org, in a keyring of this call alone.
export GNUPGHOME=$work/gnupg
mkdir -m 700 "$GNUPGHOME"
curl --fail --silent --show-error --retry 3 https://www.swift.org/keys/all-keys.asc | gpg --quiet --import
gpg --quiet --verify "$archive.sig" "$archive"
tar -xzf "$archive"
unset GNUPGHOME
export SWIFTLY_HOME_DIR=$HOME/.local/share/swiftly SWIFTLY_BIN_DIR=$HOME/.local/share/swiftly/bin
./swiftly init --assume-yes --skip-install --quiet-shell-followup
# The packages that this toolchain needs on this system.
"$SWIFTLY_BIN_DIR/swiftly" install --assume-yes --use "$swift" --post-install-file "$work/packages.sh"
[ ! -f "$work/packages.sh" ] || sudo bash "$work/packages.sh"
{ echo "SWIFTLY_HOME_DIR=$SWIFTLY_HOME_DIR"; echo "SWIFTLY_BIN_DIR=$SWIFTLY_BIN_DIR"; } >>"$GITHUB_ENV"
echo "$SWIFTLY_BIN_DIR" >>"$GITHUB_PATH"
