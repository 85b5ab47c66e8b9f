#!/usr/bin/env python3
"""Writes a stream for `git fast-import`: a linear history of many small commits over the directories of many agents.

usage: make-history.py COMMITS AGENTS TAGGED   (TAGGED: how many commits before the end the release tags stand)
"""
import random
import sys

commits, agents, tagged = map(int, sys.argv[1:4])
random.seed(4)
out = sys.stdout
kinds = ["feat", "fix", "docs", "chore", "refactor", "perf"]


def data(text):
    out.write(f"data {len(text.encode())}\n{text}\n")


def manifest(name):
    return (
        "apiVersion: agent.dev/v1\nkind: Agent\nmetadata: {name: %s}\nspec:\n  runtime: python:3.11\n"
        "  model: {provider: openai, name: gpt-4o-mini}\n  capabilities: [chat]\n" % name
    )


for number in range(1, commits + 1):
    out.write("commit refs/heads/main\n")
    out.write(f"committer Ada <ada@example.com> {1_600_000_000 + number * 60} +0000\n")
    agent = random.randrange(agents)
    data(f"{random.choice(kinds)}(a{agent:03}): change number {number}\n\nWhy it was made, in a line or two of text.\n")
    if number == 1:
        for other in range(agents):
            out.write(f"M 644 inline agents/a{other:03}/agent.yaml\n")
            data(manifest(f"a{other:03}"))
            out.write(f"M 644 inline agents/a{other:03}/main.py\n")
            data("print('ready')\n")
            for place in range(3):
                out.write(f"M 644 inline agents/a{other:03}/src/file{place}.py\n")
                data(f"# {place}\n")
    out.write(f"M 644 inline agents/a{agent:03}/src/file{random.randrange(3)}.py\n")
    data(f"# {number}\n")
    if number == commits - tagged:
        for other in range(agents):
            out.write(f"reset refs/tags/a{other:03}/v1.0.0\nfrom refs/heads/main\n\n")
        out.write("reset refs/tags/v1.0.0\nfrom refs/heads/main\n\n")
