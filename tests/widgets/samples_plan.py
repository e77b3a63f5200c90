"""Plans as the kernel would send them: a small advert, and films of any length."""

from typing import Any

EDITS = ["action", "prompt", "model", "aspect", "resolution", "duration", "fps", "takes", "order", "negativePrompt", "seed"]
STILL = "nano-banana-pro"
CLIP = "kling-2.6-pro"
VOICE = "eleven-v3"
NAMES = {STILL: "Nano Banana Pro", CLIP: "Kling 2.6 Pro", VOICE: "ElevenLabs v3", "ffmpeg": "Assembler"}
TAKES = {
    STILL: {"aspects": ["16:9", "9:16", "1:1"], "resolutions": ["1K", "2K", "4K"], "durations": [], "rate": "$0.15 per picture"},
    CLIP: {"aspects": ["16:9", "9:16", "1:1"], "resolutions": ["1080p"], "durations": [5, 10], "rate": "$0.07 per second"},
}


def step(order: int, name: str, action: str, prompt: str, **more: Any) -> dict[str, Any]:
    """A step as traits carry it."""
    media = more.get("media", "image")
    model = more.get("model", {"image": STILL, "video": CLIP, "audio": VOICE}[media])
    return {
        "id": name,
        "order": order,
        "kind": {"image": "text-to-image", "video": "image-to-video", "audio": "speech"}[media],
        "media": media,
        "action": action,
        "prompt": prompt,
        "negativePrompt": "",
        "model": model,
        "modelName": NAMES.get(model, model),
        "reason": "",
        "provider": "previs",
        "aspect": "9:16" if media != "audio" else "",
        "resolution": {"image": "2K", "video": "1080p", "audio": ""}[media],
        "duration": 5 if media == "video" else 0,
        "useSeconds": 3.0 if media == "video" else 0,
        "fps": 0,
        "takes": 1,
        "seed": 7,
        "dependsOn": [],
        "price": {"image": 150_000, "video": 350_000, "audio": 110_000}[media],
        "ceiling": {"image": 150_000, "video": 385_000, "audio": 121_000}[media],
        "seconds": 30,
        "cached": False,
        "locked": False,
        "edits": EDITS if media != "audio" else ["action", "prompt", "model", "order"],
        "faults": [],
        "state": "",
        "progress": 0,
        "note": "",
    } | more


def fault(text: str, **more: Any) -> dict[str, Any]:
    """A fault of a step, without a way out unless `mend` is given."""
    return {"step": "", "field": "prompt", "code": "prose", "message": text, "fix": "", "mended": False, "mend": None} | more


def plan(steps: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A plan with these steps, priced by them."""
    price = sum(each["price"] for each in steps if not each["cached"])
    ceiling = sum(each["ceiling"] for each in steps if not each["cached"])
    return {
        "conversation": "c1",
        "id": "plan-1",
        "empty": "",
        "version": 3,
        "title": "serum ad",
        "aspect": "9:16",
        "fps": 24,
        "tier": "balanced",
        "seconds": 540,
        "steps": steps,
        "faults": [],
        "price": price,
        "ceiling": ceiling,
        "budget": 3_000_000,
        "spent": 0,
        "time": "about 9 min",
        "undo": True,
        "redo": False,
        "renders": "",
        "studios": [
            {"id": "previs", "price": 0, "ceiling": 0, "available": True, "why": ""},
            {"id": "live", "price": price, "ceiling": ceiling, "available": True, "why": ""},
        ],
        "run": None,
        "takes": TAKES,
    } | more


def serum(**more: Any) -> dict[str, Any]:
    """The advert: a character, three clips, a voice and the reel."""
    reel = step(
        6, "reel", "Reel", "", media="video", model="ffmpeg", dependsOn=["shot2", "shot3", "shot4", "voice"], duration=15, useSeconds=0
    )
    reel |= {"kind": "assemble", "price": 0, "ceiling": 0, "resolution": "1080p", "edits": []}
    steps = [
        step(1, "hero", "Character", "Woman, 30s, white robe, warm morning window light, character sheet, six poses", cached=True),
        step(2, "shot2", "Window, hands", "Hands open a linen curtain, dust in the light", media="video", dependsOn=["hero"]),
        step(
            3,
            "shot3",
            "Shows the serum",
            "MCU, eye level: she lifts the amber bottle to the lens and smiles; soft key from camera left",
            media="video",
            dependsOn=["hero"],
            reason="best camera control",
        ),
        step(4, "shot4", "Drop, macro", "Macro: a drop falls, slow motion 1000 fps", media="video", dependsOn=["hero"], useSeconds=2.5),
        step(5, "voice", "Voice", "Your morning, in one drop.", media="audio", dependsOn=[]),
        reel,
    ]
    return {"plan": plan(more.pop("steps", steps), **more)}


def with_fault(**more: Any) -> dict[str, Any]:
    """The advert with a fault that mends in one click, one that was mended, and one of the plan."""
    state = serum(**more)
    change = {"step": "shot4", "field": "prompt", "value": "Macro: a drop falls, slow motion"}
    faults = [
        fault("Kling does not honour frame rates in prose.", step="shot4", fix="Use “slow motion”.", mend=change),
        fault("7 s is not among its lengths; 5 s it is.", step="shot4", field="duration", mended=True),
    ]
    state["plan"]["steps"][3]["faults"] = faults
    plain = {
        key: value
        for key, value in fault("The plan is longer than the brief.", field="duration", fix="Take a shot out.").items()
        if key != "mend"
    }
    state["plan"]["faults"] = [plain]
    return state


def running(**more: Any) -> dict[str, Any]:
    """The advert while it runs step by step: stored, rendering, refused, and one that asks."""
    run = {"execution": "run-1", "status": "running", "version": 3, "studio": "live", "stored": 2, "steps": 6}
    state = serum(run=run, spent=500_000, **more)
    for each, (stand, progress, note) in zip(
        state["plan"]["steps"],
        [
            ("stored", 1, ""),
            ("stored", 1, ""),
            ("running", 0.62, "0:48"),
            ("refused", 0, "refused by policy"),
            ("approve", 0, ""),
            ("planned", 0, "waits for 3, 5"),
        ],
        strict=True,
    ):
        each |= {"state": stand, "progress": progress, "note": note}
    return state


def film(count: int, **more: Any) -> dict[str, Any]:
    """A film of about `count` steps: a character, a frame and a clip for each shot, a voice for every fourth shot, the reel."""
    shots = max(1, (count - 2) * 4 // 9)
    steps = [step(1, "hero", "Character", "An old lighthouse keeper, weathered face, navy coat, character sheet", cached=True)]
    for shot in range(shots):
        steps.append(
            step(
                0,
                f"frame{shot}",
                f"Frame {shot + 1}: the stairs",
                f"Wide, low angle: he climbs turn {shot + 1} of the stairs",
                dependsOn=["hero"],
            )
        )
    for shot in range(shots):
        needs = [f"frame{shot}", *(["hero"] if shot % 5 == 0 else [])]
        steps.append(
            step(0, f"clip{shot}", f"Clip {shot + 1}", f"Slow push in, he stops and listens, {shot + 1}", media="video", dependsOn=needs)
        )
    for shot in range(0, shots, 4):
        steps.append(step(0, f"voice{shot}", f"Voice {shot + 1}", "The light went out at four.", media="audio"))
    reel = step(
        0,
        "reel",
        "Reel",
        "",
        media="video",
        model="ffmpeg",
        dependsOn=[each["id"] for each in steps if each["media"] != "image"],
        duration=3 * shots,
    )
    steps.append(reel | {"kind": "assemble", "price": 0, "ceiling": 0, "edits": [], "useSeconds": 0})
    for order, each in enumerate(steps, 1):
        each["order"] = order
    return {"plan": plan(steps, title="the keeper", **more)}
