"""What the pictures themselves show: colours of one scene, the side of the light, and people in the clothes of their sheets.

Only warnings: what is read from pixels may be wrong, and a person looks before a picture is made again.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from director_kernel.errors import AssetError
from director_kernel.film.rules.camera import angle_between
from director_kernel.film.rules.light import REVERSE, SIDES
from director_kernel.film.rules.seen import SeenFilm, SeenScene, SeenShot, Unchecked, finding
from director_kernel.film.rules.words import alike, changes_light
from director_kernel.schema.project import Finding
from director_kernel.schema.slots import ShotSize

if TYPE_CHECKING:
    from director_kernel.media.likeness import Glimpsed, Worn

BARE = frozenset({ShotSize.BCU, ShotSize.ECU, ShotSize.INSERT})
"""Sizes in which clothes aren't seen."""
Read = TypeVar("Read")
HELD = 4096
"""Pictures whose reading is remembered."""


class Sights:
    """A look at the pictures of a film. `read` gives a picture's bytes, None where it can't be had; each picture is read once."""

    def __init__(self, read: Callable[[str], bytes | None]) -> None:
        self._read = read
        self._frames: dict[str, Glimpsed | None] = {}
        self._sheets: dict[str, tuple[Worn, ...]] = {}

    def __call__(self, film: SeenFilm) -> Iterator[Finding | Unchecked]:
        """What is to be found in the pictures of the film."""
        for scene in film.scenes:
            seen = [(shot, sight) for shot in scene.shots if shot.shot.frame and (sight := self._frame(shot.shot.frame)) is not None]
            if len(seen) < len(scene.shots):
                yield Unchecked("picture_palette", "no picture yet", len(scene.shots) - len(seen))
            yield from self._palettes(scene, seen)
            yield from self._lights(seen)
            for shot, sight in seen:
                yield from self._looks(film, scene, shot, sight)

    def _frame(self, sha256: str) -> "Glimpsed | None":
        from director_kernel.media.likeness import glimpse

        return _remembered(self._frames, sha256, lambda data: glimpse(data), self._read, None)

    def _sheet(self, sha256: str) -> "tuple[Worn, ...]":
        from director_kernel.media.likeness import worn

        return _remembered(self._sheets, sha256, worn, self._read, ())

    def _palettes(self, scene: SeenScene, seen: "list[tuple[SeenShot, Glimpsed]]") -> Iterator[Finding]:
        """Pictures whose colours are of another scene than those around them."""
        from director_kernel.media.likeness import OTHER_PALETTE, palette_distance

        for part in _parts(seen):
            if len(part) < 2:
                continue
            # The picture nearest to all others stands for the scene; of two it is the first.
            home = min(
                part, key=lambda one: (round(sum(palette_distance(one[1].palette, other.palette) for _, other in part), 6), one[0].number)
            )
            for shot, sight in part:
                far = palette_distance(home[1].palette, sight.palette)
                if far < OTHER_PALETTE:
                    continue
                yield finding(
                    "picture_palette",
                    "warn",
                    (shot.path, home[0].path),
                    f"the picture of {shot.label} has other colours than its scene",
                    evidence=f"{_swatches(sight)} in {shot.label}, {_swatches(home[1])} in {home[0].label}; "
                    f"{far:.2f} apart (from {OTHER_PALETTE:g} on it shows)",
                    remedy=f"make the picture of {shot.label} again with the scene's palette, or grade it",
                    ground=(shot.shot.frame, home[0].shot.frame),
                )

    def _lights(self, seen: "list[tuple[SeenShot, Glimpsed]]") -> Iterator[Finding]:
        """Faces lit from the other side than the shot says, or than the picture before from the same direction."""
        before: tuple[SeenShot, Glimpsed] | None = None
        for shot, sight in seen:
            said = shot.slots.key_side if shot.slots.key_side in SIDES else None
            if said is not None and sight.key is not None and sight.key is not said:
                yield self._light(
                    shot, shot, f"lit from the {sight.key} in the picture", f"key light {said} in the shot", (sight.key, said)
                )
            elif said is None and before is not None and sight.key and before[1].key and sight.key is not before[1].key:
                turned = angle_between(before[0].shot.azimuth, shot.shot.azimuth)
                if turned is not None and turned < REVERSE and not changes_light(shot.shot.event):
                    label = before[0].label
                    yield self._light(
                        shot, before[0], f"lit from the {sight.key}", f"{before[1].key} in {label}", (sight.key, before[1].key)
                    )
            before = shot, sight

    def _light(self, shot: SeenShot, like: SeenShot, seen: str, said: str, ground: Any) -> Finding:
        return finding(
            "picture_light",
            "warn",
            (shot.path,) if like is shot else (shot.path, like.path),
            f"the light in the picture of {shot.label} comes from the other side",
            evidence=f"the face is {seen}, {said}",
            remedy=f"make the picture of {shot.label} again, or say that its key light is on the other side",
            ground=(shot.shot.frame, ground),
        )

    def _looks(self, film: SeenFilm, scene: SeenScene, shot: SeenShot, sight: "Glimpsed") -> Iterator[Finding | Unchecked]:
        """People without the telling colours of their character sheet."""
        from director_kernel.media.likeness import missing

        for key in shot.people if shot.slots.shot_size not in BARE else ():
            sheet = _sheet_of(film, key)
            if not sheet or _dressed_otherwise(film, scene, shot, key):
                if not sheet:
                    yield Unchecked("picture_look", f"no character sheet of {film.name(key)}", 1)
                continue
            look = self._sheet(sheet)
            gone = missing(look, sight)
            if not look:
                yield Unchecked("picture_look", f"nothing colourful on the sheet of {film.name(key)}", 1)
            if gone:
                colours = ", ".join(_named(one.hex) for one in gone)
                yield finding(
                    "picture_look",
                    "warn",
                    (shot.path, f"bible/characters/{key}"),
                    f"{film.name(key)} doesn't look like on the character sheet in {shot.label}",
                    evidence=f"{colours} on the sheet, and nowhere in the picture; the picture is {_swatches(sight)}",
                    remedy=f"make the picture of {shot.label} again with the sheet as reference",
                    ground=(shot.shot.frame, sheet),
                )


def _remembered(
    memory: dict[str, Read], sha256: str, see: Callable[[bytes], Read], read: Callable[[str], bytes | None], blank: Read
) -> Read:
    """What was read of a picture, now or before; `blank` for one that can't be read."""
    if sha256 not in memory:
        if len(memory) >= HELD:
            memory.clear()
        data = read(sha256)
        try:
            memory[sha256] = see(data) if data else blank
        except AssetError:
            memory[sha256] = blank
    return memory[sha256]


def _parts(seen: "list[tuple[SeenShot, Glimpsed]]") -> "Iterator[list[tuple[SeenShot, Glimpsed]]]":
    """Pictures between two events of the light; details show no scene."""
    part: list[tuple[SeenShot, Glimpsed]] = []
    for shot, sight in seen:
        if changes_light(shot.shot.event):
            yield part
            part = []
        if shot.slots.shot_size not in BARE:
            part.append((shot, sight))
    yield part


def _sheet_of(film: SeenFilm, key: str) -> str:
    """The picture someone must look like: the first of their character sheets, else their first picture."""
    known = film.characters.get(key)
    sheets = [one.asset for one in film.project.bible.assets if one.of == key and one.category == "character_sheet"]
    return next(iter((*sheets, *(known.assets if known else ()))), "")


def _dressed_otherwise(film: SeenFilm, scene: SeenScene, shot: SeenShot, key: str) -> bool:
    """Whether the shot or the scene dresses someone otherwise than the bible, or something changed their look before."""
    known = film.characters.get(key)
    told = (shot.told[key].wardrobe if key in shot.told else "") or scene.scene.wardrobe.get(key, "")
    changed = any(one.shot.event and key in one.people for one in scene.shots[: shot.number])
    return changed or bool(told and known and not alike(told, known.look.wardrobe))


def _swatches(sight: "Glimpsed") -> str:
    """A picture's colours by name, the largest first."""
    return ", ".join(dict.fromkeys(_named(one.hex) for one in sight.palette[:3]))


def _named(hex_: str) -> str:
    from director_kernel.media.analysis import colour_name

    return colour_name(hex_)
