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

case ${BUILD_FROM_SOURCE:-false} in
  true)
    make -C "$root" build
    echo "$root/.build/release" >>"$GITHUB_PATH"
    exit
    ;;
  false) ;;
  *) fail "\`build-from-source\` is neither true nor false: \`$BUILD_FROM_SOURCE\`" ;;
esac

# The newest release that this commit of the action knows.
version=${WANTED_VERSION#v}
if [ -z "$version" ]; then
  version=$(sed -nE 's/^[0-9a-f]{64}  agent-pipeline-([0-9].*)-linux-[a-z0-9]+\.tar\.gz$/\1/p' "$root/release/SHA256SUMS" |
    tail -n 1)
  [ -n "$version" ] || fail "this commit of the action knows no release" \
    "use the action at the tag of a release or later, or set the input \`build-from-source: true\`"
fi
[[ $version =~ ^[0-9][0-9A-Za-z.+-]*$ ]] || fail "the input \`version\` is not a version: \`${version//$'\n'/ }\`"

# The page of the releases, where the input does not name a mirror. GitHub leaves `github.action_repository` empty for a local
# action, and gives the outer one's inside of another composite action; the directory of a downloaded action is right.
url=$DOWNLOAD_URL
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

# As actions/tool-cache lays it out. Containers of jobs may not write to it.
case $(uname -m) in
  x86_64) architecture=x64 ;;
  aarch64) architecture=arm64 ;;
  *) architecture=$(uname -m) ;;
esac
place=agent-pipeline/$version/$architecture
directory=${RUNNER_TOOL_CACHE:-$RUNNER_TEMP}/$place
{ mkdir -p "$directory" && [ -w "$directory" ]; } 2>/dev/null || directory=$RUNNER_TEMP/$place

# What is there already is verified, too: on a runner of one's own, other jobs write to the tool cache.
if ! said=$(PATH=$directory:$PATH sh "$root/install.sh" --version "$version" --to "$directory" --base-url "$url" 2>&1); then
  echo "$said"
  fail "$(sed -n 's/^error: //p' <<<"$said")" "the input \`download-url\` names a mirror" \
    "the input \`version\` takes a release whose sum is in release/SHA256SUMS of this commit of the action"
fi
echo "$said"
touch "$directory.complete"
echo "$directory" >>"$GITHUB_PATH"
