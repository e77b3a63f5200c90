"""The widgets in a real JupyterLab in headless Chromium: words on their way, a long reply, a gallery that opens, and what the code weighs.

Beside ours a bare anywidget that sends each word as it is said and appends it: nothing can be nearer to the wire. Ours gathers what is
said within a thirtieth of a second, so half of that is the price in delay, and a fraction of the messages is what it buys. Both are
measured in the same browser and the same kernel, one after the other.
"""

import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

from bench.animatic import stage
from bench.filled import fill
from director_kernel.widgets.esm import css, esm
from tests.browser.lab import CHROMIUM, chromium, jupyter_lab, open_notebook, run_cell

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
RATE, SECONDS = 200, 10
"""Words a second, as a fast model writes, and for how long."""
LONG, FLOOD = 20_000, 2_000
"""Words of a very long reply and how many come in a second: faster than any model writes."""
SIZES = (50, 500, 5_000)
ROUNDS = 3
VIEWS = ("chat", "plan", "preview", "gallery", "compare", "panel")

# The server's messages are counted before JupyterLab opens its first socket.
COUNTED = """window.heard = { messages: 0, bytes: 0 };
window.WebSocket = class extends WebSocket { constructor(...how) { super(...how); this.addEventListener("message", ({ data }) => {
  heard.messages += 1; heard.bytes += data.byteLength ?? data.length ?? 0; }); } };"""
# Listens in a cell for words that were not there before, and for frames that come late.
LISTEN = """(cell) => {
  const place = document.querySelectorAll('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell')[cell];
  const measured = window.measured = { late: [], updates: 0, gaps: [], before: { ...heard }, on: true };
  let last = 0;
  const read = (text) => { const now = Date.now(); let fresh = false;
    for (const [, number, said] of text.matchAll(/w(\\d+)x(\\d{13})/g)) if (Number(number) > last) {
      last = Number(number); measured.late.push(now - Number(said)); fresh = true; }
    measured.updates += fresh; };
  measured.watch = new MutationObserver((seen) =>
    read(seen.flatMap((each) => [...each.addedNodes]).map((node) => node.textContent).join(' ')));
  measured.watch.observe(place, { childList: true, subtree: true });
  let before = performance.now();
  const frame = (now) => { measured.gaps.push(now - before); before = now; if (measured.on) requestAnimationFrame(frame); };
  requestAnimationFrame(frame); }"""
STOP = """() => { const m = window.measured; m.on = false; m.watch.disconnect();
  return { late: m.late, updates: m.updates, gaps: m.gaps.slice(2),
    messages: heard.messages - m.before.messages, bytes: heard.bytes - m.before.bytes }; }"""
# Runs a cell and says after how many milliseconds what `seen` finds in it is there.
OPEN = """async ([cell, seen]) => {
  const app = window.jupyterapp, { content } = app.shell.currentWidget;
  content.activeCellIndex = cell;
  const place = content.widgets[cell].node, there = new Function('place', seen), start = performance.now(), end = start + 60000;
  app.commands.execute('notebook:run-cell');
  while (!there(place)) {
    if (performance.now() > end) throw new Error('nothing opened');
    await new Promise(requestAnimationFrame); }
  return performance.now() - start; }"""
PICTURE = "return [...place.querySelectorAll('article.dk-take img')].some((image) => image.complete && image.naturalWidth > 0)"
BOX = "return place.querySelector('[data-testid=bare]')"
# Rolls a gallery down, half a screen in each frame, and says how long the frames took.
ROLL = """async (cell) => {
  const box = document.querySelectorAll('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell')[cell].querySelector('[data-testid=grid]');
  const gaps = []; let before = performance.now();
  for (const end = before + 5000; before < end; ) { box.scrollTop += box.clientHeight / 8;
    const now = await new Promise(requestAnimationFrame); gaps.push(now - before); before = now; }
  return gaps; }"""

SETUP = f"""import sys; sys.path.insert(0, {str(ROOT)!r})
import shutil
from bench.shown import Bare, gathered, paced, streamed
from director_kernel.widgets.director import Director
director = Director("talk", memory="bench")
bare, view = Bare(), director.chat()
conversation = view.chat["conversation"]
open_galleries = []
def gallery(size):
    while open_galleries: open_galleries.pop().close()
    shutil.rmtree(f"{{size}}/cache/looks", ignore_errors=True)
    open_galleries.append(Director(str(size), memory="bench"))"""
CELLS = [
    SETUP,
    "bare",
    "view",
    f"said = paced(lambda text: bare.send({{'text': text}}), {RATE * SECONDS}, {RATE})",
    f"halves = streamed(director, conversation, {RATE * SECONDS}, {RATE})",
    f"gathered(bare, {LONG}, {FLOOD})",
    f"print(*streamed(director, conversation, {LONG}, {FLOOD}))",
    "Bare()",
    *(line for size in SIZES for line in (f"gallery({size})", "open_galleries[0].gallery()")),
]
START, BARE, OURS, SAY_BARE, SAY_OURS, FLOOD_BARE, FLOOD_OURS, OPEN_BARE, GALLERIES = range(9)


def run() -> list[dict[str, Any]]:
    """The rows of this measurement; takes about three minutes."""
    if CHROMIUM is None:
        raise SystemExit("no Chromium here: install the package chromium to measure the widgets")
    with tempfile.TemporaryDirectory(prefix="director-bench-") as name:
        root, scratch = Path(name, "root"), Path(name, "scratch")
        root.mkdir()
        scratch.mkdir()
        for size in SIZES:
            fill(root / str(size), size)
        made = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})
        made.cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
        nbformat.write(made, root / "bench.ipynb")
        with jupyter_lab(root, scratch) as lab, chromium(scratch / "profile", (1400, 1600)) as page:
            page.add_init_script(COUNTED)
            open_notebook(page, lab, "bench.ipynb")
            for cell in (START, BARE, OURS):
                said(page, cell)
            page.wait_for_selector("[data-testid=log]")
            return [*words(page), *reply(page), *galleries(page), *weights()]


def said(page: "Page", cell: int) -> str:
    """Runs a cell; what it printed."""
    outputs = run_cell(page, cell)
    failed = ["\n".join(output["traceback"]) for output in outputs if output["output_type"] == "error"]
    if failed:
        raise SystemExit(failed[0])
    return "".join(output["text"] for output in outputs if output["output_type"] == "stream")


def listened(page: "Page", shown: int, cell: int) -> tuple[dict[str, Any], str]:
    """What the page saw in cell `shown` while `cell` ran, and what that one printed."""
    page.evaluate(LISTEN, shown)
    printed = said(page, cell)
    page.wait_for_timeout(1500)
    seen: dict[str, Any] = page.evaluate(STOP)
    return seen, printed


def words(page: "Page") -> list[dict[str, Any]]:
    """From the engine to the page, at the pace of a fast model."""
    peer, _ = listened(page, BARE, SAY_BARE)
    ours, _ = listened(page, OURS, SAY_OURS)
    for name, seen in (("the bare widget", peer), ("the chat", ours)):
        if len(seen["late"]) != RATE * SECONDS:
            raise SystemExit(f"{len(seen['late'])} of {RATE * SECONDS} words reached {name}; something is lost on the way")
    (mid, high), (peer_mid, peer_high) = (spread(seen["late"]) for seen in (ours, peer))
    each, peer_each = (f"{seen['bytes'] / RATE / SECONDS:.0f} bytes a word" for seen in (ours, peer))
    rates = [f"{seen['updates'] / SECONDS:.0f} changes/s, {seen['messages'] / SECONDS:.0f} messages/s" for seen in (ours, peer)]
    at = f"{RATE} words/s"
    return [
        row(f"engine to page at {at}, median", f"{mid:.0f} ms", f"bare anywidget {peer_mid:.0f} ms", mid / max(1.0, peer_mid)),
        row(f"engine to page at {at}, p95", f"{high:.0f} ms", f"bare anywidget {peer_high:.0f} ms", high / max(1.0, peer_high)),
        row(f"engine to page at {at}, p95 in time", f"{high:.0f} ms", "what feels at once, 100 ms", high / 100, "<= 1"),
        row(f"messages at {at}", rates[0], f"bare {rates[1]}", ours["messages"] / peer["messages"], "<= 1"),
        row(f"bytes at {at}", each, f"bare {peer_each}", ours["bytes"] / peer["bytes"]),
    ]


def reply(page: "Page") -> list[dict[str, Any]]:
    """A reply far longer than any: does it cost more the longer it gets, and does the page stand still.

    The bare widget gets these words thirty times a second: a server drops what is more than a thousand messages in one.
    """
    peer, _ = listened(page, BARE, FLOOD_BARE)
    ours, printed = listened(page, OURS, FLOOD_OURS)
    first, second = (float(part) / (LONG / 2) * 1e6 for part in printed.split())
    arrived = [f"{len(seen['late']):,} of {LONG:,} words" for seen in (ours, peer)]
    stalls = [max(seen["gaps"]) for seen in (ours, peer)]
    at = f"{LONG:,} words at {FLOOD:,}/s"
    return [
        row(f"{at}, kernel CPU", f"2nd half {second:.0f} µs a word", f"1st half {first:.0f} µs a word", second / first, "<= 1.2"),
        row(f"{at}, arrived", arrived[0], f"bare {arrived[1]}", len(ours["late"]) / LONG, ">= 1"),
        row(f"{at}, longest stall", f"{stalls[0]:.0f} ms", f"bare {stalls[1]:.0f} ms", stalls[0] / stalls[1]),
    ]


def galleries(page: "Page") -> list[dict[str, Any]]:
    """From running the cell to the first picture, in a kernel that has shown widgets before; small pictures are made anew each time."""
    empty = statistics.median(opened(page, OPEN_BARE, BOX) for _ in range(ROUNDS))
    rows = []
    for number, size in enumerate(SIZES):
        times = []
        prepare, show = GALLERIES + 2 * number, GALLERIES + 2 * number + 1
        for _ in range(ROUNDS):
            said(page, prepare)
            times.append(opened(page, show, PICTURE))
        time = statistics.median(times)
        limit = f"1 s; an empty anywidget {empty:.0f} ms"
        rows.append(row(f"gallery of {size:,} takes, first picture", f"{time:.0f} ms", limit, time / 1000, "<= 1"))
        gaps: list[float] = page.evaluate(ROLL, show)
        slow = sum(gap > 50 for gap in gaps)
        frames = f"{slow} of {len(gaps)} frames over 50 ms, longest {max(gaps):.0f} ms"
        rows.append(row(f"gallery of {size:,} takes, rolled through", frames, "every frame within 50 ms", slow / len(gaps)))
    return rows


def opened(page: "Page", cell: int, seen: str) -> float:
    """Milliseconds from running a cell, whose output was cleared before, to what `seen` finds in it."""
    page.evaluate(
        """(cell) => { const { content } = window.jupyterapp.shell.currentWidget; content.activeCellIndex = cell;
        return window.jupyterapp.commands.execute('notebook:clear-cell-output'); }""",
        cell,
    )
    time: float = page.evaluate(OPEN, [cell, seen])
    page.wait_for_timeout(500)
    return time


def weights() -> list[dict[str, Any]]:
    """What each widget's code and style add to a saved notebook, beside one frame of a drawn film as PNG."""
    frame = framed()
    rows = []
    for name in VIEWS:
        code, style = len(esm(name).encode()), len(css(name).encode())
        ours = f"{code / 1000:.0f} kB + {style / 1000:.0f} kB of style"
        rows.append(row(f"code of the {name} widget", ours, f"a drawn frame as PNG {frame / 1000:.0f} kB", (code + style) / frame))
    return rows


def framed() -> int:
    """Bytes of a drawn frame as PNG."""
    import cv2

    layers = stage()
    whole = layers[0].rgba[..., :3].astype(float)
    for layer in layers[1:]:
        share = layer.rgba[..., 3:].astype(float) / 255
        whole = whole * (1 - share) + layer.rgba[..., :3] * share
    return len(cv2.imencode(".png", whole.astype("uint8"))[1])


def spread(late: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    return statistics.median(late), statistics.quantiles(late, n=20)[-1]


def row(what: str, ours: str, peer: str, ratio: float, aim: str = "") -> dict[str, Any]:
    """One line of the table."""
    return {"what": what, "ours": ours, "peer": peer, "ratio": ratio, "aim": aim}
