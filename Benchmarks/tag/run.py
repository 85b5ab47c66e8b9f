#!/usr/bin/env python3
"""Compares `agent-pipeline tag --dry-run` with git and git-cliff on made-up histories, in turns.

usage: run.py BINARY [GIT-CLIFF]

Each round runs every program once, so that a busy machine is busy for all; the ratios are medians over the rounds.
Needs git; git-cliff comes from PyPI (`pip install git-cliff`).
"""
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

binary = os.path.abspath(sys.argv[1])
cliff = sys.argv[2] if len(sys.argv) > 2 else shutil.which("git-cliff")
here = pathlib.Path(__file__).resolve().parent
rounds = int(os.environ.get("ROUNDS", "7"))


def make(folder, commits, agents):
    subprocess.run(["git", "init", "-q", "-b", "main", folder], check=True)
    maker = subprocess.Popen(
        [sys.executable, here / "make-history.py", str(commits), str(agents), "5000"], stdout=subprocess.PIPE)
    subprocess.run(["git", "-C", folder, "fast-import", "--quiet"], stdin=maker.stdout, check=True)
    subprocess.run(["git", "-C", folder, "reset", "-q", "--hard"], check=True)


def measure(command, folder):
    """Seconds and the largest memory in MB."""
    begin = time.monotonic()
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"{command} failed:\n{error.decode()}")
    return time.monotonic() - begin, usage.ru_maxrss / 1024


def compare(folder, programs):
    seconds = {name: [] for name in programs}
    memory = {}
    for _ in range(rounds):
        for name, command in programs.items():
            taken, peak = measure(command, folder)
            seconds[name].append(taken)
            memory[name] = max(memory.get(name, 0), peak)
    first = next(iter(programs))
    for name in programs:
        ratio = statistics.median(other / own for own, other in zip(seconds[first], seconds[name]))
        print(f"  {name:34} median {statistics.median(seconds[name]) * 1000:8.0f} ms  best "
              f"{min(seconds[name]) * 1000:8.0f} ms  {memory[name]:6.0f} MB  {ratio:6.2f} x the first")


with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/tmp")) as root:
    folder = f"{root}/fifty"
    make(folder, 50_000, 200)
    one = [binary, "tag", "--dry-run", "--quiet", "agents/a007"]
    programs = {
        "agent-pipeline, one agent": one,
        "git log range -- path": ["git", "log", "--format=%H %B", "a007/v1.0.0..HEAD", "--", "agents/a007"],
    }
    if cliff:
        programs["git-cliff --bumped-version"] = [
            cliff, "--bumped-version", "--include-path", "agents/a007/**", "--tag-pattern", "^v"]
    programs["agent-pipeline, 200 agents"] = one[:4] + [f"agents/a{number:03}" for number in range(200)]
    print("50,000 commits, 200 agents, last tags 5,000 commits back:")
    compare(folder, programs)
    shutil.rmtree(folder)

    folder = f"{root}/many"
    make(folder, 500_000, 200)
    rounds = 3
    print("500,000 commits:")
    compare(folder, {
        "agent-pipeline, last tag 5,000 back": one,
        "agent-pipeline, no tag at all": one[:4] + ["--tag-prefix", "none/v", "agents/a007"],
    })
