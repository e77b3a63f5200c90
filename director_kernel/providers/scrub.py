"""Texts without keys: every known secret becomes its `…last4`, however it was written."""

import base64
import json
import threading
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

from director_kernel.providers.keys import shown

SHORTEST = 8
"""Letters of the shortest secret that is looked for: `none`, which local servers take, would be found in half of all words."""
HEAD = 16
"""Letters of a secret whose beginning is enough: texts are cut short before they get here, and half a key is no less of one."""


class Scrubber:
    """Knows secrets and takes them out of texts. Safe from any thread; costs nothing while none is known."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: set[str] = set()
        self._forms: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self._forms)

    def learn(self, secrets: Iterable[str], *, nameless: bool = False) -> None:
        """Looks for these from now on. `nameless` ones (passphrases) leave not even their last letters."""
        fresh = {secret for secret in secrets if len(secret) >= SHORTEST} - self._known
        if not fresh:
            return
        with self._lock:
            self._known |= fresh
            forms = dict(self._forms)
            for secret in fresh:
                forms |= dict.fromkeys(_forms(secret), "…" if nameless else shown(secret))
            # The longest first: a key may contain another.
            self._forms = tuple(sorted(forms.items(), key=lambda form: (-len(form[0]), form[0])))

    def __call__(self, text: str) -> str:
        """`text`, itself where no secret is in it."""
        for form, name in self._forms:
            if form[:HEAD] in text:
                text = _without(text, form, name)
        return text


def _without(text: str, form: str, name: str) -> str:
    """Every place where `form`, or at least its head, stands becomes `name`, or `…` where it was cut short."""
    pieces: list[str] = []
    start = 0
    while (at := text.find(form[:HEAD], start)) >= 0:
        end = at + min(HEAD, len(form))
        while end < len(text) and end - at < len(form) and text[end] == form[end - at]:
            end += 1
        pieces += [text[start:at], name if end - at == len(form) else "…"]
        start = end
    return "".join((*pieces, text[start:]))


def _forms(secret: str) -> set[str]:
    """The secret as it may stand in a text: as it is, in a URL, in JSON, in base64 at any place of what was encoded.

    Of a fal key `id:secret` the second half too, which opens the account just as well.
    """
    halves = {secret, *(part for part in secret.rpartition(":")[2:] if len(part) >= HEAD)}
    found: set[str] = set()
    for each in halves:
        plain = json.dumps(each)[1:-1]
        coded = [form for shift in range(3) if len(form := _base64(each.encode(), shift)) >= HEAD]
        found |= {
            each,
            plain,
            quote(each, safe=""),
            quote_plus(each),
            quote(each, safe="").lower() if "%" in quote(each, safe="") else each,
        }
        found |= {*coded, *(form.replace("+", "-").replace("/", "_") for form in coded)}
    return found


def _base64(secret: bytes, shift: int) -> str:
    """What of the secret's base64 does not depend on what stands around it, where `shift` bytes stand before (modulo 3)."""
    coded = base64.b64encode(b"\0" * shift + secret).decode()
    return coded[-(-shift * 8 // 6) : (shift + len(secret)) * 8 // 6]
