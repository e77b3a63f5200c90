"""What all graphics of a project share: the step that makes one from key art and words, and the marketing asset it becomes.

Everything a take-in needs stands in the plan: words and shape as they were when it was begun. Taken in twice, it is there once.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field

from director_kernel.errors import UsageError
from director_kernel.film import frames
from director_kernel.film.frames import SheetSettings
from director_kernel.film.pages import credits_of, tagline_of, voice_of, weight_of
from director_kernel.film.reel import frame_slots
from director_kernel.film.shots import Placed, find_shot, placed
from director_kernel.film.workflow import Made, TakenIn
from director_kernel.schema.asset import Asset
from director_kernel.schema.plan import DraftStep, Plan, Step
from director_kernel.schema.project import Change, MarketingAsset, MarketingKind, Part, Project, Trace
from director_kernel.schema.slots import LayoutMode, Reference, ShotSize, Slots, Typography
from director_kernel.schema.words import counted

_KEY = "graphic"
"""The key of a step with what it makes: kind, platform, words."""
BETWEEN = " · "
LETTERLESS = ("text", "letters", "typography", "logo", "watermark")
Lettering = Literal["model", "here"]
Words = Annotated[str, Field(max_length=400)]


class GraphicSettings(SheetSettings):
    """`shot`: whose picture is the key art, else the one that matters most. `title` and `tagline` instead of the project's; `lettering`:
    "model" has the model set the words, "here" asks it for art without any and sets them on it exactly."""

    shot: str = ""
    title: Words = ""
    tagline: Words = ""
    lettering: Lettering = "model"


class Said(NamedTuple):
    """The words of one graphic."""

    title: str
    tagline: str = ""
    body: str = ""
    kicker: str = ""
    quote: str = ""


class Shape(NamedTuple):
    """What is made: the kind it is kept as, how a composition names it, its layout mode, shape and platform."""

    kind: MarketingKind
    composition: str
    aspect: str
    layout: LayoutMode | None = None
    platform: str = ""


POSTER = Shape("poster", "movie poster, key art with room for the title", "2:3", LayoutMode.POSTER)
ONE_SHEET = Shape("one_sheet", "theatrical one-sheet, key art with title and billing block", "2:3", LayoutMode.POSTER)
SPREAD = Shape("magazine", "magazine spread of two facing pages, picture left, headline and columns right", "3:2", LayoutMode.MAGAZINE)
TITLE_CARD = Shape("title_card", "title card, lettering alone over a darkened picture", "")
LOWER_THIRD = Shape("lower_third", "lower third, name and role on a bar at the left, nothing else", "")
THUMBNAILS = {
    "youtube": Shape("thumbnail", "thumbnail, a face and few very large words beside it", "16:9", platform="youtube"),
    "tiktok": Shape("thumbnail", "thumbnail, a face and few very large words below it", "9:16", platform="tiktok"),
    "square": Shape("thumbnail", "thumbnail, a face and few very large words below it", "1:1", platform="square"),
}


# Going out


def words_of(project: Project, settings: GraphicSettings, *, body: str = "", kicker: str = "") -> Said:
    """Title and tagline: the settings', else the project's."""
    return Said(settings.title or project.title, settings.tagline or tagline_of(project), body, kicker)


def step(project: Project, settings: GraphicSettings, name: str, shape: Shape, words: Said, *, with_art: bool = True) -> DraftStep:
    """The step that makes one graphic; its id is `name`."""
    at = key_shot(project, settings.shot) if with_art else None
    art = _art(project, at) if with_art else Slots()
    slots = _lettered(project, settings, art, shape, words)
    made = frames.picture_step(
        project,
        settings,
        name,
        slots,
        action=f"{_NAMES[shape.kind]}: {words.title}"[:160],
        inputs=frames.references(slots),
        aspect=shape.aspect or project.aspect,
        key=f"{name}/{words.title}",
    )
    told = {
        "kind": shape.kind,
        "platform": shape.platform,
        "lettering": settings.lettering,
        "words": list(words),
        "mode": shape.composition,
    }
    return made.model_copy(update={_KEY: told})


_NAMES: dict[str, str] = {
    "poster": "Poster",
    "one_sheet": "One-sheet",
    "title_card": "Title card",
    "lower_third": "Lower third",
    "thumbnail": "Thumbnail",
    "magazine": "Magazine spread",
}


def _lettered(project: Project, settings: GraphicSettings, art: Slots, shape: Shape, words: Said) -> Slots:
    """The art with its words, in the project's hand; or without any, where they are set here."""
    voice, brand = voice_of(project), project.brand
    genre = (f"{project.genre} film",) if project.genre else ()
    common: dict[str, Any] = {
        "style": tuple(dict.fromkeys((*genre, *art.style, *(brand.always if brand else ())))),
        "palette": voice.palette or art.palette,
        "negatives": tuple(dict.fromkeys((*art.negatives, *voice.never))),
        "composition": shape.composition,
    }
    if settings.lettering == "here":
        common["composition"] = f"key art for a {_NAMES[shape.kind].lower()}, calm space for lettering"
        common["negatives"] = tuple(dict.fromkeys((*common["negatives"], *LETTERLESS)))
        return art.with_(**common)
    said = (
        (words.title, words.tagline, words.kicker) if shape.kind == "magazine" else (words.title, words.tagline, words.body, words.kicker)
    )
    typography = Typography(
        headline=words.title,
        subhead=words.tagline,
        body=words.body,
        density="dense" if shape.kind == "magazine" else "light" if words.body else "none",
        tone=brand.voice if brand else "",
        font=voice.typography,
    )
    shown = tuple(dict.fromkeys(one for one in (*said, *([words.quote] if words.quote else [])) if one))
    return art.with_(**common, layout_mode=shape.layout, typography=typography, on_screen_text=shown)


def key_shot(project: Project, shot: str = "") -> Placed | None:
    """The shot a graphic is made of: the one named, else the weightiest that shows people, with a picture if there is one; None in a
    project without shots. Raises UsageError for one that isn't there."""
    if shot:
        return find_shot(project, shot)
    leads = {one.id for one in project.bible.characters if one.part is Part.LEAD}
    return max(
        placed(project),
        key=lambda at: (
            bool(at.shot.characters or at.shot.slots.characters),
            bool(leads & set(at.shot.characters)),
            bool(at.shot.frame),
            weight_of(at),
        ),
        default=None,
    )


def _art(project: Project, at: Placed | None) -> Slots:
    """The key art in slots: the shot without its camera move and lettering, its picture the first reference."""
    if at is None:
        return _of_bible(project)
    said = frame_slots(project, at)
    frame = (Reference(role="start", name="key frame", asset=at.shot.frame),) if at.shot.frame else ()
    still: dict[str, Any] = {"movement": None, "movement_speed": None, "motion_strength": None, "coverage": None, "on_screen_text": ()}
    return said.with_(**still, aspect="", references=(*frame, *said.references))


def _of_bible(project: Project) -> Slots:
    """Key art of a film that has no shots yet: its leads, in its first place."""
    people = [one for one in project.bible.characters if one.part in (Part.LEAD, Part.ANTAGONIST)] or list(project.bible.characters)
    place = project.bible.locations[0] if project.bible.locations else None
    if not people and not place and not project.logline:
        raise UsageError(
            "the project has nothing to show yet; `director bible add character NAME` or `director scene add` gives it something."
        )
    sheets = [Reference(role="character", name=one.name, asset=one.assets[0]) for one in people[:3] if one.assets]
    return Slots(
        shot_size=ShotSize.MS if people else None,
        characters=tuple(one.look for one in people[:3]),
        subject="" if people else project.logline[:300],
        setting=(place.setting or place.name) if place else "",
        time_of_day=place.time_of_day if place else None,
        mood=project.style.mood,
        style=project.style.style,
        grade=project.style.grade,
        palette=project.style.palette,
        negatives=project.style.negatives,
        references=tuple(sheets),
    )


def billing_of(project: Project, credits: Sequence[str]) -> str:
    """The billing block in one line."""
    return BETWEEN.join(one.strip() for one in (credits or credits_of(project)) if one.strip())


# Coming back


def taken(project: Project, workflow: str, made: Made, more: Sequence[MarketingAsset] = ()) -> TakenIn:
    """Every graphic of a plan as a marketing asset, with what it was asked for; those already there are left as they are."""
    assets = [*(_asset(project, made, one) for one in made.plan.steps if _told(one)), *more]
    known = {one.id for one in project.marketing}
    new = [one for one in assets if one.id not in known]
    traces = tuple(_trace(project, workflow, made, one) for one in made.plan.steps if _told(one))
    return TakenIn(
        tuple(Change(op="add", path="marketing", value=one.wire()) for one in new),
        traces if new else (),
        f"{counted(len(assets), 'graphic')} in the project: {', '.join(dict.fromkeys(_NAMES[one.kind].lower() for one in assets))}",
    )


def _told(one: Step) -> dict[str, Any]:
    found = one.extra.get(_KEY)
    return found if isinstance(found, dict) else {}


def asset_id(plan: Plan, name: str) -> str:
    """The id of what a step became."""
    return f"graphic-{plan.id}-{name}"[:60]


def _asset(project: Project, made: Made, one: Step) -> MarketingAsset:
    told, take = _told(one), made.takes[one.id]
    words = Said(*(str(word) for word in told["words"]))
    if told.get("lettering") == "here":
        take = _set_here(project, made, one, told, words, take)
    return MarketingAsset(
        id=asset_id(made.plan, one.id),
        kind=told["kind"],
        asset=take.sha256,
        title=words.title,
        platform=told["platform"],
        aspect=one.aspect,
    )


def _set_here(project: Project, made: Made, one: Step, told: dict[str, Any], words: Said, take: Asset) -> Asset:
    """The art with its words set on it: every letter as it was written."""
    # Pixels are only needed here, and loading what draws them takes longer than everything else a workflow does.
    from director_kernel.media.graphics import set_on

    note = "previs" if take.meta.get("studio") == "previs" else ""
    size = (take.width or 1280, take.height or 720)
    page = set_on(made.read(one.id), told["kind"], words, voice_of(project), size, note)
    meta: dict[str, Any] = {key: take.meta[key] for key in ("studio", "label", "model") if key in take.meta}
    meta.update(graphic=told["kind"], art=take.sha256)
    return made.store(page.png, "image/png", {"width": page.width, "height": page.height, "meta": meta})


def _trace(project: Project, workflow: str, made: Made, one: Step) -> Trace:
    return Trace(
        project=project.id,
        workflow=workflow,
        where=f"marketing/{asset_id(made.plan, one.id)}",
        slots=one.slots,
        target=one.model,
        prompt=one.prompt,
        plan=made.plan.id,
        step=one.id,
        asset=made.takes[one.id].sha256,
    )
