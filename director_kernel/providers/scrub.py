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
        self._names: dict[str, str] = {}
        self._heads: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __bool__(self) -> bool:
        return bool(self._heads)

    def learn(self, secrets: Iterable[str], *, nameless: bool = False) -> None:
        """Looks for these from now on. `nameless` ones (passphrases) leave not even their last letters."""
        fresh = {secret for secret in secrets if len(secret) >= SHORTEST} - self._known
        if not fresh:
            return
        with self._lock:
            self._known |= fresh
            names = dict(self._names)
            for secret in fresh:
                names |= dict.fromkeys(_forms(secret), "…" if nameless else shown(secret))
            heads: dict[str, list[str]] = {}
            # The longest first: a key may contain another, and begin as another does.
            for form in sorted(names, key=lambda form: (-len(form), form)):
                heads.setdefault(form[:HEAD], []).append(form)
            self._names, self._heads = names, tuple((head, tuple(forms)) for head, forms in heads.items())

    def __call__(self, text: str) -> str:
        """`text`, itself where no secret is in it."""
        for head, forms in self._heads:
            if head in text:
                text = self._without(text, head, forms)
        return text

    def _without(self, text: str, head: str, forms: tuple[str, ...]) -> str:
        """Every place where one of `forms` stands becomes its name, `…` where only its beginning does."""
        pieces: list[str] = []
        start = 0
        while (at := text.find(head, start)) >= 0:
            pieces.append(text[start:at])
            whole = next((form for form in forms if text.startswith(form, at)), None)
            pieces.append("…" if whole is None else self._names[whole])
            start = at + (max(_alike(text, at, form) for form in forms) if whole is None else len(whole))
        return "".join((*pieces, text[start:]))


def _alike(text: str, at: int, form: str) -> int:
    """How many letters of `form` stand in `text` from `at` on."""
    return next((n for n, letter in enumerate(form) if at + n >= len(text) or text[at + n] != letter), len(form))


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
