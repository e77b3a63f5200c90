"""What a local fal can be told to do wrong, for the next requests or for those whose prompt says so."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

AT_SUBMIT = frozenset(
    (
        "drop",  # the connection goes before anything is accepted
        "accept-drop",  # accepted, then the connection goes
        "stall",  # nothing is accepted, nothing is answered
        "accept-stall",  # accepted, nothing is answered
        "slow",  # accepted and answered late
        "429",
        "500",
        "502",
        "accept-502",  # accepted, but the gateway says 502
        "503",
        "503-id",  # 503 with a request id: it may be in the queue
        "504",
        "400",
        "401",
        "403",
        "403-locked",
        "404",
        "413",
        "422",
        "policy",
        "garbled",  # accepted, 200, and a body nobody can read
        "elsewhere",  # accepted; the URLs are on another host
    )
)
AT_JOB = frozenset(
    (
        "hidden-422",  # COMPLETED, and a 422 at the result URL
        "hidden-policy",
        "hidden-500",
        "hidden-504",
        "status-error",  # COMPLETED with `error` and `error_type`, 422 at the result
        "no-media",  # 200 without any file
        "text",  # words in place of a picture
        "nsfw",  # a black picture and the flag
        "flagged",  # the flag, and a picture all the same
        "black",  # a black picture nobody flagged
        "forget",  # 404 from now on
        "late",  # takes `seconds` longer
        "unready",  # COMPLETED, but the result says it is still in progress
        "status-502",
        "status-drop",
        "status-429",
        "stream-drop",  # the status stream breaks off midway
        "no-units",
        "bad-units",
        "nulls",  # width, height, file_size and file_name null
        "expired-404",
        "expired-403",
        "half",  # the connection goes in the middle of a file
        "no-range",  # Range is ignored
        "wrong-type",  # a web page in place of the file
        "wrong-name",  # the right bytes under a wrong name and type
        "empty",
        "media-500",
        "redirect",  # to the same service
        "redirect-away",  # to another host
        "media-elsewhere",  # the file is on a host that is not fal's
        "cancel-late",  # 400 ALREADY_COMPLETED
        "cancel-404",
        "cancel-ignored",  # 202, and it goes on all the same
    )
)


@dataclass
class Fault:
    """One thing to do wrong: `times` times (None: always), for prompts that contain `match`, for one `key` or all."""

    what: str
    match: str = ""
    times: int | None = 1
    seconds: float = 0.3
    retry_after: str = ""
    key: str = ""

    def __post_init__(self) -> None:
        assert self.what in AT_SUBMIT | AT_JOB, f"no such fault: {self.what}"


@dataclass
class Script:
    """The faults that are still to happen. Safe from any thread."""

    faults: list[Fault] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, fault: Fault) -> None:
        with self._lock:
            self.faults.append(fault)

    def clear(self) -> None:
        with self._lock:
            self.faults.clear()

    def at_submit(self, prompt: str, key: str) -> Fault | None:
        """What goes wrong with this submit, used up once."""
        return next(iter(self._take(AT_SUBMIT, prompt, key, most=1)), None)

    def at_job(self, prompt: str, key: str) -> dict[str, Fault]:
        """What will go wrong with the job just accepted. The counts then are the job's own: how often it goes wrong there."""
        return {fault.what: Fault(**vars(fault)) for fault in self._take(AT_JOB, prompt, key)}

    def _take(self, among: frozenset[str], prompt: str, key: str, most: int = 99) -> list[Fault]:
        if not self.faults:
            return []
        with self._lock:
            found = [f for f in self.faults if f.what in among and f.match in prompt and f.key in ("", key)][:most]
            for fault in found:
                # A job's fault without a `match` strikes one job; with one, every job it matches.
                if among is AT_JOB:
                    if not fault.match and fault.times is not None:
                        self.faults.remove(fault)
                elif fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self.faults.remove(fault)
            return found


def strikes(faults: Mapping[str, Fault], what: str) -> Fault | None:
    """The job's fault, if it has one that isn't used up; used up by one."""
    fault = faults.get(what)
    if fault is None or fault.times == 0:
        return None
    if fault.times is not None:
        fault.times -= 1
    return fault
