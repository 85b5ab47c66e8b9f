"""Measures whole processes, taking turns so that a busy minute of the machine hits all of them.

  measure.py RUNS NAME COMMAND [NAME COMMAND]...

Prints for each command the median and the least of the wall clock, the median of the processor time, the greatest
memory, and how the medians compare with the first command's. A command that ends with a signal is an error; other exit
statuses are not, since a validator says so that it found something.
"""

import os
import shlex
import statistics
import sys
import time


def run(command):
    null = os.open(os.devnull, os.O_RDWR)
    start = time.perf_counter()
    process = os.posix_spawnp(
        command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, null, stream) for stream in (0, 1, 2)])
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - start
    os.close(null)
    if os.WIFSIGNALED(status) or os.WEXITSTATUS(status) > 1:
        sys.exit(f"error: `{shlex.join(command)}` ended with status {status}")
    return wall * 1000, (usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss / 1024


runs = int(sys.argv[1])
names = sys.argv[2::2]
commands = [shlex.split(command) for command in sys.argv[3::2]]
for command in commands:
    run(command)
results = [[] for _ in commands]
for _ in range(runs):
    for result, command in zip(results, commands):
        result.append(run(command))

print(f"{'':28} {'median':>10} {'least':>10} {'processor':>10} {'memory':>9}  against the first")
first = None
for name, result in zip(names, results):
    wall, processor, memory = zip(*result)
    median = statistics.median(wall)
    first = first or median
    print(
        f"{name:28} {median:7.1f} ms {min(wall):7.1f} ms {statistics.median(processor):7.1f} ms {max(memory):5.0f} MiB"
        f"  {median / first:6.1f}")
