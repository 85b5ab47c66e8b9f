"""The package for Debian and Ubuntu, by dpkg-deb."""

import os
import pathlib
import subprocess
import tempfile
from email.utils import formatdate

from archive import compressed
from versions import debian

CONTROL = """\
Package: agent-pipeline
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {size}
Depends: libc6 (>= {glibc})
Recommends: bubblewrap | runc, ca-certificates, git
Section: devel
Priority: optional
{homepage}Description: CI step that turns an agent.yaml into a container image
 Agent-as-Code describes an AI agent in one file. This program builds its
 container image, tests it in a sandbox, derives the next version from the
 commits and pushes the image to a registry. It needs no daemon.
"""
CHANGELOG = """\
agent-pipeline ({version}) unstable; urgency=medium

  * CHANGELOG.md in the repository says what changed.

 -- {maintainer}  {date}
"""
# The libraries are in the program on purpose: one file that runs on each distribution. security-updates.sh watches them.
OVERRIDES = """\
agent-pipeline: embedded-library
"""


COPYRIGHT = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: agent-pipeline

Files: *
Copyright: {author}
License: Apache-2.0
 On Debian systems, the text of this license is in /usr/share/common-licenses/Apache-2.0.
Comment: The libraries in the program have licenses of their own, which are in the directory licenses beside this file.
"""


def write(directory, identity, architecture, glibc, files):
    """`files`: content and mode by path below /."""
    version = debian(identity.version)
    shared = "usr/share/doc/agent-pipeline"
    date = formatdate(identity.epoch)
    changelog = CHANGELOG.format(version=version, maintainer=identity.author, date=date)
    files = {
        **files,
        f"{shared}/copyright": (COPYRIGHT.format(author=identity.author).encode(), 0o644),
        f"{shared}/changelog.gz": (compressed(changelog.encode()), 0o644),
        "usr/share/lintian/overrides/agent-pipeline": (OVERRIDES.encode(), 0o644),
    }
    size = sum(-(-len(content) // 1024) for content, _ in files.values())
    homepage = f"Homepage: {identity.repository}\n" if identity.repository else ""
    control = CONTROL.format(
        version=version, architecture=architecture, maintainer=identity.author, size=size, glibc=glibc, homepage=homepage)
    path = directory / f"agent-pipeline_{version}_{architecture}.deb"
    with tempfile.TemporaryDirectory() as scratch:
        root = pathlib.Path(scratch, "root")
        for name, (content, mode) in {**files, "DEBIAN/control": (control.encode(), 0o644)}.items():
            place = root / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            place.chmod(mode)
        for place in [root, *root.rglob("*")]:
            if place.is_dir():
                place.chmod(0o755)
            os.utime(place, (identity.epoch, identity.epoch))
        # One thread: how xz splits its work is in the bytes. Level 1 takes 9 s where 6 takes 44, for 11.7 instead of 10.3 MB.
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "-Zxz", "-z1", "--threads-max=1", "--build", root, path], check=True,
            env={**os.environ, "SOURCE_DATE_EPOCH": str(identity.epoch)}, stdout=subprocess.DEVNULL)
    return path
