"""What `pip install .` makes of this repository (PEP 517): a wheel without files that depends on release/wheels.txt.

pre-commit calls it for `language: python`. It needs no other package, so the hooks install one file, the released wheel,
from its address and with its sum: its name at a package index may be somebody else's.
"""

import base64
import hashlib
import os
import platform
import sys
import zipfile

NAME = "agent_pipeline_hooks-0"


def requirements():
    """The lines of release/wheels.txt, one for each architecture: pip installs nothing, and is content, on another one."""
    if sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"):
        raise SystemExit(
            f"error: agent-pipeline runs on Linux x86_64 and aarch64; this is {sys.platform} {platform.machine()}\n"
            "  hint: SKIP=agent-pipeline-validate,agent-pipeline-check leaves its hooks out"
        )
    with open(os.path.join("release", "wheels.txt"), encoding="utf-8") as file:
        lines = [line.strip() for line in file]
    found = [line for line in lines if line and not line.startswith("#")]
    if not found:
        raise SystemExit(
            "error: this commit of agent-pipeline belongs to no release\n"
            "  hint: set `rev` in .pre-commit-config.yaml to the git tag of a release, such as v1.2.3"
        )
    return found


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    metadata = ["Metadata-Version: 2.1", "Name: agent-pipeline-hooks", "Version: 0"]
    metadata += [f"Requires-Dist: {requirement}" for requirement in requirements()]
    files = {
        "METADATA": "\n".join(metadata) + "\n",
        "WHEEL": "Wheel-Version: 1.0\nGenerator: hook_package\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{NAME}.dist-info/{file},{_sum(text)},{len(text)}\n" for file, text in files.items())
    record += f"{NAME}.dist-info/RECORD,,\n"
    with zipfile.ZipFile(os.path.join(wheel_directory, f"{NAME}-py3-none-any.whl"), "w") as wheel:
        for file, text in {**files, "RECORD": record}.items():
            wheel.writestr(f"{NAME}.dist-info/{file}", text)
    return f"{NAME}-py3-none-any.whl"


def _sum(text):
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
    return "sha256=" + digest.decode().rstrip("=")


def build_sdist(sdist_directory, config_settings=None):
    raise SystemExit("error: the hooks are no package to publish; the released wheel is agent-pipeline itself")
