"""Character sheets: who somebody is, from all sides and in every mood, as the reference of every later shot they are in."""

import difflib
from typing import Annotated, Any, ClassVar

from pydantic import Field

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.errors import UsageError
from director_kernel.film import frames
from director_kernel.film.frames import SheetSettings
from director_kernel.film.workflow import Made, TakenIn
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Draft, DraftStep, Input, Role, Step
from director_kernel.schema.project import BibleCharacter, Board, Category, Change, Project, VisualAsset
from director_kernel.schema.slots import Character, Panel, Reference, ShotSize, Slots

POSES, EXPRESSIONS = "poses", "expressions"
"""The steps of a sheet; the second only where expressions are wanted."""
_CATEGORIES: dict[str, Category] = {POSES: "character_sheet", EXPRESSIONS: "expression_sheet"}
_WHOLE = "centred, filling the frame from head to toe"


class CharacterSheetSettings(SheetSettings):
    """`who`: a character of the bible by id or name. `poses`: whole figures, with `turnaround` the first four are the same stance from
    four sides. `expressions`: faces, 0 for none."""

    who: Annotated[str, Field(min_length=1, max_length=100)]
    poses: Annotated[int, Field(ge=4, le=8)] = 6
    expressions: Annotated[int, Field(ge=0, le=8)] = 6
    turnaround: bool = True


class CharacterSheet:
    """Poses and expressions of one character."""

    name: ClassVar[str] = "character-sheet"
    title: ClassVar[str] = "Character sheet"
    about: ClassVar[str] = "Somebody from all sides and in every mood on a plain ground; every later shot with them goes by it."
    Settings: ClassVar[type[Noun]] = CharacterSheetSettings

    def draft(self, project: Project, settings: Any) -> Draft:
        """One or two sheets. Raises UsageError for somebody the bible doesn't know."""
        who = find_character(project, settings.who)
        given = [Input(role=Role.REFERENCE, asset=asset) for asset in who.assets[:1]]
        steps = [_sheet(project, settings, who, POSES, _poses(who, settings), given)]
        if settings.expressions:
            # The faces go by the figures, so that both show the same person.
            after = [Input(role=Role.REFERENCE, step=POSES)]
            steps.append(_sheet(project, settings, who, EXPRESSIONS, _faces(who, settings), after))
        return frames.draft(project, settings, f"Character sheet: {who.name}", steps)

    def take_in(self, project: Project, settings: Any, made: Made) -> TakenIn:
        """The sheets as the character's pictures, the poses first, and a board of each."""
        who = next((one for one in project.bible.characters if one.id == frames.home_of(made.plan.steps[0]).of), None)
        if who is None:
            return TakenIn((), (), "the character is gone from the bible; the sheets stay in the gallery")
        steps = list(made.plan.steps)
        boards: list[tuple[Board, list[Step]]] = []
        notes: list[str] = []
        for step in steps:
            cut, note = frames.cut(made, step)
            title = f"{who.name}: {step.id}"
            board = frames.board_of(
                frames.board_id(made.plan, step.id), cut, title=title, kind="character_sheet", sheet=made.takes[step.id].sha256
            )
            boards.append((board, [step]))
            notes.append(f"{step.id} {note}" if note else "")
        found = frames.taken(project, self.name, made, boards, "; ".join(dict.fromkeys(filter(None, notes))))
        if who.locked or not found.changes:
            locked = f"; {who.name} is locked, so the sheet is no reference yet" if who.locked else ""
            return TakenIn(found.changes, found.traces, found.note + locked)
        return TakenIn(
            (*found.changes, *_attached(project, who, steps, made)), found.traces, f"{found.note}; every shot with {who.name} goes by it"
        )


def find_character(project: Project, name: str) -> BibleCharacter:
    """The character of this id or name. Raises UsageError naming the nearest."""
    wanted = name.strip().lower()
    known = project.bible.characters
    for one in known:
        if wanted in (one.id, one.name.lower()):
            return one
    if not known:
        raise UsageError("the bible has no characters yet; `director bible add character` adds one.")
    near = difflib.get_close_matches(wanted, [one.name.lower() for one in known], n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(one.name for one in known)}."
    raise UsageError(f"the bible has no character {name[:40]!r}; {hint}")


def _sheet(project: Project, settings: SheetSettings, who: BibleCharacter, name: str, panels: list[Panel], given: list[Input]) -> DraftStep:
    look = who.look.with_(pose="", gaze="", emotion="")
    slots = Slots(
        subject=f"character sheet of {who.name}: {name}",
        characters=(look,),
        setting="plain light grey studio backdrop",
        light_quality="soft",
        light_source="soft even studio light",
        shot_size=ShotSize.CU if name == EXPRESSIONS else ShotSize.WS,
        composition=_WHOLE if name == POSES else "centred",
        style=project.style.style,
        references=tuple(Reference(role="character", name=who.name, asset=one.asset) for one in given),
    )
    columns = len(panels) if len(panels) <= 4 and name == POSES else -(-len(panels) // 2)
    layout = f"{columns}x{-(-len(panels) // columns)}"
    action = f"Character sheet of {who.name}: {name}"
    home = frames.Home(of=who.id)
    return frames.sheet_step(project, settings, name, slots, panels, layout=layout, action=action, home=home, inputs=given)


def _poses(who: BibleCharacter, settings: CharacterSheetSettings) -> list[Panel]:
    table = load_lexicon("sheets")
    rows = [*table["turnaround"], *table["attitudes"]] if settings.turnaround else [table["turnaround"][0], *table["attitudes"]]
    return [_panel(who, row, "9:16") for row in rows[: settings.poses]]


def _faces(who: BibleCharacter, settings: CharacterSheetSettings) -> list[Panel]:
    rows = load_lexicon("sheets")["expressions"][: settings.expressions]
    return [_panel(who, {"gaze": "at the camera", **row}, "1:1") for row in rows]


def _panel(who: BibleCharacter, row: dict[str, str], aspect: str) -> Panel:
    how = {name: row[name] for name in ("pose", "gaze", "emotion") if name in row}
    return Panel(label=row["label"], slots=Slots(characters=(Character(name=who.name, **how),), aspect=aspect))


def _attached(project: Project, who: BibleCharacter, steps: list[Step], made: Made) -> list[Change]:
    """The sheets in front of the character's other pictures, and in the bible by their category."""
    new = [made.takes[step.id].sha256 for step in steps]
    assets = [*new, *(asset for asset in who.assets if asset not in new)]
    changes = [Change(op="set", path=f"bible/characters/{who.id}/assets", value=assets)]
    for step, asset in zip(steps, new, strict=True):
        visual = VisualAsset(
            id=f"{frames.board_id(made.plan, step.id)}-sheet"[:64],
            asset=asset,
            category=_CATEGORIES[step.id],
            name=f"{who.name}: {step.id}",
            of=who.id,
            phrase=who.anchor,
        )
        changes.append(Change(op="add", path="bible/assets", value=visual.wire()))
    return changes
