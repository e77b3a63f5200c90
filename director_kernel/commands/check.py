"""Continuity and story health of the current project: findings, and mending, proposing, dismissing them."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from director_kernel.commands.kit import HELP, command, json_option
from director_kernel.commands.session import Session, ShellSurface
from director_kernel.errors import AssetError, UsageError
from director_kernel.present.findings_view import Listed, Scored, findings_view, health_view, mended_view
from director_kernel.present.html import box, el, join
from director_kernel.present.shown import Shown
from director_kernel.schema.project import Finding, Project
from director_kernel.schema.words import counted

if TYPE_CHECKING:
    from director_kernel.film.guardian import Report
    from director_kernel.film.health import Reason

FRAME = 128
"""Pixels of a small frame."""
FRAMED = 24
"""Findings that are shown with frames: a saved notebook stays small."""


def _ids(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    session = ctx.obj if isinstance(ctx.obj, Session) else Session(ShellSurface())
    try:
        found = session.director.film.guardian.report().findings
    except UsageError:
        return []
    return [CompletionItem(one.id, help=one.message) for one in found if one.id.startswith(incomplete)]


def _prefix(session: Session) -> str:
    return "director" if session.surface.name == "shell" else "%director"


@click.group("continuity", invoke_without_command=True, context_settings=HELP)
@click.option("--scene", default="", help="Only this scene: its number, id or title.")
@click.option("--dismissed", is_flag=True, help="Show what was dismissed.")
@json_option
@click.pass_context
def continuity(ctx: click.Context, scene: str, dismissed: bool) -> Any:
    """What a careful eye would stop at in the current project, and how it is mended."""
    return ctx.invoke(show, scene=scene, dismissed=dismissed) if ctx.invoked_subcommand is None else None


@command("show")
@click.option("--scene", default="", help="Only this scene: its number, id or title.")
@click.option("--dismissed", is_flag=True, help="Show what was dismissed.")
def show(session: Session, scene: str, dismissed: bool) -> Shown:
    """List the findings, by scene, the gravest first."""
    from director_kernel.film.guardian import scene_of
    from director_kernel.film.shots import find_scene

    film = session.director.film
    project, seen = film.projects.require(), film.guardian.report()
    found = seen.dismissed if dismissed else seen.findings
    if scene:
        wanted = find_scene(project, scene).id
        found = tuple(one for one in found if scene_of(one) == wanted)
    return findings_view(
        _listed(session, project, found, dismissed),
        title=project.title,
        summary=_summary(found, seen.shots, "dismissed" if dismissed else "found"),
        unchecked=[] if dismissed else _unchecked(seen),
        dismissed=0 if dismissed else len(seen.dismissed),
        prefix=_prefix(session),
        more={"project": project.id, "version": project.version, "shots": seen.shots},
    )


def _listed(session: Session, project: Project, found: Sequence[Finding], dismissed: bool) -> list[Listed]:
    from director_kernel.film.guardian import scene_of
    from director_kernel.film.rules import RULES
    from director_kernel.film.shots import placed

    scenes = {scene.id: f"Scene {at}: {scene.title}" for at, scene in enumerate(project.scenes, 1)}
    numbers = {scene.id: at for at, scene in enumerate(project.scenes, 1)}
    shots = {at.path: (f"{numbers[at.scene.id]}.{at.number}", at.shot.frame) for at in placed(project) if at.shot.frame}

    def frames(one: Finding, place: int) -> tuple[tuple[str, bytes], ...]:
        there = [shots[path] for path in one.where if path in shots] if place < FRAMED else []
        return tuple((label, small) for label, sha in there[:3] if (small := _small(session, sha)))

    return [
        Listed(one, scenes.get(scene_of(one), "The whole film"), RULES[one.rule].title, frames(one, place), dismissed)
        for place, one in enumerate(found)
    ]


def _small(session: Session, sha256: str | None) -> bytes | None:
    """A frame as a small JPEG; None where it can't be had."""
    # The reader of pictures is large, and most films asked about have none yet.
    from director_kernel.media.thumbnail import thumbnail

    assets = session.director.workspace.assets
    asset = assets.get(sha256) if sha256 else None
    if asset is None or not asset.mime.startswith("image/") or asset.mime == "image/svg+xml":
        return None
    try:
        return thumbnail(assets.path(asset), asset.mime, FRAME)
    except (AssetError, OSError):
        return None


def _summary(found: Sequence[Finding], shots: int, word: str) -> str:
    if not found:
        return f"nothing {word} in {counted(shots, 'shot')}."
    names = (("error", "error"), ("warn", "warning"), ("info", "note"))
    counts = [(sum(one.severity == severity for one in found), name) for severity, name in names]
    told = ", ".join(counted(count, name) for count, name in counts if count)
    mended = sum(bool(one.fix) for one in found)
    return f"{told} {word} in {counted(shots, 'shot')}; {mended or 'none'} can be fixed at once."


def _unchecked(seen: "Report") -> list[str]:
    from director_kernel.film.rules import RULES

    return [f"{RULES[one.rule].title}: {one.why} ({one.times}×)" for one in seen.unchecked]


@command("fix")
@click.argument("findings", nargs=-1, metavar="[ID|RULE]...", shell_complete=_ids)
@click.option("--all", "everything", is_flag=True, help="Everything that can be fixed.")
@click.option("--scene", default="", help="Everything in this scene that can be fixed.")
def fix(session: Session, findings: tuple[str, ...], everything: bool, scene: str) -> Shown:
    """Make the fix of a finding, of all of a rule, or of everything."""
    guardian = session.director.film.guardian
    before = session.director.film.projects.require()
    names = _named(session, findings, everything, scene, "fix")
    if names is None:
        return Shown("There is nothing to fix.", data={"fixed": [], "changes": [], "left": []})
    work = guardian.fix(names)
    return mended_view(work.fixed, work.left, lines=_told(before, work.changes), prefix=_prefix(session))


@command("propose")
@click.argument("findings", nargs=-1, metavar="[ID|RULE]...", shell_complete=_ids)
@click.option("--scene", default="", help="Everything in this scene that can be fixed.")
def propose(session: Session, findings: tuple[str, ...], scene: str) -> Shown:
    """Propose the fixes (default: all), to be accepted, edited or refused like any proposal."""
    before = session.director.film.projects.require()
    names = _named(session, findings, not findings and not scene, scene, "propose")
    if names is None:
        return Shown("There is nothing to propose.", data={"proposal": None})
    proposal = session.director.film.guardian.propose(names)
    lines = _told(before, proposal.changes)
    head = f"Proposal {proposal.id}: {proposal.why}"
    end = f"{_prefix(session)} project accept {proposal.id}"
    text = "\n".join([head, *(f"  {line}" for line in lines), f"`{end}` makes them."])
    html = box(el("strong", head), el("ul", join(el("li", line) for line in lines)), el("div", el("code", end), " makes them."))
    return Shown(text, html, proposal.wire())


def _named(session: Session, findings: Sequence[str], everything: bool, scene: str, verb: str) -> tuple[str, ...] | None:
    """The findings meant, () for all; None where a scene has none. Raises UsageError where nobody said which."""
    from director_kernel.film.guardian import scene_of
    from director_kernel.film.shots import find_scene

    if scene:
        wanted = find_scene(session.director.film.projects.require(), scene).id
        there = session.director.film.guardian.report().findings
        return tuple(one.id for one in there if scene_of(one) == wanted) or None
    if not findings and not everything:
        raise UsageError(f"say which findings: `{_prefix(session)} continuity {verb} ID`, a rule's name, --scene N or --all.")
    return tuple(findings)


def _told(project: Project, changes: Iterable[Any]) -> list[str]:
    """The changes as one reads them, each on the project as the one before left it."""
    from director_kernel.film.changes import apply, told

    lines = []
    for change in changes:
        lines.append(told(change, project))
        project = apply(project, [change]).project
    return lines


@command("dismiss")
@click.argument("findings", nargs=-1, required=True, metavar="ID|RULE...", shell_complete=_ids)
def dismiss(session: Session, findings: tuple[str, ...]) -> Shown:
    """Live with a finding: it stays away until what it is about changes."""
    gone = session.director.film.guardian.dismiss(findings)
    text = "\n".join(
        [*(f"Dismissed: {one.message}" for one in gone), f"`{_prefix(session)} continuity reopen {gone[0].id}` takes it up again."]
    )
    return Shown(text, data={"dismissed": [one.id for one in gone]})


@command("reopen")
@click.argument("findings", nargs=-1, required=True, metavar="ID|RULE...")
def reopen(session: Session, findings: tuple[str, ...]) -> Shown:
    """Take a dismissed finding up again."""
    back = session.director.film.guardian.reopen(findings)
    return Shown("\n".join(f"Found again: {one.message}" for one in back), data={"reopened": [one.id for one in back]})


@command("health")
def health(session: Session) -> Shown:
    """The story's health: a score out of ten for each scene, and what took the points."""
    from director_kernel.film.health import health as measured

    film = session.director.film
    project = film.projects.require()
    found = measured(project, film.guardian.report())
    scenes = [
        Scored(
            f"{one.number} {one.title}",
            one.score,
            f"{counted(one.shots, 'shot')}, {one.seconds:g} s" + (f", {one.spoken:.0f} s spoken" if one.spoken else ""),
            tuple(map(_reason, one.reasons)),
        )
        for one in found.scenes
    ]
    data = {
        "score": found.score,
        "scenes": [{**one._asdict(), "reasons": [each._asdict() for each in one.reasons]} for one in found.scenes],
        "film": [each._asdict() for each in found.reasons],
    }
    return health_view(found.score, scenes, [_reason(one) for one in found.reasons], title=project.title, data=data)


def _reason(one: "Reason") -> str:
    from director_kernel.film.rules import RULES

    return f"−{one.points:g} {RULES[one.rule].title}: {one.message}" + (f" (and {one.times - 1} more)" if one.times > 1 else "")


for _command in (show, fix, propose, dismiss, reopen, health):
    continuity.add_command(_command)

COMMANDS = [continuity]
