"""Drafts that people and models write, well and badly."""

from typing import Any

from hypothesis import strategies as st

from director_kernel.schema.plan import Kind

PUBLISHED: dict[str, Any] = {
    "title": "UGC Skincare Video",
    "summary": "A person shows how they use a skincare product",
    "steps": [
        {
            "order": 1,
            "action": "Generate character image",
            "model": "nano-banana-pro",
            "modelName": "Nano Banana Pro",
            "type": "image",
            "prompt": "Young woman in a bathroom in the morning, holding a bottle",
            "options": {"aspectRatio": "9:16"},
            "estimatedCost": 0.15,
            "dependsOn": [],
            "outputDescription": "Character image",
        },
        {
            "order": 2,
            "action": "Animate to video",
            "model": "kling-2.6-pro",
            "modelName": "Kling 2.6 Pro",
            "type": "video",
            "prompt": "She applies the product with gentle movements",
            "options": {"duration": 5, "aspectRatio": "9:16"},
            "estimatedCost": 1.20,
            "dependsOn": [1],
            "outputDescription": "Finished clip",
        },
    ],
    "totalCost": 1.35,
    "estimatedTime": "2-3 minutes",
    "finalOutputs": ["A vertical skincare clip"],
}
"""A plan in the published format: its keys, camelCase, as a chat model writes it."""

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_REFERENCES = st.integers(-1, 6) | st.sampled_from(["1", "2", "step 1", "frame-1", "shot-2", "x", "a", "b", "reel", "voice-3"])
_OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "duration": st.sampled_from([5, "5", "8s", 7, 30, "auto", 0, -3, 1e9, "x", None]),
        "aspectRatio": st.sampled_from(["16:9", "9:16", "21:9", "1:1", "banana", "auto", "2.39:1", 1.5]),
        "resolution": st.sampled_from(["720p", "1080p", "4K", "2k", "weird", "1K"]),
        "numImages": st.sampled_from([1, 4, 99, "2", 0]),
        "generateAudio": st.sampled_from([True, False, "yes", {"a": 1}]),
        "fps": st.sampled_from([24, 25, 30, 60]),
        "seed": st.integers(-5, 2**33),
        "style": st.sampled_from(["REALISTIC", "auto", 3]),
        "image_url": st.just("http://example.com/a.png"),
        "output_format": st.sampled_from(["png", "tiff"]),
        "media": st.sampled_from(["video", "image", 3]),
        "upscale_factor": st.sampled_from([2, 4, "x"]),
        "weird": ANY_JSON,
    },
)
_INPUTS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "role": st.sampled_from(["start_image", "end_image", "reference", "source", "clip", "audio", "voice", "zz", None]),
            "step": _REFERENCES,
            "asset": st.sampled_from(["0" * 64, "b" * 64, "x"]),
        },
    ),
    max_size=4,
)


def steps(models: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Steps in which every field may be right, wrong or of another type."""
    return st.fixed_dictionaries(
        {},
        optional={
            "order": st.integers(-1, 6) | ANY_JSON,
            "id": st.sampled_from(["a", "b", "frame-1", "Bad Id", "reel", "shot-2", "1"]) | ANY_JSON,
            "type": st.sampled_from(["image", "video", "chat", "audio", "foo", 3]),
            "kind": st.sampled_from([*(kind.value for kind in Kind), "t2v", "tts", "zzz"]),
            "model": st.sampled_from(models) | st.sampled_from(["kling 2.6", "sora", "nonsense", "", " "]) | ANY_JSON,
            "prompt": st.text(max_size=30) | st.sampled_from(["A long sentence. " * 300, 'say "' + "q" * 3000 + '" ok']) | ANY_JSON,
            "options": _OPTIONS | _OPTIONS | ANY_JSON,
            "dependsOn": st.lists(_REFERENCES, max_size=4) | ANY_JSON,
            "duration": st.sampled_from([1, 3.3, 5, 7, 12, 30, 61.5, "8s", "1:10", 0, None, "x"]),
            "useSeconds": st.sampled_from([1, 2.5, 7, 12, 45, 0, None]),
            "inputs": _INPUTS | st.dictionaries(st.sampled_from(["start_image", "source", "clip"]), _REFERENCES, max_size=3) | ANY_JSON,
            "aspect": st.sampled_from(["16:9", "9:16", "4:5", "vertical", "x"]),
            "resolution": st.sampled_from(["720p", "4K"]),
            "takes": st.sampled_from([1, 3, 99, 0]),
            "fps": st.sampled_from([24, 25, 60, 0, "x"]),
            "seed": st.integers(-3, 2**33),
            "negativePrompt": st.sampled_from(["blur, text", "no people", "x" * 600]),
            "slots": st.just({"subject": "a cat", "shotSize": "close-up", "dialogue": [{"text": "hi"}]}) | ANY_JSON,
            "endpoint": st.sampled_from(["fal-ai/veo3.1", "x"]),
            "action": st.sampled_from(["music", "Sound effect", "do", ""]),
            "extra": ANY_JSON,
            "foo": ANY_JSON,
        },
    )


def drafts(models: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Plans of such steps."""
    attached = {"text": "hi", "duration": 20, "attachments": [{"kind": "image", "name": "x", "asset": "a" * 64}]}
    return st.fixed_dictionaries(
        {"steps": st.lists(steps(models), max_size=6)},
        optional={
            "title": ANY_JSON,
            "aspect": st.sampled_from(["9:16", "x"]),
            "fps": st.sampled_from([24, 30, 0, "x"]),
            "tier": st.sampled_from(["budget", "premium", "x"]),
            "brief": st.just(attached) | ANY_JSON,
            "finalOutputs": ANY_JSON,
            "version": ANY_JSON,
            "totalCost": ANY_JSON,
            "extra": ANY_JSON,
            "zzz": ANY_JSON,
        },
    )
