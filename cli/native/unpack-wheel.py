"""Takes from TensorFlow's wheel what tfjs-node's binding is compiled and linked against."""

import sys
from pathlib import Path
from zipfile import ZipFile

LIBRARIES = ("libtensorflow_cc.so.2", "libtensorflow_framework.so.2")
HEADERS = ("tensorflow/c/", "tensorflow/core/platform/", "tsl/")

wheel, target = sys.argv[1], Path(sys.argv[2])


def place(name: str) -> Path | None:
    """Where a file of the wheel goes, or None."""
    inner = name.removeprefix("tensorflow/")
    if inner in LIBRARIES:
        return target / "lib" / inner
    header = inner.removeprefix("include/")
    if header != inner and header.startswith(HEADERS) and not header.endswith("/"):
        return target / "include" / header
    return None


with ZipFile(wheel) as archive:
    for name in archive.namelist():
        path = place(name)
        if path is None:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as source, path.open("wb") as copy:
            while chunk := source.read(1 << 20):
                copy.write(chunk)
