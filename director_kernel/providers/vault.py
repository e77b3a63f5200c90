"""Where keys come from: the environment, the system keyring, or sealed in the workspace.

The environment: `FAL_KEY`, `OPENROUTER_API_KEY`, … (`VARIABLES`), each also as a list under its name with an S (`FAL_KEYS`); every one
may hold several keys, separated by commas or lines. The keyring: service `director-kernel`, one entry a service (`fal`), a key a line,
so that other programs (`keyring set director-kernel fal`) can fill it too. The workspace: sealed by `DIRECTOR_SECRET` if that is set,
else by a random master key that the keyring holds.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import NamedTuple

from director_kernel.errors import StudioError, UsageError
from director_kernel.providers.http import base_url
from director_kernel.providers.keys import Key
from director_kernel.providers.seal import Seal, Unopened, kind_of, new_master

VARIABLES = {
    "fal": "FAL_KEY",
    "replicate": "REPLICATE_API_TOKEN",
    "openrouter": "OPENROUTER_API_KEY",
    "openai": "OPENAI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
    "moonshot": "MOONSHOT_API_KEY",
    "yunwu": "YUNWU_API_KEY",
    "local": "LOCAL_API_KEY",
}
NAME = "director-kernel"
MASTER = "master"
SECRET = "DIRECTOR_SECRET"


class Locked(NamedTuple):
    """A key in the workspace that does not open here, and what to do about it."""

    id: str
    service: str
    shown: str
    why: str


class Sealed(NamedTuple):
    """A key as the workspace keeps it."""

    id: str
    service: str
    shown: str
    text: str

    @property
    def about(self) -> str:
        return f"{self.service}:{self.id}"


class Vault:
    """Reads and writes keys in the three places. May block (the keyring may ask the person): never call it on the engine's loop."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._environment = environment
        self._seal = Seal()
        self.keyring_says = ""
        """Why the system keyring could not be read, "" where it could (or was not asked)."""

    @property
    def environment(self) -> Mapping[str, str]:
        return os.environ if self._environment is None else self._environment

    def of_environment(self, service: str) -> list[Key]:
        """The keys the environment names now; for a local server the empty key where it names none. Never blocks."""
        variable = VARIABLES.get(service, "")
        texts = (self.environment.get(variable, ""), self.environment.get(f"{variable}S", ""))
        found = [Key(service, secret) for secret in dict.fromkeys(secret for text in texts for secret in listed(text))]
        return found or ([Key(service, "", "none")] if service == "local" and base_url(service) else [])

    def of_keyring(self, service: str) -> list[Key]:
        """The keys the system keyring holds; none where it can't be asked, `keyring_says` then tells why."""
        try:
            text = _get(service)
        except KeyringTrouble as error:
            self.keyring_says = str(error)
            return []
        self.keyring_says = ""
        return [Key(service, secret, "keyring") for secret in dict.fromkeys(listed(text))]

    def opened(self, sealed: list[Sealed]) -> tuple[list[Key], list[Locked]]:
        """What the workspace holds: the keys that open, and those that don't."""
        keys: list[Key] = []
        locked: list[Locked] = []
        for each in sealed:
            seal = self._opener(each.text)
            try:
                keys.append(Key(each.service, seal.open_up(each.text, each.about), "workspace"))
            except Unopened as error:
                locked.append(Locked(each.id, each.service, each.shown, _locked(each, str(error), bool(seal.passphrase))))
        return keys, locked

    def put_in_keyring(self, key: Key) -> None:
        """Keeps the key in the system keyring. Raises StudioError where there is none that keeps anything."""
        try:
            before = listed(_get(key.service))
            if key.secret not in before:
                _set(key.service, "\n".join([*before, key.secret]))
            kept = key.secret in listed(_get(key.service))
        except KeyringTrouble as error:
            raise StudioError(_no_keyring(str(error), key.service)) from None
        if not kept:
            raise StudioError(_no_keyring("it keeps nothing", key.service))

    def take_from_keyring(self, key: Key) -> None:
        """Forgets the key there. Raises StudioError."""
        try:
            left = [secret for secret in listed(_get(key.service)) if secret != key.secret]
            if left:
                _set(key.service, "\n".join(left))
            else:
                _delete(key.service)
        except KeyringTrouble as error:
            raise StudioError(f"the system keyring did not let go of {key} ({error}); remove it there by hand") from None

    def sealed(self, key: Key, others: list[Sealed]) -> str:
        """The key sealed for the workspace, which holds `others`. Raises StudioError where nothing is there to seal it with."""
        passphrase = self.environment.get(SECRET, "")
        seal = self._sealer(passphrase)
        if not passphrase:
            seal.master = self._master(make=True)
        like = next((each.text for each in others if kind_of(each.text) == ("secret" if passphrase else "keyring")), "")
        if like and passphrase:
            # A second passphrase in one workspace would leave one half of its keys closed, whichever is set.
            each = next(each for each in others if each.text == like)
            try:
                seal.open_up(each.text, each.about)
            except Unopened:
                way = f"set that one, or `director keys remove {each.shown}` first"
                raise StudioError(f"the keys of this workspace are sealed with another {SECRET}; {way}") from None
        return seal.close_up(key.secret, Sealed(key.id, key.service, key.shown, "").about, like)

    def _opener(self, text: str) -> Seal:
        seal = self._sealer(self.environment.get(SECRET, ""))
        if kind_of(text) == "keyring" and not seal.master:
            seal.master = self._master()
        return seal

    def _sealer(self, passphrase: str) -> Seal:
        """The seal of this passphrase, with what was derived from it before."""
        if self._seal.passphrase != passphrase:
            self._seal = Seal(passphrase, self._seal.master)
        return self._seal

    def _master(self, *, make: bool = False) -> str:
        try:
            master = _get(MASTER)
            if not master and make:
                _set(MASTER, new_master())
                master = _get(MASTER)
        except KeyringTrouble as error:
            if make:
                raise StudioError(_no_seal(str(error))) from None
            self.keyring_says = str(error)
            return ""
        if not master and make:
            raise StudioError(_no_seal("it keeps nothing"))
        return master


def listed(text: str) -> list[str]:
    """The keys of a list: separated by commas or lines, quotes and spaces around them left out."""
    return [secret for part in re.split(r"[,\r\n]+", text) if (secret := part.strip().strip("\"'").strip())]


def checked(service: str, secret: str) -> Key:
    """The key a person typed. Raises UsageError for what no key can be."""
    found = listed(secret)
    if len(found) != 1:
        raise UsageError(f"{'that is no key' if not found else 'that is more than one key'}; give one {service} key, in one piece")
    if not sendable(found[0]):
        raise UsageError(f"a {service} key has only plain letters, digits and signs, this text has others; copy it again, in one piece")
    return Key(service, found[0])


def sendable(secret: str) -> bool:
    """True for what can stand in a request's header: plain ASCII without spaces. Libraries quote the rest in their errors."""
    return all("!" <= letter <= "~" for letter in secret)


def _locked(sealed: Sealed, why: str, passphrase: bool) -> str:
    way = (
        f"set {SECRET} to what it was added with"
        if kind_of(sealed.text) == "secret"
        else "open the system keyring of the person who added it"
    )
    told = f"the {SECRET} that is set does not open it" if passphrase and kind_of(sealed.text) == "secret" else why
    return f"{told}; {way}, or `director keys remove {sealed.shown}` and add it again"


def _no_keyring(why: str, service: str) -> str:
    return (
        f"this machine has no system keyring to keep a key in ({why}); set {VARIABLES[service]} in the environment, or set {SECRET} and "
        f"`director keys add {service} --where workspace`. Without any key, studio previs works"
    )


def _no_seal(why: str) -> str:
    return (
        f"nothing is there to seal a key with, for the system keyring can't be used ({why}); set {SECRET} to a passphrase, then try again"
    )


# The keyring library looks for its backend when it is imported, which takes a quarter of a second: only where keys are asked for.


class KeyringTrouble(Exception):
    """The system keyring can't be used; the text says why, in one short line."""


def _get(entry: str) -> str:
    import keyring

    with _asking():
        return keyring.get_password(NAME, entry) or ""


def _set(entry: str, text: str) -> None:
    import keyring

    with _asking(text):
        keyring.set_password(NAME, entry, text)


def _delete(entry: str) -> None:
    import keyring
    from keyring.errors import PasswordDeleteError

    with _asking(), suppress(PasswordDeleteError):
        keyring.delete_password(NAME, entry)


@contextmanager
def _asking(kept: str = "") -> Iterator[None]:
    """Backends raise what they like; nothing of what they were given to keep is repeated."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - handed on as what a person can read
        # What the library says where there is no backend is an advice to programmers.
        said = "none is set up here" if type(error).__name__ == "NoKeyringError" else " ".join(str(error).split())
        told = "" if any(secret in said for secret in listed(kept)) else said[:120]
        raise KeyringTrouble(f"{type(error).__name__}: {told}".rstrip(": ")) from None
