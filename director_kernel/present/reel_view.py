"""The reel and the pictures, so that a saved notebook shows them without a kernel."""

import base64
from pathlib import Path
from urllib.parse import quote

from director_kernel.present.html import PANEL, QUIET, Safe, box, el, join
from director_kernel.present.shown import Shown

INLINE_LIMIT = 5_000_000
"""Bytes of video put into the page where it can't be served by URL; more would bloat the notebook."""


def data_url(data: bytes, mime: str) -> str:
    """`data` as a data URL."""
    return f"data:{mime};base64,{base64.b64encode(data).decode('ascii')}"


def served_url(path: Path, root: Path) -> str | None:
    """`path` as a URL relative to the notebook's folder `root`, None when it lies outside."""
    try:
        return quote(path.resolve().relative_to(root.resolve()).as_posix())
    except ValueError:
        return None


def reel_view(files: dict[str, Path], *, root: Path, title: str, seconds: float, sheet: bytes | None, studio: str, takes: str) -> Shown:
    """The finished reel: a player with its poster, the contact sheet, and where the files are.

    `files` maps reel, otio, contact to paths; `sheet` is the contact sheet as JPEG; `root` is the folder the notebook is served from;
    `takes` is a plain sentence about what was rendered.
    """
    label = "previs animatic" if studio == "previs" else "reel"
    names = {"reel": "reel", "otio": "timeline (OpenTimelineIO)", "contact": "contact sheet"}
    lines = [f"{title} — {label}, {round(seconds, 1):g} s. {takes}"] + [
        f"  {names[key]:<26}{short(path, root)}" for key, path in files.items() if key in names
    ]
    player = _player(files["reel"], root, title) if "reel" in files else None
    links = el(
        "div",
        join((_link(path, root, names[key]) for key, path in files.items() if key in names), " · "),
        style=f"color:{QUIET};margin-top:4px",
    )
    head = el("div", el("strong", title), el("span", f"  {label}, {round(seconds, 1):g} s. {takes}", style=f"color:{QUIET}"))
    return Shown(
        text="\n".join(lines),
        html=box(head, player, links),
        data={**{key: str(path) for key, path in files.items()}, "seconds": seconds, "studio": studio},
        pictures=(sheet,) if sheet else (),
    )


def short(path: Path, root: Path) -> str:
    """`path` as seen from `root`: relative below it, whole elsewhere."""
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return str(path)


def _player(path: Path, root: Path, title: str) -> Safe:
    url = served_url(path, root)
    if url is None:
        url = data_url(path.read_bytes(), "video/mp4") if path.stat().st_size <= INLINE_LIMIT else path.resolve().as_uri()
    style = f"max-width:min(100%,640px);max-height:560px;background:{PANEL};border-radius:6px;display:block;margin-top:6px"
    return el("video", src=url, controls="", preload="metadata", aria_label=f"Reel: {title}", style=style)


def _link(path: Path, root: Path, name: str) -> Safe:
    url = served_url(path, root)
    return el("a", name, href=url, target="_blank", rel="noopener noreferrer") if url else el("span", f"{name}: {path}")
