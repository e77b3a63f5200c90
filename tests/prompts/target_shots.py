"""One rich shot, and how it reads in every target: what `targets.md` holds."""

import json
from collections.abc import Iterator

from director_kernel.catalog import load_catalog
from director_kernel.prompts.compile import compile_prompt
from director_kernel.prompts.dialect import Compiled, Target
from director_kernel.schema.dialect import Dialect
from director_kernel.schema.plan import Kind
from director_kernel.schema.slots import (
    Angle,
    Character,
    KeySide,
    Line,
    Movement,
    Prop,
    Reference,
    ShotSize,
    Slots,
    Speed,
    TimeOfDay,
)
from tests.catalog.test_dialects import TARGETS

RICH = Slots(
    shot_size=ShotSize.WS,
    angle=Angle.LOW,
    movement=Movement.PUSH_IN,
    movement_speed=Speed.SLOW,
    lens="35mm",
    focus="shallow",
    light_source="practical lamps",
    light_quality="soft",
    key_side=KeySide.LEFT,
    time_of_day=TimeOfDay.DUSK,
    weather="light rain",
    palette=("amber", "teal"),
    mood=("uneasy",),
    style=("cinematic",),
    composition="left-heavy",
    subject="a locksmith",
    characters=(Character(name="Mira", age="30s", gender="f", hair="short black", wardrobe="a red raincoat"),),
    action="turns a key in a shop door",
    props=(Prop(name="key", material="brass"),),
    setting="a narrow market street",
    references=(Reference(role="character", name="Mira"),),
    on_screen_text=("OPEN LATE",),
    dialogue=(Line(text="I kept the key.", speaker="Mira", tone="whispering"),),
    sound=("rain on awnings", "a lock clicking"),
    music="a low cello drone",
    lyrics="[Verse]\nI kept the key",
    bpm=70,
    negatives=("traffic", "no lens flare"),
    motion_strength=-1,
    aspect="9:16",
    duration=6,
    fps=24,
    seed=7,
)
CATALOG = load_catalog()
ORDER = (*TARGETS, "plain")


def compiled(name: str, slots: Slots = RICH, *, kind: Kind | None = None, led: bool = False) -> Compiled:
    """The shot in a dialect, for its first kind unless another is said, with the vendor's rewriters off."""
    dialect = CATALOG.dialects[name]
    return compile_prompt(slots, Target(kind or dialect.kinds[0], dialect=name, image_led=led, literal=True))


def page() -> str:
    """The shot in all targets, for people to read."""
    return "\n".join(["# One shot in every target", "", *(line for name in ORDER for line in _part(CATALOG.dialects[name]))])


def _part(dialect: Dialect) -> Iterator[str]:
    yield f"## {dialect.title} (`{dialect.id}` {dialect.version}, {dialect.standing.value})"
    yield ""
    yield from _shown(compiled(dialect.id))
    if Kind.IMAGE_TO_VIDEO in dialect.kinds:
        yield from ("With a start image:", "")
        yield from ("```text", compiled(dialect.id, kind=Kind.IMAGE_TO_VIDEO, led=True).prompt, "```", "")


def _shown(made: Compiled) -> Iterator[str]:
    yield from ("```text", made.prompt, "```", "")
    if made.negative:
        yield from (f"Negative: `{made.negative}`", "")
    if made.parameters:
        yield from (f"Fields: `{json.dumps(dict(made.parameters), ensure_ascii=False)}`", "")
    most = f" of {made.length.most}" if made.length.most else ""
    yield from (f"Length: {made.length.used}{most} {made.length.unit.value}", "")
    yield from (
        f"- {one.verdict} {one.slot} {one.value!r} → {one.to}: {one.reason}" for one in made.diagnostics if one.verdict == "approximated"
    )
    for reason, slots in _dropped(made).items():
        yield f"- dropped {', '.join(slots)}: {reason}"
    for lint in made.lint:
        yield f"- {'repaired' if lint.repaired else 'look at'} {lint.found!r}: {lint.why}"
    yield ""


def _dropped(made: Compiled) -> dict[str, list[str]]:
    """What was left out, by reason."""
    found: dict[str, list[str]] = {}
    for one in made.diagnostics:
        if one.verdict == "dropped" and one.slot not in found.setdefault(one.reason, []):
            found[one.reason].append(one.slot)
    return found
