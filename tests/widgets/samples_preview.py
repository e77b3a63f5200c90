"""Runs as the kernel tells them, small films to play, and answers to what the run's widget asks."""

import base64
import hashlib
import io
import json
import time
from functools import cache
from typing import Any

import av
import numpy as np

State = dict[str, Any]


def asset(name: str, mime: str = "image/png", *, size: int = 4000, seconds: float = 0.0, wide: tuple[int, int] = (1280, 720)) -> State:
    """A stored file named after `name`."""
    return {
        "sha256": hashlib.sha256(name.encode()).hexdigest(),
        "path": f"assets/{name}",
        "mime": mime,
        "bytes": size,
        "width": wide[0],
        "height": wide[1],
        "duration": seconds,
    }


def take(order: int, media: str = "image", *, number: int = 1, **more: Any) -> State:
    """One take of step `order`."""
    mime = {"image": "image/png", "video": "video/mp4", "audio": "audio/mpeg", "text": "text/plain"}[media]
    return {
        "key": f"run-3/s{order}/{number}",
        "execution": "run-3",
        "step": f"s{order}",
        "order": order,
        "take": number,
        "title": TITLES.get(order, f"Shot {order}"),
        "media": media,
        "asset": asset(f"{order}-{number}", mime, size=len(film()) if media == "video" else 4000, seconds=0 if media == "image" else 3),
        "model": "kling-2.6-pro",
        "studio": "live",
        "cached": False,
        "price": 350_000,
        "stars": 0,
        "mark": "",
        "at": 1000.0 + order * 10 + number,
    } | more


TITLES = {1: "Character", 2: "Window, hands", 3: "Shows the serum", 4: "Drop, macro", 5: "Voice + music", 6: "Reel"}


def step(order: int, status: str = "planned", **more: Any) -> State:
    """Step `order` of a run."""
    return {
        "id": f"s{order}",
        "order": order,
        "action": TITLES.get(order, f"Shot {order}"),
        "kind": "image-to-video",
        "media": "video",
        "model": "kling-2.6-pro",
        "modelName": "Kling 2.6 Pro",
        "status": status,
        "progress": 1.0 if status == "stored" else 0.0,
        "queue": None,
        "note": "",
        "waits": [],
        "startedAt": 0.0,
        "endedAt": 0.0,
        "expected": 80.0,
        "price": 350_000,
        "ceiling": 350_000,
        "cached": False,
        "wanted": 1,
        "takes": [],
        "hand": None,
        "error": None,
    } | more


def error(
    state: str = "failed", message: str = "The provider answered 500.", then: str = "retry it", attempt: str = "a-9", softer: str = ""
) -> State:
    """What went wrong with a step."""
    return {"state": state, "message": message, "next": then, "attempt": attempt, "softer": softer}


def hand(prompt: str = "a fox in the snow --ar 16:9 --v 7", **more: Any) -> State:
    """What a person makes for a step."""
    where = "Midjourney (midjourney.com, or /imagine in its Discord)"
    return {"media": "image", "take": 1, "prompt": prompt, "whole": True, "where": where} | more


def run(steps: list[State], **more: Any) -> State:
    """The run's trait with these steps."""
    return {
        "execution": "run-3",
        "empty": "",
        "conversation": "c-1",
        "plan": "p-1",
        "version": 3,
        "title": "serum ad",
        "aspect": "16:9",
        "studio": "live",
        "status": "running",
        "line": "",
        "message": "",
        "notices": [],
        "elsewhere": False,
        "startedAt": time.time() - 60,
        "finishedAt": 0.0,
        "left": 192.0,
        "fraction": 0.6,
        "money": {"spent": 1_050_000, "reserved": 1_410_000, "cap": 3_000_000, "ceiling": 2_710_000},
        "steps": steps,
        "reel": None,
    } | more


def halfway() -> State:
    """Something of everything: stored, working, refused, lost, to approve and waiting."""
    now = time.time()
    return run(
        [
            step(1, "stored", media="image", cached=True, takes=[take(1, cached=True)], modelName="Nano Banana Pro"),
            step(
                2,
                "stored",
                wanted=2,
                takes=[take(2), take(2, number=2, stars=4)],
                startedAt=now - 200,
                endedAt=now - 138,
            ),
            step(3, "running", progress=0.62, note="rendering", startedAt=now - 48),
            step(
                4,
                "refused",
                error=error("refused", "The provider's policy refused this prompt: it reads a brand name.", "say it in softer words"),
            ),
            step(5, "queued", media="audio", queue=4, startedAt=now - 12, modelName="Eleven v3"),
            step(6, "planned", waits=[3, 4, 5], kind="assemble", modelName="assemble", price=0, ceiling=0),
        ]
    )


def needy() -> State:
    """A run in which nothing goes on without a person."""
    lost = error("unknown", "The connection broke after the order was sent.", "look at the provider, then release it")
    steps = [
        step(1, "approve"),
        step(2, "unknown", error=lost),
        step(3, "input", media="image", modelName="Midjourney v7", hand=hand()),
        step(4, "skipped"),
    ]
    return run(steps, status="waiting", message="Step 1 waits for you.")


def done() -> State:
    """A run that ended with its reel."""
    steps = [
        step(
            n, "stored", media="image" if n == 1 else "video", takes=[take(n, "image" if n == 1 else "video")], startedAt=1.0, endedAt=63.0
        )
        for n in range(1, 7)
    ]
    return run(steps, status="completed", fraction=1.0, left=None, reel=reel(), line="Everything is stored; the reel is 3.0 s long.")


def reel(name: str = "reel", lengths: tuple[float, ...] = (1.0, 0.5, 1.5)) -> State:
    """A reel whose film is `film()`, cut into shots of these lengths."""
    starts = [sum(lengths[:n]) for n in range(len(lengths))]
    return {
        "asset": asset(name, "video/mp4", size=len(film()), seconds=sum(lengths)),
        "seconds": sum(lengths),
        "poster": hashlib.sha256(b"2-1").hexdigest(),
        "shots": [
            {
                "step": f"s{n + 2}",
                "order": n + 2,
                "title": TITLES.get(n + 2, ""),
                "from": start,
                "seconds": length,
                "asset": asset(f"{n + 2}-1"),
            }
            for n, (start, length) in enumerate(zip(starts, lengths, strict=True))
        ],
        "files": [
            {"name": "reel", "path": "reels/p-1/reel.mp4"},
            {"name": "otio", "path": "reels/p-1/reel.otio"},
            {"name": "contact", "path": "reels/p-1/contact.png"},
            {"name": "Not ours", "path": "../../secrets.txt"},
        ],
    }


def big(count: int = 1000) -> State:
    """A run of very many steps."""
    steps = [
        step(
            n,
            "failed" if n in (500, 900) else "stored" if n < 800 else "running" if n < 804 else "planned",
            takes=[take(n)] if n < 800 and n != 500 else [],
            error=error() if n in (500, 900) else None,
            startedAt=time.time() - 5,
        )
        for n in range(1, count + 1)
    ]
    return run(steps)


@cache
def film(seconds: int = 3) -> bytes:
    """A small H.264 film whose colour changes, a frame at a time."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=12)
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
        for number in range(12 * seconds):
            picture = np.full((90, 160, 3), (number * 7 % 255, 90, 160), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return out.getvalue()


def answers(**more: str) -> str:
    """JavaScript for `show`: pictures and films are real, the rest answers null; `more` is by verb, dots written as `_`."""
    own = "".join(f"{json.dumps(verb.replace('_', '.'))}: {code}," for verb, code in more.items())
    return (
        "{"
        + """
        "media.thumbs": async ({ assets }) => {
          const buffers = [];
          for (const [index, sha] of assets.entries()) {
            const canvas = new OffscreenCanvas(320, 180), pen = canvas.getContext("2d"), hue = parseInt(sha.slice(0, 4), 16) % 360;
            pen.fillStyle = `hsl(${hue} 35% 32%)`; pen.fillRect(0, 0, 320, 180);
            pen.fillStyle = `hsl(${hue + 40} 55% 62%)`; pen.beginPath(); pen.arc(210, 80, 46, 0, 7); pen.fill();
            pen.fillStyle = `hsl(${hue} 30% 20%)`; pen.fillRect(0, 128, 320, 52);
            const blob = await canvas.convertToBlob({ type: "image/jpeg" });
            buffers[index] = new DataView(await blob.arrayBuffer());
          }
          return { result: assets.map((sha256, buffer) => ({ sha256, path: "", buffer })), buffers };
        },
        "media.wave": () => Array.from({ length: 96 }, (_, n) => 20 + 70 * Math.abs(Math.sin(n / 5))),
        "media.file": () => ({ result: { total: FILM.byteLength, mime: "video/mp4" }, buffers: [new DataView(FILM)] }),
        """.replace("FILM", f"Uint8Array.from(atob({json.dumps(base64.b64encode(film()).decode())}), (c) => c.charCodeAt(0)).buffer")
        + own
        + "}"
    )
