#!/usr/bin/env bash
# Puts agent-pipeline on PATH for the steps of a GitHub job: a verified release, or what is built here. Run by action.yml and
# setup/action.yml, whose inputs come as WANTED_VERSION, DOWNLOAD_URL and BUILD_FROM_SOURCE.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# fail MESSAGE [HINT…], as one annotation.
fail() {
  text=$1
  shift
  for hint; do text+=$'\n'"hint: $hint"; done
  text=${text//'%'/%25}
  echo "::error title=agent-pipeline is not installed::${text//$'\n'/%0A}"
  # nektos/act loses what a step says in its last moment.
  sleep 0.2
  exit 1
}

# Without the spaces around it: the value of an input may be a block of YAML, which ends with a newline.
trimmed() { sed -E 's/^[[:space:]]+//; s/[[:space:]]+$//' <<<"$1"; }

from_source=$(trimmed "${BUILD_FROM_SOURCE:-false}")
case $from_source in
  true)
    make -C "$root" build
    echo "$root/.build/release" >>"$GITHUB_PATH"
    exit
    ;;
  false) ;;
  *) fail "\`build-from-source\` is neither true nor false: \`$from_source\`" ;;
esac

# The newest release that this commit of the action knows.
version=$(trimmed "$WANTED_VERSION")
version=${version#v}
if [ -z "$version" ]; then
  version=$(sed -nE 's/^[0-9a-f]{64}  agent-pipeline-([0-9].*)-linux-[a-z0-9]+\.tar\.gz$/\1/p' "$root/release/SHA256SUMS" |
    tail -n 1)
  [ -n "$version" ] || fail "this commit of the action knows no release" \
    "use the action at the tag of a release or later, or set the input \`build-from-source: true\`"
fi
[[ $version =~ ^[0-9][0-9A-Za-z.+-]*$ ]] || fail "the input \`version\` is not a version: \`${version//$'\n'/ }\`"

# The page of the releases, where the input does not name a mirror. GitHub leaves `github.action_repository` empty for a local
# action, and gives the outer one's inside of another composite action; the directory of a downloaded action is right.
url=$(trimmed "$DOWNLOAD_URL")
if [ -z "$url" ]; then
  case $GITHUB_ACTION_PATH in
    */_actions/*/*/*)
      rest=${GITHUB_ACTION_PATH##*/_actions/}
      name=${rest#*/}
      repository=${rest%%/*}/${name%%/*}
      ;;
    *) repository=${ACTION_REPOSITORY:-$GITHUB_REPOSITORY} ;;
  esac
  url=$SERVER_URL/$repository/releases/download
fi

# As actions/tool-cache lays it out.
case $(uname -m) in
  x86_64) architecture=x64 ;;
  aarch64) architecture=arm64 ;;
  *) architecture=$(uname -m) ;;
esac
cache=${RUNNER_TOOL_CACHE:-$RUNNER_TEMP}/agent-pipeline/$version/$architecture

# On a runner of one's own, other jobs write to the tool cache. Nothing runs from there: the program is copied to a
# directory of this job, verified there, and that directory is on PATH.
directory=$(mktemp -d "$RUNNER_TEMP/agent-pipeline.XXXXXX")
chmod 755 "$directory"
[ ! -f "$cache/agent-pipeline" ] || cp "$cache/agent-pipeline" "$directory/" || true

if ! said=$(sh "$root/install.sh" --version "$version" --to "$directory" --base-url "$url" 2>&1); then
  echo "$said"
  rm -rf "$directory"
  error=$(sed -n 's/^error: //p' <<<"$said")
  # The options of install.sh that they name, as inputs.
  mapfile -t hints < <(sed -n 's/^  hint: //p' <<<"$said" |
    sed -E "s/--base-url/the input \`download-url\`/; s/--version/the input \`version\`/
      s/[,:] (or )?name another [a-z]+ with --to\$//; /^name another [a-z]+ with --to\$/d")
  case $error in
    'the sum of '*)
      hints=("the input \`version\` takes a release whose sum is in release/SHA256SUMS of this commit of the action") ;;
  esac
  fail "${error:-install.sh failed}" "${hints[@]}"
fi
# Whether the directory is on PATH already does not matter.
grep -v '^note: ' <<<"$said" || true
echo "$directory" >>"$GITHUB_PATH"

# For the next job. A container's may not write there.
if ! cmp -s "$directory/agent-pipeline" "$cache/agent-pipeline"; then
  {
    mkdir -p "$cache" && copy=$(mktemp "$cache/.agent-pipeline.XXXXXX") &&
      cp "$directory/agent-pipeline" "$copy" && chmod 755 "$copy" && mv -f "$copy" "$cache/agent-pipeline" &&
      touch "$cache.complete"
  } 2>/dev/null || echo "the tool cache does not take it: $cache"
fi
