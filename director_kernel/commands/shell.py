"""The shell's side of the tree: stdout holds the answer, stderr the rest, the exit code says how it ended."""

import json
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

from director_kernel.commands.session import Session, ShellSurface
from director_kernel.errors import DirectorError
from director_kernel.present.text import harmless


def run(words: Sequence[str]) -> int:
    """One `director` call; returns 0 ok, 2 usage, 3 questions open, 4 faults, 5 budget, 6 unknown attempts left, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal of another encoding shows a question mark where it lacks a letter.
            stream.reconfigure(errors="replace")
    session = Session(ShellSurface())
    try:
        return _answer(words, session)
    except BrokenPipeError:
        # The reader went away (`director models | head`): stop without a traceback, also when Python flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("interrupted; `director status` says what goes on, `director resume` continues", file=sys.stderr)
        return 130
    finally:
        session.close()


def _answer(words: Sequence[str], session: Session) -> int:
    from director_kernel.commands.tree import invoke

    try:
        shown = invoke(words, session)
    except DirectorError as error:
        if session.surface.json or "--json" in words:
            print(json.dumps({"error": {"code": error.code, "message": error.message}}, ensure_ascii=False))
        print(harmless(f"{error.code}: {error.message}"), file=sys.stderr)
        return error.exit_code
    if shown is None:
        return 0
    if shown.text:
        print(shown.text if session.surface.json else harmless(shown.text))
    sys.stdout.flush()
    return shown.code
