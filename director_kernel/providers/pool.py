"""The keyring of a workspace: every key there is, a pool for each service, and what people do with keys."""

import asyncio
import difflib
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from director_kernel.errors import UsageError
from director_kernel.providers.books import Books, day_of
from director_kernel.providers.held import TOP_UP, Held
from director_kernel.providers.http import base_url
from director_kernel.providers.keys import Key
from director_kernel.providers.scrub import Scrubber
from director_kernel.providers.service_pool import ServicePool, missing
from director_kernel.providers.vault import SECRET, VARIABLES, Locked, Sealed, Vault, checked
from director_kernel.schema.key import KeyCard, KeyDay, KeyLimits, KeyState, KeyTest, Strategy, Where
from director_kernel.store import Workspace, keys
from director_kernel.store.keys import REMOVED, KeyRow, Name, Sums

if TYPE_CHECKING:
    import httpx

STRATEGIES: tuple[Strategy, ...] = ("round_robin", "least_loaded")
STRATEGY = "keys.strategy"
EVERY = 0.25
"""Seconds between two looks into the books for what other processes found out."""
AFTER = {"valid": KeyState.ACTIVE, "exhausted": KeyState.EXHAUSTED, "invalid": KeyState.INVALID}
"""What a test makes of a key's state; the other verdicts say nothing new."""


class Keyring:
    """The keys of one workspace as this process knows them. Safe from any thread; `look` and what builds on it may block, `held` does not.

    `environment` stands for the process's own, `clock` for the wall clock, `transport` for the network. Close it before the workspace.
    """

    def __init__(
        self,
        workspace: Workspace,
        environment: Mapping[str, str] | None = None,
        *,
        clock: Callable[[], float] = time.time,
        transport: "httpx.AsyncBaseTransport | None" = None,
    ) -> None:
        self._workspace = workspace
        self._vault = Vault(environment)
        self._books = Books(workspace, clock)
        self._transport = transport
        # Held while keys are looked for, which may take as long as a person needs to unlock a keyring; the guard is held for moments.
        self._looking = threading.RLock()
        self._guard = threading.RLock()
        self._pools: dict[str, ServicePool] = {}
        self._held: dict[str, dict[str, Held]] = {service: {} for service in VARIABLES}
        self._locked: dict[str, list[Locked]] = {}
        self._said: dict[str, tuple[str, ...]] = {}
        self._looked: set[str] = set()
        self._stale: set[str] = set()
        self._sought: dict[str, float] = {}
        self._read_at = float("-inf")
        self.strategy: Strategy = "round_robin"
        self.scrub = Scrubber()
        """Takes every known key out of a text."""
        self.scrub.learn([self._vault.environment.get(SECRET, "")], nameless=True)
        for service in VARIABLES:
            self._read_environment(service)

    # What providers need

    def pool(self, service: str) -> ServicePool:
        """The keys of a service, to be used in turn. Raises UsageError for a service nobody knows."""
        self.known(service)
        self._look_once(service)
        with self._guard:
            return self._pools.setdefault(service, ServicePool(service, self, self._books))

    def services(self) -> tuple[str, ...]:
        """The services that have a key, wherever it is kept and whatever its state."""
        return tuple(service for service in VARIABLES if self.has(service))

    def has(self, service: str) -> bool:
        """Whether the service has a key. May block, as `look` does; `held` tells without blocking what was found so far."""
        self._look_once(service)
        if self.stale(service):
            self.look(service)
        return bool(self.held(service))

    def close(self) -> None:
        """Writes what was counted. Safe to call twice."""
        self._books.flush()

    # What people do

    def cards(self, service: str = "") -> tuple[KeyCard, ...]:
        """Every key (of one service), those that can't be opened included, read anew wherever they are kept."""
        wanted = (self.known(service),) if service else tuple(VARIABLES)
        for each in wanted:
            self.look(each)
        self._books.flush()
        store, now = self._workspace.keys, self._books.now()
        sums, today, flying, rows = store.sums(), store.sent_on(day_of(now)), store.in_flight(), store.rows()
        found: list[KeyCard] = []
        for each in wanted:
            for held in self.held(each):
                key = held.key.id
                found.append(_card(held, now, sums.get(key, Sums()), today.get(key, 0), max(flying.get(key, 0), held.load)))
            for locked in self._locked.get(each, ()):
                limits = rows[locked.id].limits if locked.id in rows else KeyLimits()
                found.append(KeyCard(**{**locked._asdict(), "source": "workspace", "state": KeyState.LOCKED, "limits": limits}))
        return tuple(found)

    @property
    def keyring_says(self) -> str:
        """Why the system keyring could not be read, "" where it could."""
        return self._vault.keyring_says

    def known(self, service: str) -> str:
        """The service, which is one. Raises UsageError."""
        if service not in VARIABLES:
            near = difflib.get_close_matches(service, VARIABLES, n=1)
            hint = f"did you mean {near[0]}?" if near else f"services are {', '.join(VARIABLES)}."
            # Whoever forgot the service has typed the key in its place: it is not repeated.
            named = f" {service!r}" if service.isalpha() and len(service) <= 16 else " of that name"
            raise UsageError(f"there is no service{named}; {hint}")
        return service

    def add(self, service: str, secret: str, where: Where = "keyring") -> KeyCard:
        """Keeps a key in the system keyring or sealed in the workspace. Raises UsageError, StudioError."""
        key = checked(self.known(service), secret)
        self.scrub.learn([key.secret])
        name = Name(key.id, key.service, key.shown)
        sealed = ""
        if where == "keyring":
            self._vault.put_in_keyring(key)
        elif where == "workspace":
            others = [each for every in self._sealed().values() for each in every if each.id != key.id]
            sealed = self._vault.sealed(key, others)
        else:
            raise UsageError(
                f"a key is added to the keyring or the workspace, not to {where!r}; what is in the environment is there already"
            )
        now = self._books.now()
        self._workspace.writer.run(lambda connection: keys.seal(connection, name, sealed, now))
        return next(card for card in self.cards(service) if card.id == key.id)

    def remove(self, key: str) -> KeyCard:
        """Forgets a key, named by its id or last four letters, in every process. Raises UsageError, StudioError."""
        card = self.find(key)
        if card.source in ("environment", "none"):
            variable = VARIABLES[card.service]
            raise UsageError(f"{card.shown} comes from the environment; take it out of {variable} (or {variable}S) there")
        if card.source == "keyring":
            held = self._held[card.service][card.id]
            self._vault.take_from_keyring(held.key)
        name, now = _name(card), self._books.now()
        self._workspace.writer.run(lambda connection: keys.remove(connection, name, now))
        self.look(card.service)
        return card

    def limit(self, key: str, *, rpm: int | None = None, rpd: int | None = None, concurrency: int | None = None) -> KeyCard:
        """Sets what a key may do, in every process from now on: None leaves a limit as it is, 0 takes it away. Raises UsageError."""
        card = self.find(key)
        changes = {"rpm": rpm, "rpd": rpd, "concurrency": concurrency}
        if any(value is not None and not 0 <= value <= 10**9 for value in changes.values()):
            raise UsageError("a limit is a number from 1 on, or 0 for none")
        limits = card.limits.with_(**{name: value for name, value in changes.items() if value is not None})
        self._workspace.writer.run(lambda connection: keys.set_limits(connection, _name(card), limits))
        return self._again(card)

    def reset(self, key: str) -> KeyCard:
        """A person says that the key is good again. Raises UsageError."""
        card = self.find(key)
        self._set_state(card.service, card.id, KeyState.ACTIVE, "")
        return self._again(card)

    def find(self, key: str) -> KeyCard:
        """The key with this id (or its beginning), or these last four letters. Raises UsageError for none or several."""
        word = key.strip().lstrip("…").lstrip(".")
        cards = self.cards()
        exact = [card for card in cards if word and (card.id == word or card.shown == f"…{word}")]
        found = exact or [card for card in cards if len(word) >= 4 and card.id.startswith(word)]
        if len(found) == 1:
            return found[0]
        known = ", ".join(f"{card.shown} ({card.service}, id {card.id[:8]})" for card in (found or cards))
        if found:
            raise UsageError(f"several keys end so: {known}; name one by its id")
        near = difflib.get_close_matches(word, [card.shown[1:] for card in cards], n=1)
        hint = f"did you mean …{near[0]}?" if near else f"there are {known}" if known else "`director keys add SERVICE` gives one"
        named = f" {word!r}" if len(word) <= 16 else " of that name"
        raise UsageError(f"there is no key{named}; {hint}")

    async def test(self, service: str = "") -> tuple[KeyTest, ...]:
        """One free read with each key (of one service); what it shows is what the key's state is then. Never raises for a failed one."""
        from director_kernel.providers.probe import probe

        wanted = (self.known(service),) if service else tuple(VARIABLES)
        for each in wanted:
            await asyncio.to_thread(self.look, each)
        found = await asyncio.gather(*(probe(held.key, self._transport) for name in wanted for held in self.held(name)))
        results = tuple(result.with_(says=self.scrub(result.says)) for result in found)
        for result in results:
            if result.verdict in AFTER:
                await asyncio.to_thread(self._set_state, result.service, result.id, AFTER[result.verdict], result.says)
        return results

    def history(self, days: int = 30) -> tuple[KeyDay, ...]:
        """What each key sent and got, day by day, the latest first."""
        self._books.flush()
        return tuple(self._workspace.keys.days(day_of(self._books.now() - (days - 1) * 86400.0)))

    def strategy_now(self) -> Strategy:
        """How keys take turns."""
        with self._guard:
            self._read_books(now=True)
        return self.strategy

    def use_strategy(self, strategy: str) -> Strategy:
        """How keys take turns from now on, in every process: `round_robin` or `least_loaded`. Raises UsageError."""
        word = strategy.replace("-", "_").replace(" ", "_")
        chosen = next((each for each in STRATEGIES if each == word), None)
        if chosen is None:
            raise UsageError(f"there is no way {strategy[:40]!r} to take turns; there are {' and '.join(STRATEGIES)}")
        self._workspace.settings.set(STRATEGY, chosen)
        self.strategy = chosen
        return chosen

    # What a pool needs (`service_pool.Shelf`)

    def held(self, service: str) -> tuple[Held, ...]:
        """The keys of a service as far as they are known: the environment as it is now, the rest as it was last looked at."""
        with self._guard:
            self._read_environment(service)
            self._read_books()
            return tuple(self._held[service].values())

    def stale(self, service: str) -> bool:
        """True when the books speak of keys this process has not seen, or of one that was removed."""
        return service in self._stale

    def missing(self, service: str) -> str:
        """What to say where there is no key; the reason why one that is there can't be used comes first."""
        locked = self._locked.get(service)
        return missing(service, f"{locked[0].shown} is in the workspace, but {locked[0].why}" if locked else "")

    def look(self, service: str) -> None:
        """Looks for the keys of a service wherever they may be kept."""
        with self._looking:
            at = self._books.now()
            opened, locked = self._vault.opened(self._sealed().get(service, []))
            found = [*self._vault.of_keyring(service), *opened]
            with self._guard:
                self._keep(service, [*self._vault.of_environment(service), *found], at)
                self._locked[service] = locked
                self._looked.add(service)
                self._stale.discard(service)
            self._back_again(service)
            with self._guard:
                self._read_books(now=True)

    # Behind them

    def _again(self, card: KeyCard) -> KeyCard:
        return next(each for each in self.cards(card.service) if each.id == card.id)

    def _look_once(self, service: str) -> None:
        if service in self._looked:
            return  # Without the lock: the engine's loop comes here, and somebody may be unlocking a keyring for another service.
        with self._looking:
            if service not in self._looked:
                self.look(service)

    def _sealed(self) -> dict[str, list[Sealed]]:
        found: dict[str, list[Sealed]] = {}
        for row in self._workspace.keys.rows().values():
            if row.sealed:
                found.setdefault(row.service, []).append(Sealed(row.id, row.service, row.shown, row.sealed))
        return found

    def _read_environment(self, service: str) -> None:
        """Takes in what the environment names, if that changed: people set it in a cell, too."""
        variable, environment = VARIABLES[service], self._vault.environment
        said = (environment.get(variable, ""), environment.get(f"{variable}S", ""), base_url(service) if service == "local" else "")
        if self._said.get(service) == said:
            return
        self._said[service] = said
        kept = [held.key for held in self._held[service].values() if held.key.source in ("keyring", "workspace")]
        self._keep(service, [*self._vault.of_environment(service), *kept])

    def _keep(self, service: str, found: Sequence[Key], at: float = 0.0) -> None:
        """The keys of a service are these, those kept in several places once; what is known of those that were there stays known.

        `at` is when the keyring and the workspace were looked at, 0 where they were not.
        """
        self.scrub.learn(key.secret for key in found)
        before, now = self._held[service], dict[str, Held]()
        for key in found:
            if key.id not in now:
                held = now[key.id] = before.get(key.id) or Held(key, at)
                held.key, held.seen_at = key, at or held.seen_at
        self._held[service] = now
        self._read_at = float("-inf")

    def _back_again(self, service: str) -> None:
        """Keys that the books call removed and that are there: somebody gave them back, elsewhere."""
        rows, now = self._workspace.keys.rows(), self._books.now()
        back = [held.name for id, held in self._held[service].items() if id in rows and rows[id].state == REMOVED]
        for name in back:
            self._workspace.writer.run(lambda connection, name=name: keys.seal(connection, name, "", now))  # type: ignore[misc]
        self._sought |= {row.id: row.changed_at for row in rows.values() if row.service == service}

    def _read_books(self, *, now: bool = False) -> None:
        """Takes in what other processes found out, at most every quarter of a second."""
        clock = time.monotonic()
        if not now and clock - self._read_at < EVERY:
            return
        self._read_at = clock
        rows = self._workspace.keys.rows()
        chosen = self._workspace.settings.get(STRATEGY, "round_robin")
        self.strategy = next((each for each in STRATEGIES if each == chosen), "round_robin")
        for row in rows.values():
            held = self._held.get(row.service, {}).get(row.id)
            if held is not None:
                held.adopt(row)
            if row.service in self._looked and self._news(row, held):
                self._stale.add(row.service)

    def _news(self, row: KeyRow, held: Held | None) -> bool:
        """True for a row that says the key is gone while it is here, or that it is there while it is not."""
        if held is not None:
            return row.state == REMOVED and row.changed_at > held.seen_at and held.key.source in ("keyring", "workspace")
        return row.state != REMOVED and row.changed_at > self._sought.get(row.id, float("-inf"))

    def _set_state(self, service: str, id: str, state: KeyState, why: str) -> None:
        """What a person or a test found; the write is waited for. A sealed key that does not open has no state."""
        now = self._books.now()
        until = now + TOP_UP if state is KeyState.EXHAUSTED else 0.0
        told = "" if state is KeyState.ACTIVE else why
        held = self._held[service].get(id)
        if held is None:
            return
        held.set(state, until, told, now)
        name = held.name
        self._workspace.writer.run(lambda connection: keys.set_state(connection, name, state.value, until, told, now))


def _name(card: KeyCard) -> Name:
    return Name(card.id, card.service, card.shown)


def _card(held: Held, now: float, sums: Sums, today: int, in_flight: int) -> KeyCard:
    state = held.state_at(now)
    told = state is not KeyState.ACTIVE
    return KeyCard(
        id=held.key.id,
        service=held.key.service,
        shown=held.key.shown if held.key.secret else "none",
        source=held.key.source,
        state=state,
        until=held.until if told else 0.0,
        why=held.why if told else "",
        limits=held.limits,
        in_flight=in_flight,
        today=today,
        sent=sums.sent,
        made=sums.made,
        limited=sums.limited,
        failed=sums.failed,
        latency=sums.seconds / sums.made if sums.made else 0.0,
        used_at=sums.used_at,
    )
