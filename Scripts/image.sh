#!/usr/bin/env bash
# Makes the container images of the tool with the tool itself, from agent.yaml in the root:
#   dist/agent-pipeline-VERSION-image-linux-ARCH.tar       for jobs: git, ssh, shells, bubblewrap, uv
#   dist/agent-pipeline-VERSION-image-full-linux-ARCH.tar  also Python, Node.js, Go, a JDK and Maven of Debian
# With PUSH_TO=REGISTRY/REPOSITORY, they are pushed once they are tested; the tags of the second end in `-full`.
#   image.sh [BINARY [DIRECTORY]]    the static program to put into them, and where they go: dist/agent-pipeline and dist by
#                                    default; with VARIANTS=tool, the first image alone
set -euo pipefail
cd "$(dirname "$0")/.."
binary=${1:-dist/agent-pipeline}
directory=${2:-dist}
[ -x "$binary" ] || { echo "error: there is no $binary: make it with \`make release\`" >&2; exit 1; }
architecture=$(dpkg --print-architecture)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# What the images have besides Debian's packages. The directory of the agent's own files, /app, is not the place for it:
# jobs may mount their checkout there.
root=$work/root
mkdir -p "$root"/usr/local/bin "$root"/etc "$root"/home/agent "$root"/usr/share/doc/uv
install -m 755 "$binary" "$root/usr/local/bin/agent-pipeline"
install -m 755 image/plugin.sh "$root/usr/local/bin/agent-pipeline-plugin"
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
  --dest "$work" --requirement image/uv.txt
python3 -m zipfile -e "$work"/uv-*.whl "$work/uv"
install -m 755 "$work"/uv/uv-*.data/scripts/uv "$root/usr/local/bin/uv"
cp "$work"/uv/uv-*.dist-info/licenses/* "$root/usr/share/doc/uv/"
cp image/gitconfig "$root/etc/gitconfig"
cat >"$root/etc/passwd" <<END
root:x:0:0:root:/root:/bin/bash
agent:x:1000:1000::/home/agent:/bin/bash
nobody:x:65534:65534::/nonexistent:/bin/false
END
printf 'root:x:0:\nagent:x:1000:\nnogroup:x:65534:\n' >"$root/etc/group"
find "$root" -type d -exec chmod 755 {} +
find "$root/etc" "$root/usr/share" -type f -exec chmod 644 {} +
# CI systems also start it with user IDs that it does not know.
chmod 1777 "$root/home/agent"
tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$root" -cf "$work/layer.tar" .

# One image of both: VARIANT is `tool` or `tool-full`.
base() {
  local variant=$1 layout=.tools/$1-base image=$work/$1
  Scripts/debian-base.sh "$variant" "$layout"
  mkdir "$image"
  cp -r "$layout/." "$image"
  umoci raw add-layer --image "$image:12" --history.created 1970-01-01T00:00:00Z "$work/layer.tar" >/dev/null
  # No entrypoint: CI systems pass a shell's command. Without one, as a plugin step, the image runs all stages.
  umoci config --image "$image:12" --no-history --created 1970-01-01T00:00:00Z \
    --config.cmd agent-pipeline-plugin
  umoci gc --layout "$image" >/dev/null
  # A base image in agent.yaml belongs to the repository.
  rm -rf ".tools/image-$variant"
  mv "$image" ".tools/image-$variant"
}

image() {
  local variant=$1 suffix=$2 archive=$work/$1.tar
  shift 2
  local until=(--until tag)
  [ -z "${PUSH_TO:-}" ] || until=(--push-to "$PUSH_TO")
  base "$variant"
  mkdir -p "$directory"
  "$binary" run . --build-base-image "oci-layout:.tools/image-$variant:12" --work-dir ".agent-pipeline/$variant" \
    --output-image "oci-archive:$archive" "${until[@]}" "$@" >&2
  local version
  version=$(python3 -c 'import json, sys; print(json.load(sys.stdin)["agents"][0]["version"]["label"])' \
    <".agent-pipeline/$variant/report.json")
  local file=$directory/agent-pipeline-$version-image$suffix-linux-$architecture.tar
  mv "$archive" "$file"
  ls -sh "$file" >&2
}
image tool ""
[ "${VARIANTS:-}" = tool ] || image tool-full -full --tag-image '{version}-full,{major}.{minor}-full,{major}-full'
