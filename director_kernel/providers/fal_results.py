"""The files in a model's bare output, whatever the model calls them; the first is the take itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from director_kernel.schema.endpoint import EndpointSchema

_USUAL = ("video", "images", "image", "audio", "audio_file", "audio_url", "video_url", "image_url", "videos", "output", "media")
"""Names of outputs, for endpoints whose output nobody described; in the order they are taken as the take itself."""
_WORDS = ("description", "text", "generated_text", "message", "output")
_KEPT = ("seed", "actual_prompt", "revised_prompt", "video_id", "thread_id")
"""Facts of a result that are worth keeping beside the file: how it was understood, and what a follow-up order needs."""


@dataclass(frozen=True)
class Made:
    """One file of a result: where it is, and what it is to the take ("main", "thumbnail", …)."""

    url: str
    role: str


def files(output: Any, schema: EndpointSchema | None) -> tuple[Made, ...]:
    """The files of an output, the take itself first."""
    if not isinstance(output, Mapping):
        return ()
    paths = _ranked(schema.output) if schema is not None else ()
    found = [made for path in paths for made in _at(output, path.split("."))]
    if not found:
        found = [made for name in _USUAL for made in _entry(output.get(name), name)]
    unique = {url: role for url, role in reversed(found)}
    ordered = [(url, unique[url]) for url in dict.fromkeys(url for url, _ in found)]
    return tuple(Made(url, "main" if at == 0 else role) for at, (url, role) in enumerate(_named(ordered)))


def _ranked(paths: tuple[str, ...]) -> list[str]:
    """The paths with that of the take itself first: fal lists them by the alphabet, and a spritesheet comes before its video."""
    rank = {name: at for at, name in enumerate(_USUAL)}
    return sorted(paths, key=lambda path: (rank.get(path.split(".")[0].removesuffix("[]"), len(rank)), not path.endswith(".url")))


def _at(value: Any, path: list[str], name: str = "") -> Iterator[tuple[str, str]]:
    """What lies at `images[].url`: (address, name)."""
    if not path:
        if isinstance(value, str) and value:
            yield value, name
        return
    here = path[0].removesuffix("[]")
    inner = value.get(here) if isinstance(value, Mapping) else None
    label = here if here not in ("url",) else name
    for each in inner if isinstance(inner, list) else (inner,):
        yield from _at(each, path[1:], label.removesuffix("_url") or name)


def _entry(value: Any, name: str) -> Iterator[tuple[str, str]]:
    for each in value if isinstance(value, list) else (value,):
        url = each.get("url") if isinstance(each, Mapping) else each
        if isinstance(url, str) and url.startswith(("http://", "https://", "data:")):
            yield url, name.removesuffix("_url")


def _named(found: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The same with names that are there once: images, images-2, …"""
    seen: dict[str, int] = {}
    for url, role in found:
        seen[role] = seen.get(role, 0) + 1
        yield url, role if seen[role] == 1 else f"{role}-{seen[role]}"


def flagged(output: Any) -> bool:
    """Whether the safety checker objected to any picture."""
    found = output.get("has_nsfw_concepts") if isinstance(output, Mapping) else None
    return any(each is True for each in found) if isinstance(found, list) else found is True


def spoken(output: Any) -> str:
    """What a model says in place of a file, in a line; "" where it says nothing."""
    if not isinstance(output, Mapping):
        return ""
    said = next((output[name] for name in _WORDS if isinstance(output.get(name), str) and output[name].strip()), "")
    return " ".join(said.split())[:300]


def facts(output: Any) -> dict[str, Any]:
    """What is kept beside the file. A seed may be larger than 2^53, so it stays a whole number."""
    return {name: output[name] for name in _KEPT if output.get(name) is not None} if isinstance(output, Mapping) else {}
