"""Packs as they are used: which one is in force and who said so, who plays a role and who stands in, and packs of one's own."""

import difflib
import json
import os
import re
import time
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from director_kernel.catalog.book import Catalog
from director_kernel.catalog.names import loose
from director_kernel.catalog.pack_links import BRAIN, UNLISTED, Cast, pack_faults, split
from director_kernel.catalog.plugged import plugged
from director_kernel.errors import UsageError
from director_kernel.schema.catalog import Pack, RoleModel
from director_kernel.schema.pack import PACK_ID, RoleChange

VARIABLE = "DIRECTOR_PACK"
SETTING = "pack"
STARTER = "starter"
Where = Literal["workspace", "user"]


class Choices(Protocol):
    """Where a choice is remembered: a workspace's settings or a person's."""

    def get(self, key: str, default: object = None) -> object: ...

    def set(self, key: str, value: object) -> None: ...


class Chosen(NamedTuple):
    """The pack in force. `by` says who chose it; `notes` name choices that lead nowhere any more. `given`: somebody did choose it."""

    pack: Pack
    by: str
    notes: tuple[str, ...] = ()
    given: bool = True


class Packs:
    """The packs of a workspace: shipped ones, those of its folder, and those that installed packages bring.

    `overlay` is the workspace's catalog folder; `tier` names the pack of the quota it is held to.
    """

    def __init__(self, catalog: Catalog, overlay: Path, workspace: Choices, user: Choices, tier: str = "") -> None:
        self._catalog = catalog
        self._overlay = overlay
        self._workspace = workspace
        self._user = user
        self._tier = tier

    # Which there are

    def all(self) -> dict[str, Pack]:
        """Every pack by id. A workspace's own win over shipped ones, those over what packages bring."""
        return {**self._written[0], **{id: pack for id, pack in self._plugged[0].items() if id not in self._written[0]}}

    @cached_property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with packs, in words: files that can't be read, entry points that fail, models that aren't there."""
        hidden = [
            f"the pack {id!r} of a package is hidden by the catalog's; rename it" for id in self._plugged[0] if id in self._written[0]
        ]
        found = [*self._written[1], *self._plugged[1], *hidden]
        for pack in self.all().values():
            found += [f"pack {pack.id!r}: {message} ({pack.source})" for _, message in pack_faults(pack, self.cast)]
        return tuple(found)

    def find(self, name: str) -> Pack:
        """The pack called `name`, by id or alias ("starter-pack-1"). Raises UsageError with the nearest."""
        found = self._named(name)
        if found is None:
            known = self.all()
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}."
            raise UsageError(f"there is no pack {name[:60]!r}; {hint}")
        return found

    # Which is in force

    def current(self) -> Pack:
        """The pack in force."""
        return self.chosen().pack

    def chosen(self) -> Chosen:
        """The pack in force and who chose it: `DIRECTOR_PACK`, the workspace, the person, the quota's tier, or nobody (starter)."""
        notes: list[str] = []
        places = (
            (VARIABLE, os.environ.get(VARIABLE)),
            ("this workspace", self._workspace.get(SETTING)),
            ("you, for all your workspaces", self._user.get(SETTING)),
            ("the quota's tier", self._tier),
        )
        for by, name in places:
            if not name:
                continue
            found = self._named(str(name))
            if found is not None:
                return Chosen(found, by, tuple(notes))
            notes.append(f"{by} asks for the pack {str(name)[:60]!r}, which isn't there any more; `director packs use NAME` takes another")
        return Chosen(self._written[0][STARTER], "nobody yet (it is the default)", tuple(notes), given=False)

    def use(self, name: str, where: Where = "workspace") -> Pack:
        """Takes this pack from now on, in this workspace or wherever the person works. Raises UsageError, also for one with faults."""
        pack = self.find(name)
        wrong = [message for _, message in pack_faults(pack, self.cast)]
        if wrong:
            raise UsageError(f"the pack {pack.id!r} can't be used: {'; '.join(wrong)}. Mend it, then try again.")
        (self._workspace if where == "workspace" else self._user).set(SETTING, pack.id)
        return pack

    # Who plays what

    def role(self, name: str, pack: Pack | None = None) -> tuple[RoleModel, ...]:
        """Who plays the role (by any of its names) in the pack in force, then who stands in, in order. Models are those of today:
        retired ones are followed. Raises UsageError."""
        role = self.cast.role(name)
        if not role:
            raise UsageError(f"there is no role {name[:60]!r}{self.cast.nearest(name)}.")
        pack = pack or self.current()
        players: dict[str, RoleModel] = {}
        for each, one in pack.roles.items():
            players.setdefault(self.cast.role(each), one)
        while role and role not in players:
            role = self._catalog.roles[role].instead
        player = players.get(role) or players.get(BRAIN)
        if player is None:
            raise UsageError(f"the pack {pack.id!r} names nobody for {name!r}; `director packs use {STARTER}` takes one that does.")
        chain = [(player.provider, player.model), *(split(each, player.provider) for each in player.fallbacks)]
        today = dict.fromkeys((service, self._today(service, model)) for service, model in chain)
        first, *others = today
        lead = player.with_(provider=first[0], model=first[1], fallbacks=())
        return (lead, *(lead.with_(provider=service, model=model, was="", reason="") for service, model in others))

    def diff(self, a: str, b: str) -> tuple[RoleChange, ...]:
        """What two packs say differently, role by role. Raises UsageError."""
        first, second = self.find(a), self.find(b)
        found = []
        for role in self._catalog.roles:
            after = self._said(second, role)
            found += [(role, what, said, after[what]) for what, said in self._said(first, role).items() if said != after[what]]
        return tuple(RoleChange(role=role, what=what, before=before, after=after) for role, what, before, after in found)

    def new(self, name: str, base: str = STARTER) -> Path:
        """Writes a pack of one's own, a copy of `base` to edit, into the workspace's catalog. Raises UsageError."""
        if not re.fullmatch(PACK_ID, name):
            raise UsageError(
                f"{name[:60]!r} is no name for a pack: small letters, digits and dashes, for example `director packs new ours`."
            )
        if self._named(name) is not None:
            raise UsageError(f"there is a pack {name!r} already; choose another name, or edit that one.")
        source = self.find(base)
        path = self._overlay / "packs" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(_yaml(name, source))
        except FileExistsError:
            raise UsageError(f"{path} is there already; edit it, or choose another name.") from None
        return path

    # Behind them

    @cached_property
    def cast(self) -> Cast:
        """What packs may name."""
        models = self._catalog.models.values()
        return Cast({name: model for model in models for name in (*model.aliases, model.id)}, self._catalog.roles)

    @cached_property
    def _written(self) -> tuple[Mapping[str, Pack], tuple[str, ...]]:
        """Shipped packs and those of the workspace, and what is wrong with its files."""
        return self._catalog.sound_packs()

    @cached_property
    def _plugged(self) -> tuple[dict[str, Pack], tuple[str, ...]]:
        return plugged()

    def _named(self, name: str) -> Pack | None:
        wanted = loose(name)
        # What packages bring is loaded only when nothing else has that name: it is somebody else's code.
        return _among(self._written[0], wanted) or _among(self._plugged[0], wanted)

    def _today(self, service: str, model: str) -> str:
        if service in UNLISTED:
            return model
        found = self._catalog.resolve(model).model
        return found.id if found is not None else model

    def _said(self, pack: Pack, role: str) -> dict[str, str]:
        """What a pack says of a role, in words."""
        first, *others = self.role(role, pack)
        return {
            "model": first.model,
            "service": first.provider,
            "temperature": f"{first.temperature:g}",
            "tokens": str(first.max_tokens),
            "stand-ins": ", ".join(other.model for other in others),
        }


def _among(packs: Mapping[str, Pack], wanted: str) -> Pack | None:
    return next((pack for pack in packs.values() if wanted in map(loose, (pack.id, *pack.aliases))), None)


def _yaml(name: str, base: Pack) -> str:
    """The pack as a catalog file for people to edit."""

    def text(value: str) -> str:
        return json.dumps(value, ensure_ascii=False)

    lines = [
        f"# A copy of the pack {base.id}: change what should be another. `director catalog check` finds what is wrong with it,",
        f"# `director packs use {name}` takes it. Fallbacks are asked in order, each a model or service:model.",
        "source: ours",
        f"as_of: {time.strftime('%Y-%m-%d')}",
        "packs:",
        f"  - id: {name}",
        f"    title: {text(name.replace('-', ' ').capitalize())}",
        f"    summary: {text(base.summary)}",
        "    roles:",
    ]
    for role, player in base.roles.items():
        fallbacks = f", fallbacks: [{', '.join(map(text, player.fallbacks))}]" if player.fallbacks else ""
        lines.append(
            f"      {role}: {{provider: {player.provider}, model: {text(player.model)}, temperature: {player.temperature:g}, "
            f"max_tokens: {player.max_tokens}{fallbacks}}}"
        )
    return "\n".join(lines) + "\n"
