"""The bytes of a file a person named, as long as it is one: what would never end or never begin is refused.

`stat` says of a device or a pipe that it has no bytes at all, so a look at the size protects from neither.
"""

import errno
import os
import stat
from pathlib import Path


def read_file(path: Path, most: int) -> bytes:
    """The bytes of an ordinary file, at most so many. Raises OSError whose `strerror` says in words why it can't be read."""
    # Opening a pipe would wait for whoever writes into it.
    with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb") as opened:
        found = os.fstat(opened.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "it is no ordinary file", str(path))
        data = opened.read(most + 1)
    if len(data) > most:
        size = max(found.st_size, len(data))
        raise OSError(errno.EFBIG, f"it has {size / 1_000_000:,.0f} MB, and {most / 1_000_000:,.0f} MB is the most", str(path))
    return data
