"""`%load_ext` to ready in a cold process, beside jupyter-ai-magic-commands."""

import statistics
import subprocess
import sys

ROUNDS = 7
# IPython itself is loaded before the clock starts: every kernel has it. "Ready" is the first answer of the extension's own magic.
PROBE = """
import time, sys, os, tempfile
os.chdir(tempfile.mkdtemp())
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
import IPython.core.magics
start = time.perf_counter()
shell.run_line_magic("load_ext", sys.argv[1])
loaded = time.perf_counter() - start
if sys.argv[2]:
    shell.run_line_magic(*sys.argv[2].split(" ", 1))
print("SECONDS", loaded, time.perf_counter() - start)
"""


def seconds(extension: str, ask: str = "") -> tuple[float, float]:
    """(loaded, ready) in seconds, from a new process."""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", PROBE, extension, ask], capture_output=True, text=True, check=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("SECONDS"))
    _, loaded, ready = line.split()
    return float(loaded), float(ready)


def run() -> list[dict[str, object]]:
    """Rows for `%load_ext` alone and for the first answer."""
    pairs = [(seconds("director_kernel", "director --help"), seconds("jupyter_ai_magic_commands")) for _ in range(ROUNDS)]
    rows: list[dict[str, object]] = []
    for title, index in (("%load_ext, cold", 0), ("%load_ext and the first answer, cold", 1)):
        ours = statistics.median(ours[index] for ours, _ in pairs)
        peer = statistics.median(peer[0] for _, peer in pairs)
        rows.append(
            {
                "what": title,
                "ours": f"{ours * 1000:.0f} ms",
                "peer": f"jupyter-ai-magic-commands {peer * 1000:.0f} ms",
                "ratio": statistics.median(o[index] / p[0] for o, p in pairs),
                "aim": "<= 0.1",
            }
        )
    return rows
