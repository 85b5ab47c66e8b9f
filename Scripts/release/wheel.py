"""The wheel, whose script is the program: uvx, pipx, pip and pre-commit need no more.

Written here, because the build tools of Python put times and their own versions into it. Source: PyPA's "Binary distribution
format" and "Core metadata" (2.4).
"""

import base64
import hashlib
import time
import zipfile
import zlib

from archive import squeezed
from versions import pep440

# A wheel says which glibc it needs (PEP 600); Scripts/release-binary.sh sees to it.
PLATFORMS = {"amd64": "manylinux_2_35_x86_64", "arm64": "manylinux_2_35_aarch64"}
# What the licence of each component adds up to.
METADATA = """\
Metadata-Version: 2.4
Name: agent-pipeline
Version: {version}
Summary: The CI step that turns an agent.yaml into a tested, tagged, published container image
License-Expression: {licence}
{files}{links}Requires-Python: >=3.8
Provides-Extra: uv
Requires-Dist: uv ; extra == "uv"
Description-Content-Type: text/markdown

{description}"""
WHEEL = """\
Wheel-Version: 1.0
Generator: agent-pipeline
Root-Is-Purelib: false
Tag: py3-none-{platform}
"""


def expression(components):
    parts = sorted({"Apache-2.0", *(each.licence for each in components)})
    return " AND ".join(f"({part})" if " OR " in part else part for part in parts)


def entries(identity, architecture, program, components, licences, sbom, description):
    """Name, content and mode of each file."""
    version = pep440(identity.version)
    information = f"agent_pipeline-{version}.dist-info"
    links = f"Project-URL: Repository, {identity.repository}\n" if identity.repository else ""
    files = "".join(f"License-File: {name}\n" for name in sorted(licences))
    metadata = METADATA.format(
        version=version, licence=expression(components), files=files, links=links, description=description)
    yield f"agent_pipeline-{version}.data/scripts/agent-pipeline", program, 0o755
    yield f"{information}/METADATA", metadata.encode(), 0o644
    yield f"{information}/WHEEL", WHEEL.format(platform=PLATFORMS[architecture]).encode(), 0o644
    for name, text in sorted(licences.items()):
        yield f"{information}/licenses/{name}", text.encode(), 0o644
    yield f"{information}/sboms/agent-pipeline.cdx.json", sbom.encode(), 0o644


def write(directory, identity, architecture, program, *rest):
    version = pep440(identity.version)
    path = directory / f"agent_pipeline-{version}-py3-none-{PLATFORMS[architecture]}.whl"
    date = time.gmtime(identity.epoch)[:6]
    record = ""

    def add(archive, name, content, mode):
        entry = zipfile.ZipInfo(name, date)
        entry.create_system = 3  # Unix
        entry.external_attr = (0o100000 | mode) << 16
        # Between the header and the sum of gzip (RFC 1952) stands what a ZIP file has of a deflated entry.
        archive.writestr(entry, squeezed(content)[10:-8])
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.CRC, entry.file_size = zlib.crc32(content), len(content)
        end = archive.fp.tell()
        archive.fp.seek(entry.header_offset)
        archive.fp.write(entry.FileHeader())
        archive.fp.seek(end)

    with zipfile.ZipFile(path, "w") as archive:
        for name, content, mode in entries(identity, architecture, program, *rest):
            add(archive, name, content, mode)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            record += f"{name},sha256={digest},{len(content)}\n"
        own = f"agent_pipeline-{version}.dist-info/RECORD"
        add(archive, own, f"{record}{own},,\n".encode(), 0o644)
    return path
