"""Takes, galleries and comparisons as the kernel tells them, and a kernel's answers about them, for tests on a plain page."""

# ruff: noqa: E501 - the page's own JavaScript stands in these lines

import hashlib
from typing import Any

TITLES = ("Window, hands", "Shows the serum", "Drop, macro", "Logo", "Voice")
KINDS = ("image", "video", "image", "video", "audio")
MODELS = ("google/nano-banana-pro", "kling/2.6-pro", "bytedance/seedream-4.5", "google/veo-3.1-fast", "elevenlabs/v3")


def take(n: int = 0, **changes: Any) -> dict[str, Any]:
    """Take number `n` of run-1: kinds alternate, every fourth is cached, every other is previs."""
    media = changes.get("media", KINDS[n % 5])
    tall = n % 3 == 1
    asset = {
        "sha256": hashlib.sha256(str(n).encode()).hexdigest(),
        "path": f"assets/{n:02x}/{n}.{ {'image': 'png', 'video': 'webm', 'audio': 'wav'}[media] }",
        "mime": {"image": "image/png", "video": "video/webm", "audio": "audio/wav"}[media],
        "bytes": 40_000,
        "width": 0 if media == "audio" else 720 if tall else 1280,
        "height": 0 if media == "audio" else 1280 if tall else 720,
        "duration": 0 if media == "image" else 3 + n % 4,
    }
    return {
        "key": f"run-1/shot{n}/1",
        "execution": "run-1",
        "step": f"shot{n}",
        "order": n + 1,
        "take": 1,
        "title": TITLES[n % 5],
        "media": media,
        "asset": asset,
        "model": MODELS[n % 5],
        "studio": "previs" if n % 2 else "live",
        "cached": n % 4 == 0,
        "price": 0 if n % 2 else 350_000,
        "stars": n % 6,
        "mark": ("", "keep", "", "", "lock")[n % 5],
        "at": 1_764_000_000 + n,
        **changes,
    }


def gallery(total: int = 5_000, version: int = 1) -> dict[str, Any]:
    """The trait of a gallery of `total` takes."""
    media = {kind: sum(1 for n in range(total) if KINDS[n % 5] == kind) for kind in ("image", "video", "audio")}
    return {"total": total, "version": version, "media": media}


def step(n: int, status: str = "stored", **changes: Any) -> dict[str, Any]:
    """A step of a comparison's run."""
    return {
        "id": f"shot3-{'abcdef'[n]}",
        "order": n + 1,
        "action": "Shows the serum",
        "kind": "video",
        "media": "video",
        "model": MODELS[n % 5],
        "modelName": "",
        "status": status,
        "progress": 0.62 if status == "running" else 1 if status == "stored" else 0,
        "queue": None,
        "note": "",
        "waits": [],
        "startedAt": 0,
        "endedAt": 0,
        "expected": 60,
        "price": 350_000,
        "ceiling": 385_000,
        "cached": False,
        "wanted": 1,
        "takes": [take(10 + n, media="image", model=MODELS[n % 5], stars=0, mark="")] if status == "stored" else [],
        "error": None,
        **changes,
    }


def compare(statuses: tuple[str, ...] = (), *, count: int = 3, run: str = "", **changes: Any) -> dict[str, Any]:
    """A comparison of `count` models; `statuses` of their steps once it runs, `run` its status."""
    names = ("Kling 2.6 Pro", "Veo 3.1 Fast", "Seedance 1.5", "LTX-2", "Wan 2.6", "Hailuo 02")
    whys = ("best camera control", "sound in the take", "cheap and steady", "open weights", "long takes", "faces")
    columns = [
        {
            "key": f"c{n}",
            "label": "ABCDEF"[n],
            "model": f"maker/{'abcdef'[n]}",
            "modelName": names[n],
            "price": 350_000 + 150_000 * n,
            "ceiling": 385_000 + 165_000 * n,
            "why": whys[n],
            "step": step(n, statuses[n]) if statuses else None,
        }
        for n in range(count)
    ]
    price, ceiling = sum(column["price"] for column in columns), sum(column["ceiling"] for column in columns)  # type: ignore[misc]
    return {
        "step": "shot3",
        "order": 3,
        "title": "Shows the serum",
        "prompt": "MCU, eye level: she lifts the amber bottle to the lens and smiles; soft key from camera left, morning light, shallow focus.",
        "conversation": "c-1",
        "columns": columns,
        "blind": False,
        "price": price,
        "ceiling": ceiling,
        "studios": [
            {"id": "previs", "price": 0, "ceiling": 0, "available": True, "why": ""},
            {"id": "live", "price": price, "ceiling": ceiling, "available": True, "why": ""},
        ],
        "run": {"execution": "run-9", "status": run, "version": 1, "studio": "previs", "stored": 0, "steps": count} if run else None,
        "faults": [],
        "votes": [],
        **changes,
    }


def answers(total: int = 5_000, more: str = "") -> str:
    """JavaScript: what a kernel with `total` takes answers. `window.takeAt(n)` is the page's own copy of `take`; `more` adds or replaces verbs."""
    titles, kinds, models = list(TITLES), list(KINDS), list(MODELS)
    return f"""
    await (async () => {{
      const [titles, kinds, models] = [{titles}, {kinds}, {models}];
      window.total ??= {total};
      window.takeAt = (n) => ({{ key: `run-1/shot${{n}}/1`, execution: "run-1", step: `shot${{n}}`, order: n + 1, take: 1, title: titles[n % 5], media: kinds[n % 5],
        asset: {{ sha256: n.toString(16).padStart(64, "0"), path: `assets/${{n}}.png`, mime: "image/png", bytes: 400, width: n % 3 === 1 ? 720 : 1280, height: n % 3 === 1 ? 1280 : 720,
          duration: kinds[n % 5] === "image" ? 0 : 3 + (n % 4) }}, model: models[n % 5], studio: n % 2 ? "previs" : "live", cached: n % 4 === 0, price: n % 2 ? 0 : 350000,
        stars: n % 6, mark: ["", "keep", "", "", "lock"][n % 5], at: n }});
      const drawn = (n, wide, tall) => new Promise((done) => {{
        const canvas = Object.assign(document.createElement("canvas"), {{ width: wide, height: tall }});
        const pen = canvas.getContext("2d");
        const sky = pen.createLinearGradient(0, 0, 0, tall);
        sky.addColorStop(0, `hsl(${{n * 47 % 360}} 45% 30%)`); sky.addColorStop(1, `hsl(${{n * 47 % 360 + 40}} 60% 62%)`);
        pen.fillStyle = sky; pen.fillRect(0, 0, wide, tall);
        pen.fillStyle = "#fff8"; pen.beginPath(); pen.arc(wide * (0.3 + (n % 5) / 10), tall * 0.4, Math.min(wide, tall) / 5, 0, 7); pen.fill();
        pen.fillStyle = "#0006"; pen.fillRect(0, tall * 0.72, wide, tall);
        canvas.toBlob(async (blob) => done(new DataView(await blob.arrayBuffer())), "image/jpeg", 0.7);
      }});
      const number = (sha) => parseInt(sha.slice(-8), 16) % 997;
      const kept = new Map();
      const once = (name, make) => (kept.has(name) || kept.set(name, make()), kept.get(name));
      return {{
        "gallery.page": ({{ offset, limit, filter }}) => {{
          const all = [];
          for (let n = 0; n < window.total; n++) if (!filter.media || kinds[n % 5] === filter.media) all.push(n);
          const fits = filter.text ? all.filter((n) => titles[n % 5].toLowerCase().includes(filter.text.toLowerCase())) : all;
          return {{ total: fits.length, takes: fits.slice(offset, offset + limit).map(window.takeAt) }};
        }},
        "media.thumbs": async ({{ assets, size }}) => ({{
          result: assets.map((sha256, buffer) => ({{ sha256, path: "", buffer }})),
          buffers: await Promise.all(assets.map((sha) => once(`${{number(sha) % 24}}/${{number(sha) % 3}}/${{size}}`, () => number(sha) % 3 === 1 ? drawn(number(sha), 90, 160) : drawn(number(sha), 160, 90)))),
        }}),
        "media.strip": async () => ({{ result: {{ frames: 12, width: 160, height: 90, path: "", buffer: 0 }}, buffers: [await once("strip", () => drawn(3, 1920, 90))] }}),
        "media.wave": () => Array.from({{ length: 96 }}, (_, n) => Math.round(50 + 45 * Math.sin(n / 3) * Math.cos(n / 11))),
        "media.file": async ({{ asset }}) => ({{ result: {{ total: 400, mime: "image/jpeg" }}, buffers: [await drawn(number(asset), number(asset) % 3 === 1 ? 720 : 1280, number(asset) % 3 === 1 ? 1280 : 720)] }}),
        "run.details": ({{ take }}) => ({{ rows: [{{ label: "Model", value: "Kling 2.6 Pro" }}, {{ label: "Seed", value: "418 822 104" }}, {{ label: "Size", value: "1280 × 720" }}, {{ label: "Made", value: "27 Nov, 12:04" }}, {{ label: "Price", value: "$0.35" }}],
          prompt: "MCU, eye level: she lifts the amber bottle to the lens and smiles; soft key from camera left.", negativePrompt: "blurry, extra fingers" }}),
        "run.rate": () => null, "run.mark": () => null,
        "run.pair": () => ({{ pair: "p1", a: {{ asset: window.takeAt(2).asset, media: "image" }}, b: {{ asset: window.takeAt(5).asset, media: "image" }} }}),
        "run.vote": () => ({{ a: window.takeAt(2), b: window.takeAt(5) }}),
        "compare.models": ({{ query }}) => ["Luma Ray 3", "Runway Gen-4.5", "Pika 2.5"].filter((name) => name.toLowerCase().includes(query.toLowerCase())).map((name, n) =>
          ({{ id: `other/${{n}}`, name, price: 400000, ceiling: 440000, why: "smooth camera", rate: "$0.08 per second", current: false, recommended: n === 0 }})),
        "compare.set": () => null, "compare.vote": () => null, "compare.start": () => ({{ execution: "run-9", already: false }}), "run.cancel": () => ({{ note: "" }}), "run.retry": () => null,
        {more}
      }};
    }})()"""
