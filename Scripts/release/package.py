"""Makes the files of a release out of the program and its stamp: archive, Debian package, wheel, SBOM and SHA256SUMS.

  package.py PROGRAM IDENTITY DIRECTORY

The same program gives the same bytes, wherever and whenever this runs. IDENTITY is what identity.sh printed.
"""

import hashlib
import pathlib
import re
import subprocess
import sys
from dataclasses import dataclass

import archive
import components
import debian
import sbom
import wheel

README = """\
# agent-pipeline {version}

One program for Linux with glibc {glibc} or later. Put `bin/agent-pipeline` on PATH, or everything below a prefix:

    cp -R bin share ~/.local/

`agent-pipeline doctor` says what a run needs on this machine, `agent-pipeline --help` and `man agent-pipeline` the rest.
`share/doc/agent-pipeline` has the licences of the libraries in the program, and its SBOM.
"""
SHELLS = {
    "bash": "usr/share/bash-completion/completions/agent-pipeline",
    "zsh": "usr/share/zsh/vendor-completions/_agent-pipeline",
    "fish": "usr/share/fish/vendor_completions.d/agent-pipeline.fish",
}


@dataclass(frozen=True)
class Identity:
    version: str
    commit: str
    repository: str
    epoch: int  # seconds: the commit's time
    author: str


def identity_of(path):
    version, commit, _, repository = pathlib.Path(path).read_text().split("\n")[:4]
    log = ["git", "-C", components.ROOT, "show", "-s", "--format=%ct%n%an <%ae>", commit]
    epoch, author = subprocess.run(log, check=True, capture_output=True, text=True).stdout.splitlines()
    return Identity(version, commit, repository, int(epoch), author)


def said(program, *arguments):
    run = subprocess.run([program, *arguments], capture_output=True)
    if run.returncode != 0 or not run.stdout:
        sys.exit(f"error: `agent-pipeline {' '.join(arguments)}` failed: {run.stderr.decode(errors='replace')}")
    return run.stdout


def glibc_of(program):
    symbols = subprocess.run(["objdump", "-T", program], check=True, capture_output=True, text=True).stdout
    return max(re.findall(r"GLIBC_([0-9.]+)", symbols), key=lambda version: [int(part) for part in version.split(".")])


def main(program, identity, directory):
    identity = identity_of(identity)
    directory = pathlib.Path(directory)
    machine = subprocess.run(["uname", "-m"], check=True, capture_output=True, text=True).stdout.strip()
    architecture = {"x86_64": "amd64", "aarch64": "arm64"}[machine]
    content = pathlib.Path(program).read_bytes()
    linked = components.linked()
    own = (components.ROOT / "LICENSE").read_bytes()
    bill = sbom.text(identity, architecture, content, linked)
    glibc = glibc_of(program)

    documents = "usr/share/doc/agent-pipeline"
    shared = {
        "usr/share/man/man1/agent-pipeline.1.gz": archive.compressed(said(program, "man")),
        **{path: said(program, "completion", shell) for shell, path in SHELLS.items()},
        f"{documents}/agent-pipeline.cdx.json": bill.encode(),
        **{f"{documents}/licenses/{each.name}.txt": each.text.encode() for each in linked},
    }
    files = {"usr/bin/agent-pipeline": (content, 0o755), **{path: (text, 0o644) for path, text in shared.items()}}
    made = [debian.write(directory, identity, architecture, glibc, files)]

    readme = README.format(version=identity.version, glibc=glibc)
    name = f"agent-pipeline-{identity.version}-linux-{architecture}"
    # zsh looks in share/zsh/site-functions below any prefix; Debian keeps that for the administrator.
    below = {path.removeprefix("usr/").replace("vendor-completions", "site-functions"): file for path, file in files.items()}
    below |= {"LICENSE": (own, 0o644), "README.md": (readme.encode(), 0o644)}
    made.append(directory / f"{name}.tar.gz")
    archive.write(made[-1], identity.epoch, {f"{name}/{path}": file for path, file in below.items()})

    licences = {"LICENSE": own.decode(), **{f"{each.name}.txt": each.text for each in linked}}
    made.append(wheel.write(directory, identity, architecture, content, linked, licences, bill, readme))
    made.append(directory / f"{name}.cdx.json")
    made[-1].write_text(bill)

    # The program's own sum, too: what is installed can be verified without the archive.
    sums = {path.name: path.read_bytes() for path in made} | {f"{name}/bin/agent-pipeline": content}
    lines = [f"{hashlib.sha256(data).hexdigest()}  {file}\n" for file, data in sorted(sums.items())]
    (directory / "SHA256SUMS").write_text("".join(lines))
    for path in sorted(made):
        print(f"{path}: {path.stat().st_size / 1e6:.1f} MB", file=sys.stderr)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except components.Unknown as unknown:
        sys.exit(f"error: {unknown} is linked, and Scripts/release/components.json does not have it\n"
                 "  hint: look up its licence and add it there")
    except ValueError as error:
        sys.exit(f"error: {error}")
