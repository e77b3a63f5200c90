"""Secrets sealed with AES-GCM, so that a workspace can be copied and backed up without giving its keys away.

The master key is either random and kept in the system keyring, or derived from the passphrase in `DIRECTOR_SECRET` by scrypt.
A sealed text names which of the two opens it, and belongs to one service and one key: put in another's place, it does not open.
"""

import base64
import os
from dataclasses import dataclass, field

VERSION = "v1"
SALT_BYTES, NONCE_BYTES, KEY_BYTES = 16, 12, 32
SCRYPT_COST = 2**15
SCRYPT_TURNS = 3
"""With r = 8, 32 MB and 0.3 s for each guess at a passphrase: what OWASP's password storage cheat sheet asks for."""


class Unopened(Exception):
    """What was sealed does not open with this master key."""


@dataclass
class Seal:
    """Seals with a `passphrase`, or with `master` (base64) where that is "". Derived keys are kept in memory: each costs 0.3 s."""

    passphrase: str = field(default="", repr=False)
    master: str = field(default="", repr=False)
    _derived: dict[bytes, bytes] = field(default_factory=dict, repr=False)

    def close_up(self, secret: str, about: str, like: str = "") -> str:
        """`secret` sealed for what it is `about`. The salt of a text sealed before, `like`, is used again: one derivation opens all."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        kind = "secret" if self.passphrase else "keyring"
        before = like.split(".") if like else []
        salt = _bytes(before[2]) if len(before) == 4 and before[1] == kind else os.urandom(SALT_BYTES)
        nonce = os.urandom(NONCE_BYTES)
        closed = AESGCM(self._key(kind, salt)).encrypt(nonce, secret.encode(), about.encode())
        return ".".join((VERSION, kind, _text(salt), _text(nonce + closed)))

    def open_up(self, sealed: str, about: str) -> str:
        """What was sealed. Raises Unopened."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            version, kind, salt, closed = sealed.split(".")
            if version != VERSION:
                raise Unopened(f"sealed by a newer director ({version[:10]})")
            data = _bytes(closed)
            return AESGCM(self._key(kind, _bytes(salt))).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], about.encode()).decode()
        except (ValueError, InvalidTag) as error:
            raise Unopened("sealed otherwise, or damaged") from error

    def _key(self, kind: str, salt: bytes) -> bytes:
        if kind == "keyring":
            if not self.master:
                raise Unopened("the system keyring does not hold what opens it")
            return _bytes(self.master)
        if not self.passphrase:
            raise Unopened("DIRECTOR_SECRET is not set")
        if salt not in self._derived:
            from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

            self._derived[salt] = Scrypt(salt=salt, length=KEY_BYTES, n=SCRYPT_COST, r=8, p=SCRYPT_TURNS).derive(self.passphrase.encode())
        return self._derived[salt]


def kind_of(sealed: str) -> str:
    """`secret` or `keyring`: what opens it."""
    return sealed.split(".")[1] if sealed.count(".") == 3 else ""


def new_master() -> str:
    """A random master key, as text."""
    return _text(os.urandom(KEY_BYTES))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text.encode(), altchars=b"-_", validate=True)
