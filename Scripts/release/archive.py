"""The archive for every Linux, in which everything is below one directory.

Sorted, of root, with the commit's time: the same bytes each time.
"""

import gzip
import io
import tarfile


def compressed(content, level=9):
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=level, fileobj=buffer, mtime=0) as stream:
        stream.write(content)
    return buffer.getvalue()


def write(path, epoch, files):
    """`files`: content and mode by path."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        directories = {parent for name in files for parent in parents(name)}
        for name in sorted(directories | set(files)):
            entry = tarfile.TarInfo(name)
            entry.mtime, entry.uname, entry.gname = epoch, "root", "root"
            if name in directories:
                entry.type, entry.mode = tarfile.DIRTYPE, 0o755
                archive.addfile(entry)
            else:
                content, entry.mode = files[name]
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
    # Level 9 takes three times as long, for 1 %.
    path.write_bytes(compressed(buffer.getvalue(), level=6))


def parents(name):
    parts = name.split("/")[:-1]
    return {"/".join(parts[: count + 1]) for count in range(len(parts))}
