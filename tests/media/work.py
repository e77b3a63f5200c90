"""Work for the pool tests: package-level functions, as workers need them."""

import os
import signal
import time
from pathlib import Path


def double(number: int) -> int:
    return 2 * number


def whoami() -> int:
    return os.getpid()


def die() -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def die_once(mark: str) -> int:
    """Takes its worker down the first time it is called with this mark."""
    path = Path(mark)
    if path.exists():
        return 7
    path.touch()
    return die()


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def threads() -> str:
    return os.environ["OPENBLAS_NUM_THREADS"]
