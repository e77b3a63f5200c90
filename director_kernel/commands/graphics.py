"""Graphics of the film: posters, cards, thumbnails, spreads, whole kits, pages of its pictures, blocking plans, the emotional curve."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from director_kernel.commands.kit import HELP, amount, budget, command, studio
from director_kernel.commands.session import Session, ShellSurface
from director_kernel.commands.work import read_settings, run_work
from director_kernel.errors import UsageError
from director_kernel.present.graphics_view import curve_view, page_view
from director_kernel.present.shown import Shown
from director_kernel.schema.project import Change, MarketingAsset, MarketingKind, Project
from director_kernel.schema.slots import LayoutMode

if TYPE_CHECKING:
    from director_kernel.media.draw.graphics.page import Page

SEEN = 1100
"""Pixels of the longer side of a page under the answer."""
_KEPT: dict[LayoutMode, MarketingKind] = {
    LayoutMode.COMIC: "comic",
    LayoutMode.THUMBNAIL_STRIP: "strip",
    LayoutMode.POSTER: "poster",
    LayoutMode.MAGAZINE: "magazine",
}


def _scenes(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    session = ctx.obj if isinstance(ctx.obj, Session) else Session(ShellSurface())
    project = session.director.film.projects.current()
    if project is None:
        return []
    named = [(str(at), scene.title) for at, scene in enumerate(project.scenes, 1)] + [(board.id, board.title) for board in project.boards]
    return [CompletionItem(name, help=title) for name, title in named if name.startswith(incomplete)]


more = click.argument("settings", nargs=-1, metavar="[KEY=VALUE]...")
title = click.option("--title", default="", help="Instead of the film's.")
tagline = click.option("--tagline", default="", help="Instead of the brand's, or a short logline.")
shot = click.option("--shot", default="", help="Whose picture is the key art (2.3); default: the shot that matters most.")
here = click.option("--set-here", is_flag=True, help="Ask for art without words and set them on it here, letter for letter.")
out = click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Also write it to this file: .png or .svg.")


@click.group("graphics", context_settings=HELP)
def graphics() -> None:
    """Posters, title cards, lower thirds, thumbnails, spreads and kits; pages, blocking plans and the emotional curve."""


def _run(session: Session, workflow: str, settings: Sequence[str], studio: str, budget: str | None, set_here: bool, **told: Any) -> Shown:
    given = {**{name: value for name, value in told.items() if value}, **read_settings(settings)}
    if set_here:
        given["lettering"] = "here"
    return run_work(session, workflow, given, studio=studio, cap=amount(budget))


@command("poster")
@more
@title
@tagline
@shot
@click.option("--credit", "credits", multiple=True, help="A name of the billing block, for example 'directed by Ada Kern'; several times.")
@click.option("--release", default="", help="The line under it: in cinemas 1 May.")
@here
@studio
@budget
def poster(session: Session, settings: tuple[str, ...], studio: str, budget: str | None, set_here: bool, **told: Any) -> Shown:
    """Make the poster or one-sheet: key art, title, tagline and billing block."""
    return _run(session, "poster", settings, studio, budget, set_here, **{**told, "credits": list(told["credits"])})


@command("title-card")
@more
@title
@tagline
@shot
@click.option("--plain", is_flag=True, help="On a ground of colour, without a picture.")
@here
@studio
@budget
def title_card(session: Session, settings: tuple[str, ...], studio: str, budget: str | None, set_here: bool, **told: Any) -> Shown:
    """Make the film's title as a shot of its own."""
    return _run(session, "title-card", settings, studio, budget, set_here, **told)


@command("lower-third")
@click.argument("name")
@click.argument("role", required=False, default="")
@out
def lower_third(session: Session, name: str, role: str, out: Path | None) -> Shown:
    """Draw a name and what they are, transparent, to lay over a shot; NAME may be somebody of the bible. Free: it is drawn here."""
    # What draws brings the pixel libraries along: only who draws waits for them.
    from director_kernel.film.pages import voice_of
    from director_kernel.film.posters import LowerThirdSettings, lower_third_words
    from director_kernel.media.graphics import set_on
    from director_kernel.media.size import frame_size

    project = session.director.film.projects.require()
    known = any(name.lower() in (one.id, one.name.lower()) for one in project.bible.characters)
    words = lower_third_words(project, LowerThirdSettings(who=name if known else "", title="" if known else name[:400], tagline=role[:400]))
    page = set_on(None, "lower_third", words, voice_of(project), frame_size(project.aspect, 1920))
    return _kept(session, project, page, "lower_third", words.title, out)


@command("thumbnail")
@more
@title
@tagline
@shot
@click.option("--platform", "platforms", multiple=True, type=click.Choice(["youtube", "tiktok", "square"]), help="Default: all three.")
@here
@studio
@budget
def thumbnail(session: Session, settings: tuple[str, ...], studio: str, budget: str | None, set_here: bool, **told: Any) -> Shown:
    """Make thumbnails: YouTube (16:9), TikTok (9:16), square."""
    return _run(session, "thumbnail", settings, studio, budget, set_here, **{**told, "platforms": list(told["platforms"])})


@command("spread")
@more
@title
@tagline
@shot
@click.option("--body", default="", help="The text; default: logline and scenes.")
@click.option("--quote", default="", help="What is pulled out of it.")
@here
@studio
@budget
def spread(session: Session, settings: tuple[str, ...], studio: str, budget: str | None, set_here: bool, **told: Any) -> Shown:
    """Make a magazine spread: two pages, headline, columns, a pull quote."""
    return _run(session, "spread", settings, studio, budget, set_here, **told)


@command("kit")
@more
@title
@tagline
@shot
@click.option("--credit", "credits", multiple=True, help="A name of the billing block; several times.")
@click.option("--release", default="", help="The line under the poster.")
@here
@studio
@budget
def kit(session: Session, settings: tuple[str, ...], studio: str, budget: str | None, set_here: bool, **told: Any) -> Shown:
    """Make everything at once: poster, title card, thumbnails, and lower thirds of the cast."""
    return _run(session, "graphics-kit", settings, studio, budget, set_here, **{**told, "credits": list(told["credits"])})


@command("page")
@click.argument("subject", required=False, default="", shell_complete=_scenes)
@click.option("--mode", type=click.Choice([mode.value for mode in LayoutMode]), help="Default: as the board says, else storyboard.")
@click.option("--page", "number", type=click.IntRange(1, 60), default=1, show_default=True)
@click.option("--sheet", type=click.Choice(["a4", "letter"]), default="a4", show_default=True)
@click.option("--keep", is_flag=True, help="Keep it among the film's graphics.")
@out
def page(session: Session, subject: str, mode: str | None, number: int, sheet: str, keep: bool, out: Path | None) -> Shown:
    """Lay out a scene, a board or the film from the pictures there are: storyboard, comic, poster, strip or spread. Free."""
    # What draws brings the pixel libraries along: only who draws waits for them.
    from director_kernel.film.layouts import find_subject, layout, reader
    from director_kernel.schema.project import Board

    project = session.director.film.projects.require()
    about = find_subject(project, _bare(subject))
    chosen = LayoutMode(mode) if mode else about.layout if isinstance(about, Board) else LayoutMode.STORYBOARD
    made = layout(project, about, chosen, reader(session.director.workspace), page=number, sheet=sheet)
    named = f"{about.title if about else project.title}, {chosen.value.replace('_', ' ')}"
    if keep and chosen not in _KEPT:
        raise UsageError("a storyboard page is laid out anew whenever it is asked for; write it to a file with --out board.png.")
    return _kept(session, project, made, _KEPT[chosen], named, out) if keep else _shown(made, named, out)


@command("blocking")
@click.argument("scene", required=False, default="1", shell_complete=_scenes)
@click.option("--beat", default="", help="Only one beat of it (2.1).")
@click.option("--frames", type=click.IntRange(1, 3), default=2, show_default=True, help="Key frames made as the plan says.")
@click.option("--plan-only", is_flag=True, help="Draw the plan alone; it costs nothing and changes nothing.")
@out
@studio
@budget
def blocking(
    session: Session, scene: str, beat: str, frames: int, plan_only: bool, out: Path | None, studio: str, budget: str | None
) -> Shown:
    """Plan a scene from above: who stands where, the cameras, the 180° line; and key frames staged as it says."""
    # What draws brings the pixel libraries along: only who draws waits for them.
    from director_kernel.film.blocking import BlockingSettings, subject
    from director_kernel.film.stage_plan import stage
    from director_kernel.media.draw.blocking import blocking as draw

    director = session.director
    project = director.film.projects.require()
    about, beat_id = subject(project, BlockingSettings(scene=_bare(scene), beat=beat))
    plan = stage(project, about, beat_id)
    page = draw(plan)
    shown = _shown(page, f"Blocking plan: {plan.title}", out, plan.wire())
    if plan_only:
        return shown
    kept = director.workspace.assets.add_bytes(page.png, "image/png", width=page.width, height=page.height, meta={"graphic": "blocking"})
    given = {"scene": about.id, "beat": beat_id, "frames": frames, "plan": kept.sha256}
    return run_work(session, "blocking", given, studio=studio, cap=amount(budget))


@command("curve")
@click.argument("subject", required=False, default="", shell_complete=_scenes)
@out
def curve(session: Session, subject: str, out: Path | None) -> Shown:
    """Draw the emotional curve of a scene, a board or the film: tension, intimacy, threat and wonder, each value with its reason."""
    # What draws brings the pixel libraries along: only who draws waits for them.
    from director_kernel.film.emotion import curve as points_of
    from director_kernel.film.emotion import film_curve
    from director_kernel.film.layouts import find_subject, reader
    from director_kernel.media.draw.curve import Mark, chart

    project = session.director.film.projects.require()
    about = find_subject(project, _bare(subject))
    points = points_of(project, about) if about else film_curve(project)
    if not points:
        raise UsageError("there are no beats to draw a curve of; `director scene add` adds a scene, `director film LOGLINE` a film.")
    read = reader(session.director.workspace)
    named = about.title if about else project.title
    marks = [Mark(one.at, one.label, one.emotion.model_dump(), read(one.frame) if one.frame else None, one.said) for one in points]
    drawn = chart(marks, named)
    rows = [(f"{one.at:.1f}", one.label, one.emotion, one.why, one.said) for one in points]
    return curve_view(named, rows, [one.wire() for one in points], _jpeg(drawn), _written(drawn, out))


# Shared


def _bare(name: str) -> str:
    """The name of a scene or board, also where it is typed as workflows take it: "scene=2"."""
    return name.removeprefix("scene=").removeprefix("board=").removeprefix("subject=")


def _jpeg(page: "Page") -> bytes:
    from director_kernel.media.thumbnail import thumbnail as small

    return small(page.png, "image/png", SEEN)


def _written(page: "Page", out: Path | None) -> str:
    """Writes the page where a person wants it and says so. Raises UsageError for an ending nobody knows and a folder that isn't there."""
    if out is None:
        return ""
    if out.suffix.lower() not in (".png", ".svg"):
        raise UsageError(f"{out.name} is neither .png nor .svg; name it so.")
    try:
        out.write_bytes(page.svg.encode() if out.suffix.lower() == ".svg" else page.png)
    except OSError as error:
        raise UsageError(f"{out} can't be written ({error.strerror}); choose another place.") from None
    return f"Wrote {out}."


def _shown(page: "Page", named: str, out: Path | None, data: dict[str, Any] | None = None, kept: str = "") -> Shown:
    pages = f", page {page.number} of {page.pages}" if page.pages > 1 else ""
    lines = [part for part in (f"{named}{pages}: {page.width}×{page.height}", kept, _written(page, out), *page.told()) if part]
    facts = {"title": named, "width": page.width, "height": page.height, "page": page.number, "pages": page.pages}
    return page_view(lines, {**facts, "missing": list(page.missing), "cut": list(page.cut), **(data or {})}, _jpeg(page))


def _kept(session: Session, project: Project, page: "Page", kind: MarketingKind, named: str, out: Path | None) -> Shown:
    """The page stored and among the film's graphics; made twice, it is there once."""
    director = session.director
    asset = director.workspace.assets.add_bytes(
        page.png, "image/png", width=page.width, height=page.height, meta={"graphic": kind, "studio": "here"}
    )
    made = MarketingAsset(id=f"{kind.replace('_', '-')}-{asset.sha256[:16]}", kind=kind, asset=asset.sha256, title=named[:200])
    if any(one.id == made.id for one in project.marketing):
        return _shown(page, named, out, {"id": made.id, "asset": asset.sha256}, "It was among the film's graphics already.")
    changed = director.film.projects.change(
        [Change(op="add", path="marketing", value=made.wire())], project=project.id, note=f"{kind}: {named}"
    )
    return _shown(
        page, named, out, {"id": made.id, "asset": asset.sha256, "version": changed.version}, "It is among the film's graphics now."
    )


for _command in (poster, title_card, lower_third, thumbnail, spread, kit, page, blocking, curve):
    graphics.add_command(_command)

COMMANDS = [graphics]
