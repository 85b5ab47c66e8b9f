#!/usr/bin/env python3
"""Compares `agent-pipeline tag --dry-run` with git and git-cliff on made-up histories, in turns.

usage: run.py BINARY [GIT-CLIFF]     (ROUNDS, 7 where unset; KEEP=FOLDER keeps the histories there for the next time;
                                      OLD=BINARY runs another agent-pipeline in the same rounds)

Each round runs every program once, so that a busy machine is busy for all. Prints the least and the median of the wall
clock, the least processor time, the greatest memory, and how the first two compare with those of the first program.
Needs git; git-cliff comes from PyPI (`pip install git-cliff`).
"""
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

binary = os.path.abspath(sys.argv[1])
old = os.environ.get("OLD")
old = old and os.path.abspath(old)
cliff = sys.argv[2] if len(sys.argv) > 2 else shutil.which("git-cliff")
cliff = cliff and os.path.abspath(cliff)
here = pathlib.Path(__file__).resolve().parent
rounds = int(os.environ.get("ROUNDS", "7"))


def make(directory, commits, agents):
    if os.path.exists(directory):
        return
    subprocess.run(["git", "init", "-q", "-b", "main", directory], check=True)
    maker = subprocess.Popen(
        [sys.executable, here / "make-history.py", str(commits), str(agents), "5000"], stdout=subprocess.PIPE)
    subprocess.run(["git", "-C", directory, "fast-import", "--quiet"], stdin=maker.stdout, check=True)
    subprocess.run(["git", "-C", directory, "reset", "-q", "--hard"], check=True)


def measure(command, directory):
    """Wall clock and processor time in milliseconds, and the largest memory in MB."""
    begin = time.monotonic()
    child = subprocess.Popen(command, cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"{command} failed:\n{error.decode()}")
    return (time.monotonic() - begin) * 1000, (usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss / 1024


def compare(title, directory, programs, rounds=rounds):
    print(f"{title}\n  {'':36}{'least':>9}{'median':>9}{'processor':>11}{'memory':>9}   least and processor by the first's")
    if old:
        pairs = {f"{name}, old": [old] + command[1:] for name, command in programs.items() if command[0] == binary}
        programs = programs | pairs
    results = {name: [] for name in programs}
    for _ in range(rounds):
        for name, command in programs.items():
            results[name].append(measure(command, directory))
    first = None
    for name, result in results.items():
        wall, processor, memory = zip(*result)
        first = first or (min(wall), min(processor))
        print(
            f"  {name:36}{min(wall):6.0f} ms{statistics.median(wall):6.0f} ms{min(processor):8.0f} ms{max(memory):6.0f} MB"
            f"   {min(wall) / first[0]:6.2f} {min(processor) / first[1]:6.2f}", flush=True)


def agent_pipeline(*agents):
    return [binary, "tag", "--dry-run", "--quiet", *agents]


root = os.environ.get("KEEP") or tempfile.mkdtemp(dir=os.environ.get("TMPDIR", "/tmp"))
try:
    one = agent_pipeline("agents/a007")
    log = ["git", "log", "--format=%H", "a007/v1.0.0..HEAD", "--", "agents/a007"]
    programs = {"agent-pipeline, one agent": one, "git log RANGE -- PATH": log}
    directory = f"{root}/fifty"
    make(directory, 50_000, 200)
    if cliff:
        programs["git-cliff --bumped-version"] = [
            cliff, "--bumped-version", "--include-path", "agents/a007/**", "--tag-pattern", "^a007/v"]
        shutil.rmtree(f"{directory}/.git/git-cliff", ignore_errors=True)
        cold = {"git-cliff --bumped-version": programs["git-cliff --bumped-version"]}
        compare("50,000 commits, git-cliff without its cache:", directory, cold, rounds=1)
    programs["agent-pipeline, 200 agents"] = agent_pipeline(*(f"agents/a{number:03}" for number in range(200)))
    compare("50,000 commits, 200 agents, last tags 5,000 commits back, as imported:", directory, programs)

    packed = f"{root}/packed"
    if not os.path.exists(packed):
        shutil.copytree(directory, packed, symlinks=True)
        subprocess.run(["git", "-C", packed, "gc", "-q"], check=True)
    programs = {name: command for name, command in programs.items() if "cliff" not in name}
    compare("The same after `git gc`, with differences in the pack and a commit-graph for git:", packed, programs)

    directory = f"{root}/many"
    make(directory, 500_000, 200)
    programs = {"agent-pipeline, one agent": one, "git log RANGE -- PATH": log}
    compare("500,000 commits, last tags 5,000 commits back:", directory, programs)
    untagged = one[:-1] + ["--tag-prefix", "none/v", one[-1]]
    compare("500,000 commits without a tag of the agent:", directory, {"agent-pipeline, one agent": untagged}, rounds=1)
finally:
    if "KEEP" not in os.environ:
        shutil.rmtree(root)
