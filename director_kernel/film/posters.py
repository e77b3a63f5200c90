"""Graphics of a film: poster and one-sheet, title card, lower third, thumbnails, magazine spread, and all of them as a kit."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from director_kernel.errors import UsageError
from director_kernel.film import frames
from director_kernel.film.artwork import (
    LOWER_THIRD,
    ONE_SHEET,
    POSTER,
    SPREAD,
    THUMBNAILS,
    TITLE_CARD,
    GraphicSettings,
    Said,
    Words,
    asset_id,
    billing_of,
    step,
    taken,
    words_of,
)
from director_kernel.film.pages import voice_of
from director_kernel.film.workflow import Made, TakenIn
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Draft
from director_kernel.schema.project import MarketingAsset, Part, Project

Platform = Literal["youtube", "tiktok", "square"]
Names = Annotated[tuple[Words, ...], Field(max_length=24)]


class PosterSettings(GraphicSettings):
    """`credits`: the billing block, name by name, else the cast; `release`: the line under it ("in cinemas 1 May"); `sheet`: "one-sheet"
    for one with the whole billing block."""

    credits: Names = ()
    release: Words = ""
    sheet: Literal["poster", "one-sheet"] = "one-sheet"


class TitleCardSettings(GraphicSettings):
    """`plain`: on a ground of colour, without a picture; `over`: the small line over the title."""

    plain: bool = False
    over: Words = ""


class LowerThirdSettings(GraphicSettings):
    """`title` is the name, `tagline` what they are; `who` takes both from a character of the bible."""

    who: str = ""


class ThumbnailSettings(GraphicSettings):
    """`platforms`: youtube (16:9), tiktok (9:16), square (1:1)."""

    platforms: Annotated[tuple[Platform, ...], Field(min_length=1, max_length=3)] = ("youtube", "tiktok", "square")


class SpreadSettings(GraphicSettings):
    """`body`: the text, else logline and scenes; `quote`: what is pulled out of it; `section`: the line over the headline."""

    body: Annotated[str, Field(max_length=8000)] = ""
    quote: Words = ""
    section: Words = "Feature"


class KitSettings(PosterSettings):
    """Everything of a poster; `people`: for how many of the cast there are lower thirds (drawn here, they cost nothing)."""

    platforms: Annotated[tuple[Platform, ...], Field(max_length=3)] = ("youtube", "tiktok", "square")
    people: Annotated[int, Field(ge=0, le=12)] = 4


def _draft(project: Project, settings: GraphicSettings, what: str, steps: Sequence[Any]) -> Draft:
    return frames.draft(project, settings, f"{what}: {settings.title or project.title}", steps)


class Poster:
    """Key art, title, tagline, billing block."""

    name: ClassVar[str] = "poster"
    title: ClassVar[str] = "Poster"
    about: ClassVar[str] = "A poster or one-sheet: key art of the weightiest shot, the title, the tagline, the billing block."
    Settings: ClassVar[type[Noun]] = PosterSettings

    def draft(self, project: Project, settings: Any) -> Draft:
        """One picture. Raises UsageError for a shot that isn't there, or a project with nothing to show."""
        return _draft(project, settings, self.title, [_poster_step(project, settings)])

    def take_in(self, project: Project, settings: Any, made: Made) -> TakenIn:
        """The poster among the marketing assets."""
        return taken(project, self.name, made)


def _poster_step(project: Project, settings: PosterSettings) -> Any:
    shape = ONE_SHEET if settings.sheet == "one-sheet" else POSTER
    body = billing_of(project, settings.credits) if settings.sheet == "one-sheet" or settings.credits else ""
    return step(project, settings, "poster", shape, words_of(project, settings, body=body, kicker=settings.release))


class TitleCard:
    """The film's title as a shot."""

    name: ClassVar[str] = "title-card"
    title: ClassVar[str] = "Title card"
    about: ClassVar[str] = "The title as a shot of its own, over the key art or on a plain ground."
    Settings: ClassVar[type[Noun]] = TitleCardSettings

    def draft(self, project: Project, settings: Any) -> Draft:
        """One picture in the film's shape."""
        words = words_of(project, settings, kicker=settings.over)
        return _draft(
            project, settings, self.title, [step(project, settings, "title-card", TITLE_CARD, words, with_art=not settings.plain)]
        )

    def take_in(self, project: Project, settings: Any, made: Made) -> TakenIn:
        """The card among the marketing assets."""
        return taken(project, self.name, made)


class LowerThird:
    """A name and what they are, to be laid over a shot."""

    name: ClassVar[str] = "lower-third"
    title: ClassVar[str] = "Lower third"
    about: ClassVar[str] = "A name and what they are, transparent, to be laid over a shot (previs; models make it on a ground)."
    Settings: ClassVar[type[Noun]] = LowerThirdSettings

    def draft(self, project: Project, settings: Any) -> Draft:
        """One picture in the film's shape. Raises UsageError for somebody who isn't in the bible."""
        words = lower_third_words(project, settings)
        return _draft(project, settings, self.title, [step(project, settings, "lower-third", LOWER_THIRD, words, with_art=False)])

    def take_in(self, project: Project, settings: Any, made: Made) -> TakenIn:
        """The lower third among the marketing assets."""
        return taken(project, self.name, made)


def lower_third_words(project: Project, settings: LowerThirdSettings) -> Said:
    """Name and role, of the settings or of somebody in the bible. Raises UsageError."""
    if not settings.who:
        return Said(settings.title or project.title, settings.tagline)
    wanted = settings.who.lower()
    who = next((one for one in project.bible.characters if wanted in (one.id, one.name.lower())), None)
    if who is None:
        raise UsageError(f"there is nobody called {settings.who[:40]!r} in the bible; `director bible` lists who there is.")
    return Said(settings.title or who.name, settings.tagline or who.about[:80])


class Thumbnails:
    """Pictures to be read at the size of a stamp."""

    name: ClassVar[str] = "thumbnail"
    title: ClassVar[str] = "Thumbnails"
    about: ClassVar[str] = "Thumbnails for YouTube (16:9), TikTok (9:16) and square: a face and few, large words."
    Settings: ClassVar[type[Noun]] = ThumbnailSettings

    def draft(self, project: Project, settings: Any) -> Draft:
        """One picture for each platform."""
        return _draft(project, settings, self.title, _thumbnails(project, settings, settings.platforms))

    def take_in(self, project: Project, settings: Any, made: Made) -> TakenIn:
        """The thumbnails among the marketing assets."""
        return taken(project, self.name, made)


def _thumbnails(project: Project, settings: GraphicSettings, platforms: Sequence[Platform]) -> list[Any]:
    words = Said(settings.title or project.title, settings.tagline)
    return [step(project, settings, f"thumbnail-{name}", THUMBNAILS[name], words) for name in dict.fromkeys(platforms)]


class Spread:
    """Two pages of a magazine."""

    name: ClassVar[str] = "spread"
    title: ClassVar[str] = "Magazine spread"
    about: ClassVar[str] = "Two facing pages: key art, headline, columns and a pull quote."
    Settings: ClassVar[type[Noun]] = SpreadSettings

    def draft(self, project: Project, settings: Any) -> Draft:
        """One picture of both pages."""
        scenes = " ".join(scene.text for scene in project.scenes if scene.text)
        words = words_of(project, settings, body=settings.body or f"{project.logline} {scenes}".strip(), kicker=settings.section)
        return _draft(project, settings, self.title, [step(project, settings, "spread", SPREAD, words._replace(quote=settings.quote))])

    def take_in(self, project: Project, settings: Any, made: Made) -> TakenIn:
        """The spread among the marketing assets."""
        return taken(project, self.name, made)


class GraphicsKit:
    """All of it in one plan."""

    name: ClassVar[str] = "graphics-kit"
    title: ClassVar[str] = "Graphics kit"
    about: ClassVar[str] = "Poster, title card, thumbnails for three platforms and the cast's lower thirds, in one hand."
    Settings: ClassVar[type[Noun]] = KitSettings

    def draft(self, project: Project, settings: Any) -> Draft:
        """A picture for each but the lower thirds, which are drawn here."""
        card = step(project, settings, "title-card", TITLE_CARD, words_of(project, settings))
        steps = [_poster_step(project, settings), card, *_thumbnails(project, settings, settings.platforms)]
        return _draft(project, settings, self.title, steps)

    def take_in(self, project: Project, settings: Any, made: Made) -> TakenIn:
        """Everything among the marketing assets, with the cast's lower thirds."""
        order = {Part.LEAD: 0, Part.ANTAGONIST: 1, Part.SUPPORT: 2, Part.EXTRA: 3}
        cast = sorted(project.bible.characters, key=lambda one: order[one.part])[: settings.people]
        return taken(project, self.name, made, [_name_of(project, made, one.id, Said(one.name, one.about[:80])) for one in cast])


def _name_of(project: Project, made: Made, who: str, words: Said) -> MarketingAsset:
    # Pixels are only needed here, and loading what draws them takes longer than everything else a workflow does.
    from director_kernel.media.graphics import set_on
    from director_kernel.media.size import frame_size

    page = set_on(None, "lower_third", words, voice_of(project), frame_size(project.aspect, 1920), "")
    asset = made.store(page.png, "image/png", {"width": page.width, "height": page.height, "meta": {"graphic": "lower_third", "of": who}})
    name = asset_id(made.plan, f"name-{who}")
    return MarketingAsset(id=name, kind="lower_third", asset=asset.sha256, title=words.title, aspect=project.aspect)


GRAPHICS = {one.name: one for one in (Poster(), TitleCard(), LowerThird(), Thumbnails(), Spread(), GraphicsKit())}
