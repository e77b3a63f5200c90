"""Pictures out of the answers of services that draw while one waits, and what those say in place of one."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeGuard

from director_kernel.providers.outcomes import SAID

_KINDS: tuple[tuple[bytes, int, str, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", 0, "image/png", ".png"),
    (b"\xff\xd8\xff", 0, "image/jpeg", ".jpg"),
    (b"WEBP", 8, "image/webp", ".webp"),
    (b"GIF8", 0, "image/gif", ".gif"),
)


class Picture(NamedTuple):
    """One picture out of an answer: its bytes, or where it can be fetched."""

    data: bytes = b""
    url: str = ""


def kind_of(data: bytes) -> tuple[str, str] | None:
    """(type, suffix) by the bytes themselves, None for what is no picture. What the service calls it is not believed."""
    for magic, at, mime, suffix in _KINDS:
        if data[at : at + len(magic)] == magic:
            return mime, suffix
    return ("image/svg+xml", ".svg") if data.lstrip()[:5] in (b"<svg ", b"<?xml") and b"<svg" in data[:2000] else None


def picture_in(answer: Mapping[str, Any]) -> Picture | None:
    """The first picture of an answer: `data[].b64_json` or `.url`, or a chat message's `images[].image_url.url`."""
    for each in [*_list(answer.get("data")), *_images(answer)]:
        if isinstance(each, dict):
            link = each.get("image_url")
            url = each.get("url") or (link.get("url") if isinstance(link, dict) else None)
            found = _decoded(each.get("b64_json")) or (_decoded(url.partition(",")[2]) if _inline(url) else None)
            if found:
                return Picture(found)
            if isinstance(url, str) and url.startswith(("https://", "http://")):
                return Picture(url=url)
    return None


def _inline(url: Any) -> TypeGuard[str]:
    return isinstance(url, str) and url.startswith("data:") and ";base64," in url[:200]


def _decoded(text: Any) -> bytes | None:
    if not isinstance(text, str) or not text:
        return None
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _message(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    first = next(iter(_list(answer.get("choices"))), None)
    message = first.get("message") if isinstance(first, dict) else None
    return message if isinstance(message, dict) else {}


def _images(answer: Mapping[str, Any]) -> list[Any]:
    return _list(_message(answer).get("images"))


def words_of(answer: Mapping[str, Any]) -> tuple[str, bool]:
    """(what was said in place of a picture, whether that refuses it): a model that writes where it should draw declines, too."""
    error = answer.get("error")
    choice = next(iter(_list(answer.get("choices"))), None)
    if not error and isinstance(choice, dict):
        error = choice.get("error")
    message = _message(answer)
    parts = [error.get("message") if isinstance(error, dict) else error, message.get("refusal"), message.get("content")]
    told = next((" ".join(part.split()) for part in parts if isinstance(part, str) and part.strip()), "")
    rule = json.dumps(error, default=str) if error else ""
    finish = choice.get("finish_reason") if isinstance(choice, dict) else None
    refused = bool(POLICY.search(f"{rule} {finish or ''}")) or (bool(told) and not error)
    return (told[: SAID - 1] + "…" if len(told) > SAID else told), refused


POLICY = re.compile(
    r"content.?policy|content.?filter|moderation_(?:blocked|flagged)|content moderation|requires moderation|safety system|safety_violation"
    r"|image_safety|prohibited.?content|flagged_input|input was flagged|flagged as|guardrail|prompt injection|\"refusal\"",
    re.IGNORECASE,
)
"""How services say that the content was refused, by code or in words."""
