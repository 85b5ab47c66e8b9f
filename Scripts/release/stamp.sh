#!/usr/bin/env bash
# Makes the object file that a build is linked with to know its version (Sources/CVersion), and prints its path.
#   stamp.sh PROGRAM    see identity.sh; .build/stamp/identity keeps what it says
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p .build/stamp
Scripts/release/identity.sh "$1" >.build/stamp/identity
# The build system does not look into the object: another stamp needs another name. Nothing of it needs quoting in C.
object=.build/stamp/$(sha256sum <.build/stamp/identity | cut -c 1-16).o
printf 'extern const char agent_pipeline_stamp[];\nconst char agent_pipeline_stamp[] = "%s";\n' \
  "$(sed 's/$/\\n/' .build/stamp/identity | tr -d '\n')" |
  "$(command -v clang || command -v cc)" -x c -fno-ident -c -o "$object" -
echo "$PWD/$object"
