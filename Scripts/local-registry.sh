#!/usr/bin/env bash
# Starts Debian's docker-registry on a free loopback port, plain HTTP, with its data in DIR; prints HOST:PORT.
#   local-registry.sh DIR      stop it: kill "$(cat DIR/registry.pid)"
set -euo pipefail
mkdir -p "$1/data"
dir=$(cd "$1" && pwd)
for _ in 1 2 3 4 5; do
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  cat >"$dir/registry.yml" <<CONFIG
version: 0.1
log: {level: warn, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: "$dir/data"}, delete: {enabled: true}}
http: {addr: "127.0.0.1:$port"}
CONFIG
  docker-registry serve "$dir/registry.yml" >"$dir/registry.log" 2>&1 </dev/null &
  pid=$!
  echo "$pid" >"$dir/registry.pid"
  for _ in $(seq 100); do
    if curl -sf -o /dev/null --noproxy '*' "http://127.0.0.1:$port/v2/"; then
      echo "127.0.0.1:$port"
      exit 0
    fi
    kill -0 "$pid" 2>/dev/null || break # somebody else took the port: try the next
    sleep 0.05
  done
done
cat "$dir/registry.log" >&2
exit 1
