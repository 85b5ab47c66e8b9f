#!/usr/bin/env python3
"""Kills the tool with SIGKILL at random moments of build, test and push, and checks what is left.

  kill.py BINARY BASE-LAYOUT[:TAG] [RUNS] [SEED]      needs docker-registry, and runc or bubblewrap

Every second time the helpers are killed, too. After each kill the report of the run before is gone.
After every tenth, an undisturbed run passes, no process, mount or control group of a killed one is left, `cache verify`
finds nothing, and every blob in the registry has the digest that its name says.
"""

import datetime
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

binary, base = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
runs = int(sys.argv[3]) if len(sys.argv) > 3 else 100
seed = int(sys.argv[4]) if len(sys.argv) > 4 else random.randrange(1 << 32)
dice = random.Random(seed)
scripts = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../Scripts")
scratch = tempfile.mkdtemp(prefix="kill-")
os.chmod(scratch, 0o755)
agent = f"{scratch}/agent"
print(f"seed {seed}")

MANIFEST = """apiVersion: agent.dev/v1
kind: Agent
metadata: {name: victim}
spec:
  runtime: python:3.11
  model: {provider: openai, name: gpt-4o-mini}
  ports: [{container: 8080}]
  healthCheck: {type: http, path: /, port: 8080}
"""
SERVER = """from http.server import HTTPServer, SimpleHTTPRequestHandler
HTTPServer(("0.0.0.0", 8080), SimpleHTTPRequestHandler).serve_forever()
"""


def shell(command, **options):
    return subprocess.run(command, shell=True, text=True, capture_output=True, **options)


def change():
    """New contents, so that every run has layers to make and to push."""
    with open(f"{agent}/data.bin", "wb") as file:
        file.write(dice.randbytes(3 << 20))
    shell("git add -A && git commit -q -m 'feat: change'", cwd=agent, check=True)


def start(registry):
    environment = {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": f"{scratch}/home", "NO_COLOR": "1",
        "XDG_CACHE_HOME": f"{scratch}/cache"}
    return subprocess.Popen(
        [binary, "run", agent, "--build-base-image", f"oci-layout:{base}", "--push-to", f"{registry}/victim"],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)


def descendants(parent):
    table = [line.split() for line in shell("ps -eo pid=,ppid=").stdout.splitlines()]
    found, waiting = [], [str(parent)]
    while waiting:
        one = waiting.pop()
        children = [pid for pid, ppid in table if ppid == one]
        found += children
        waiting += children
    return [int(pid) for pid in found]


def report():
    try:
        with open(f"{agent}/.agent-pipeline/report.json") as file:
            return json.load(file)
    except FileNotFoundError:
        return None


def fail(message, process=None):
    print(f"FAILED (seed {seed}): {message}")
    if process:
        print(process.stderr.read().decode()[-3000:])
    sys.exit(1)


def check(registry):
    process = start(registry)
    error = process.stderr.read().decode()
    if process.wait() != 0:
        fail(f"an undisturbed run ended with {process.returncode}\n{error[-3000:]}")
    left = [line for line in shell("ps -eo pid=,args=").stdout.splitlines() if agent in line or "__sandbox-helper" in line]
    if left:
        fail(f"processes are left: {left}")
    if scratch in shell("cat /proc/mounts").stdout:
        fail("mounts are left")
    verify = shell(f"{binary} cache verify --cache-dir {scratch}/cache/agent-pipeline")
    if verify.returncode != 0:
        fail(f"cache verify: {verify.stderr}")
    blobs = 0
    for directory, _, names in os.walk(f"{scratch}/registry/data/docker/registry/v2/blobs/sha256"):
        for name in names:
            with open(f"{directory}/{name}", "rb") as file:
                if hashlib.sha256(file.read()).hexdigest() != os.path.basename(directory):
                    fail(f"the registry stores a wrong blob: {directory}")
            blobs += 1
    return blobs


registry_process = None
try:
    for name in ["agent", "home", "cache"]:
        os.mkdir(f"{scratch}/{name}")
    for name, text in [("agent.yaml", MANIFEST), ("main.py", SERVER)]:
        with open(f"{agent}/{name}", "w") as file:
            file.write(text)
    shell(
        "git init -q -b main && git config user.name a && git config user.email a@example.com && git add -A "
        "&& git commit -q -m 'feat: begin'", cwd=agent, check=True)
    registry = subprocess.check_output([f"{scripts}/local-registry.sh", f"{scratch}/registry"], text=True).strip()
    with open(f"{scratch}/registry/registry.pid") as file:
        registry_process = int(file.read())
    change()
    begin = time.monotonic()
    check(registry)
    whole = time.monotonic() - begin
    ended = 0
    for number in range(1, runs + 1):
        change()
        moment = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
        process = start(registry)
        time.sleep(dice.uniform(0, whole))
        helpers = descendants(process.pid) if number % 2 == 0 else []
        process.kill()
        for pid in helpers:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        has_ended = process.wait() != -signal.SIGKILL
        ended += has_ended
        found = report()
        if not has_ended and found and found["startedAt"] < moment:
            fail(f"run {number} was killed, and the report of the run before is still there", process)
        if number % 10 == 0:
            print(f"{number} killed, {ended} had ended before; {check(registry)} blobs in the registry are right", flush=True)
finally:
    if registry_process:
        os.kill(registry_process, signal.SIGTERM)
    shutil.rmtree(scratch, ignore_errors=True)
