#!/usr/bin/env bash
# Pushes one image layout to a local docker-registry, by agent-pipeline and by skopeo, in turns, and prints medians.
#   Benchmarks/push.sh LAYOUT TAG [RUNS]      needs a release build, docker-registry, skopeo, curl, GNU time
# LARGE_MB=2048 adds the large layer: agent-pipeline against `curl -T`, with peak memory.
set -euo pipefail
cd "$(dirname "$0")/.."
layout=$1 tag=$2 runs=${3:-9}
binary=$PWD/.build/release/agent-pipeline
scratch=$(mktemp -d "${TMPDIR:-/var/tmp}/push-benchmark.XXXXXX")
finish() {
  for file in "$scratch"/*/registry.pid; do [ ! -f "$file" ] || kill "$(cat "$file")" 2>/dev/null || true; done
  rm -rf "$scratch"
}
trap finish EXIT
export HOME=$scratch/home XDG_RUNTIME_DIR=$scratch/run
mkdir -p "$HOME" "$XDG_RUNTIME_DIR"
number=0

# A registry without a blob: sets $registry.
fresh() {
  [ -z "${directory:-}" ] || { kill "$(cat "$directory/registry.pid")" 2>/dev/null || true; rm -rf "$directory"; }
  number=$((number + 1)) directory=$scratch/registry-$number
  registry=$(Scripts/local-registry.sh "$directory")
}
# Milliseconds that a command takes; what it prints goes to a log.
milliseconds() {
  local start end
  start=$(date +%s%N)
  "$@" >"$scratch/log" 2>&1 || { cat "$scratch/log" >&2; exit 1; }
  end=$(date +%s%N)
  echo $(((end - start) / 1000000))
}
median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : int((v[NR / 2] + v[NR / 2 + 1]) / 2) }'; }
ours() { "$binary" promote "oci-layout:$1:$2" "$registry/team/app:$3"; }
theirs() {
  skopeo copy --quiet --insecure-policy --dest-tls-verify=false "oci:$1:$2" "docker://$registry/team/app:$3"
}
# skopeo remembers where it has seen which blob.
forget() { rm -rf "$HOME/.local/share/containers" /var/lib/containers/cache/blob-info-cache-v1.* 2>/dev/null || true; }

# The same image with another, small layer on top: what a changed application is.
changed=$scratch/changed
cp -r "$layout" "$changed"
head -c 200000 /dev/urandom >"$scratch/application"
tar -C "$scratch" -cf "$scratch/application.tar" application
umoci raw add-layer --image "$changed:$tag" --tag changed "$scratch/application.tar" >/dev/null 2>&1 ||
  umoci raw add-layer --image "$changed:$tag" "$scratch/application.tar" >/dev/null
[ "$(umoci list --layout "$changed" | grep -cx changed)" = 1 ] && other=changed || other=$tag

report() {
  local a b
  a=$(median <"$scratch/$1.ours") b=$(median <"$scratch/$1.theirs")
  printf '| %-26s | %6s ms | %6s ms | %5.2f |\n' "$2" "$a" "$b" "$(awk "BEGIN { print $a / $b }")"
}
for _ in $(seq "$runs"); do
  for who in ours theirs; do
    forget
    fresh
    milliseconds "$who" "$layout" "$tag" 1 >>"$scratch/cold.$who"
    milliseconds "$who" "$layout" "$tag" 1 >>"$scratch/same.$who"
    milliseconds "$who" "$changed" "$other" 2 >>"$scratch/application.$who"
  done
done
echo "| $runs runs, medians           | agent-pipeline | skopeo | ratio |"
echo "|---|---|---|---|"
report cold "cold"
report same "nothing changed"
report application "only the application layer"

[ -n "${LARGE_MB:-}" ] || exit 0
large=$scratch/large
umoci init --layout "$large" && umoci new --image "$large:1"
head -c "${LARGE_MB}M" /dev/urandom >"$scratch/large.bin"
# Put in by hand: packing two gigabytes is not what is measured.
python3 - "$large" "$scratch/large.bin" <<'PYTHON'
import hashlib, json, os, sys
layout, path = sys.argv[1:3]
blobs = os.path.join(layout, "blobs/sha256")
def digest(file):
    with open(file, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
def write(value):
    data = json.dumps(value).encode()
    name = hashlib.sha256(data).hexdigest()
    open(os.path.join(blobs, name), "wb").write(data)
    return {"digest": "sha256:" + name, "size": len(data)}
name = digest(path)
os.link(path, os.path.join(blobs, name))
layer = {"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": "sha256:" + name, "size": os.path.getsize(path)}
config = write({"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": ["sha256:" + name]}})
manifest = write({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                  "config": {"mediaType": "application/vnd.oci.image.config.v1+json", **config}, "layers": [layer]})
json.dump({"schemaVersion": 2, "manifests": [{"mediaType": "application/vnd.oci.image.manifest.v1+json", **manifest,
           "annotations": {"org.opencontainers.image.ref.name": "1"}}]}, open(os.path.join(layout, "index.json"), "w"))
print("sha256:" + name, file=open(path + ".digest", "w"))
PYTHON
with_curl() {
  local location
  location=$(curl -s --noproxy '*' -i -X POST "http://$registry/v2/team/app/blobs/uploads/" | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
  curl -sS --fail --noproxy '*' -H Expect: -H 'Content-Type: application/octet-stream' -T "$scratch/large.bin" \
    "$location&digest=$(cat "$scratch/large.bin.digest")"
}
for _ in 1 2 3; do
  fresh
  milliseconds with_curl >>"$scratch/large.theirs"
  fresh
  milliseconds command time -f %M -o "$scratch/memory" "$binary" promote "oci-layout:$large:1" "$registry/team/app:1" \
    >>"$scratch/large.ours"
  cat "$scratch/memory" >>"$scratch/memories"
done
echo
echo "| ${LARGE_MB} MiB layer, 3 runs | agent-pipeline | curl -T | ratio |"
echo "|---|---|---|---|"
report large "time"
echo "| peak memory | $(($(median <"$scratch/memories") / 1024)) MiB | | |"
