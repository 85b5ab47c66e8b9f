"""The version as others write it.

  versions.py pep440|debian VERSION

`0.1.1-dev.3+1a2b3c4` is `0.1.1.dev3+1a2b3c4` for Python and `0.1.1~dev.3+1a2b3c4` for Debian, where it sorts before 0.1.1.
"""

import re
import sys


def pep440(version):
    """Pre-releases that PEP 440 knows: alpha, beta and rc with a number, then `dev`; others are an error."""
    form = r"(\d+\.\d+\.\d+)(?:-(?:(alpha|beta|rc)\.(\d+)\.?)?(?:dev\.(\d+))?)?(?:\+([0-9A-Za-z.-]+))?"
    match = re.fullmatch(form, version)
    if not match or re.search(r"-(\+|$)|\.\+|\.$", version):
        raise ValueError(f"`{version}` cannot be written as a version of Python")
    core, kind, number, dev, build = match.groups()
    pre = {"alpha": "a", "beta": "b", "rc": "rc", None: ""}[kind] + (number or "")
    local = "+" + build.replace("-", ".").lower() if build else ""
    return core + pre + (f".dev{dev}" if dev else "") + local


def debian(version):
    return version.replace("-", "~", 1)


if __name__ == "__main__":
    try:
        print({"pep440": pep440, "debian": debian}[sys.argv[1]](sys.argv[2]))
    except ValueError as error:
        sys.exit(f"error: {error}")
