#!/usr/bin/env python3
"""Writes layers to begin with: layers.py DIRECTORY      needs zstd; prints nothing"""

import gzip
import io
import os
import subprocess
import sys
import tarfile

KINDS = dict(
    f=tarfile.REGTYPE, d=tarfile.DIRTYPE, s=tarfile.SYMTYPE, h=tarfile.LNKTYPE, c=tarfile.CHRTYPE, b=tarfile.BLKTYPE,
    p=tarfile.FIFOTYPE,
)


def archive(entries, format=tarfile.PAX_FORMAT):
    """Entries are (path, kind, contents or target, fields)."""
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w", format=format) as tar:
        for path, kind, text, *fields in entries:
            info = tarfile.TarInfo(path)
            info.type, info.mode = KINDS[kind], 0o755 if kind == "d" else 0o644
            data = text.encode() if kind == "f" else b""
            info.size, info.linkname = len(data), "" if kind == "f" else text
            for name, value in dict(*fields).items():
                setattr(info, name, value)
            tar.addfile(info, io.BytesIO(data))
    # Without the padding to 10 KB: two empty blocks end an archive.
    return output.getvalue().rstrip(b"\0") + bytes(1024 + -len(output.getvalue().rstrip(b"\0")) % 512)


LAYERS = dict(
    plain=[("x", "d", "", dict(mode=0o1777)), ("x/y", "f", "text" * 200, dict(uid=1000, mtime=5)), ("x/z", "s", "y")],
    links=[("k", "s", "/"), ("k/l", "f", "1"), ("m", "h", "d/e/f"), ("n", "h", "j"), ("d/g/o", "f", "2"), ("c/q", "f", "")],
    outside=[("a/secret", "f", "evil"), ("b/new", "d", ""), ("r", "h", "a/secret"), ("../s", "f", "3"), ("/t", "f", "4")],
    whiteouts=[("d/.wh.e", "f", ""), ("d/.wh..wh..opq", "f", ""), (".wh.a", "f", ""), ("d/new", "f", "5"), ("b/.wh.secret", "f", "")],
    replaced=[("a", "d", ""), ("a/u", "f", "6"), ("d/e/f", "d", ""), ("d/e/f/v", "f", "7"), ("d", "s", "a"), ("d/w", "f", "8")],
    special=[("p", "p", ""), ("c0", "c", "", dict(devmajor=0, devminor=0)), ("c1", "c", "", dict(devmajor=1, devminor=3)), ("b1", "b", "")],
    headers=[("é" * 60 + "/" + "n" * 120, "f", "9", dict(pax_headers={"mtime": "1.5", "SCHILY.xattr.user.a": "b"})), ("l", "s", "t" * 150)],
    numbers=[("n", "f", "", dict(uid=1 << 40, gid=1 << 33, mtime=-5)), (".", "d", ""), ("./deep/er/and/deep/er", "f", "10")],
)

directory = sys.argv[1]
os.makedirs(directory, exist_ok=True)
for name, entries in LAYERS.items():
    formats = dict(pax=tarfile.PAX_FORMAT, gnu=tarfile.GNU_FORMAT)
    for suffix, format in formats.items():
        tar = archive(entries, format)
        files = {f"{name}.{suffix}.tar": tar}
        if suffix == "pax":
            zstd = subprocess.run(["zstd", "-q", "-19", "--check"], input=tar, stdout=subprocess.PIPE, check=True)
            files |= {f"{name}.tar.gz": gzip.compress(tar, mtime=0), f"{name}.tar.zst": zstd.stdout}
        for file, data in files.items():
            with open(os.path.join(directory, file), "wb") as out:
                out.write(data)
