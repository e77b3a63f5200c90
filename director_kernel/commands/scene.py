"""Scenes: what is in them, their way through the stages, the edit and the sound, and making one alone."""

import base64
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from director_kernel.commands.changing import difference, make
from director_kernel.commands.kit import HELP, amount, budget, command, json_option, studio
from director_kernel.commands.revising import revise
from director_kernel.commands.run import taken_meanwhile
from director_kernel.commands.session import Session, ShellSurface
from director_kernel.engine import care
from director_kernel.errors import UsageError
from director_kernel.film import sound as sounds
from director_kernel.film import timeline
from director_kernel.film.ids import numbered, slug
from director_kernel.film.shots import Placed, find_scene, full
from director_kernel.film.soundtrack import heard_in
from director_kernel.film.stages import Stages, missing, read_stage, title
from director_kernel.present.scene_view import Row, checkpoints, scene_view, scenes_view
from director_kernel.present.shown import Shown
from director_kernel.schema.project import Beat, Change, Project, Scene, Shot, Stage
from director_kernel.schema.slots import Slots, TimeOfDay

_SIDE = 256
"""Pixels of a shot's picture beside its words."""
_MOST_PICTURES = 60


def _session(ctx: click.Context) -> Session:
    return ctx.obj if isinstance(ctx.obj, Session) else Session(ShellSurface())


def _current(ctx: click.Context) -> Project | None:
    return _session(ctx).director.film.projects.current()


def _scenes(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    found = _current(ctx)
    names = [(str(number), scene.title) for number, scene in enumerate(found.scenes, 1)] if found else []
    return [CompletionItem(name, help=help_) for name, help_ in names if name.startswith(incomplete)]


def _shots(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    found = _current(ctx)
    if found is None:
        return []
    names = [
        (f"{number}.{place}", shot.slots.action or shot.id)
        for number, scene in enumerate(found.scenes, 1)
        for place, shot in enumerate((shot for beat in scene.beats for shot in beat.shots), 1)
    ]
    return [CompletionItem(name, help=help_) for name, help_ in names if name.startswith(incomplete)]


def _stages(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(stage.value) for stage in Stage if stage.value.startswith(incomplete)]


class Named(click.Group):
    """A group in which the name of a thing shows it: `scene 2` is `scene show 2`."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            return "show", self.commands["show"], args
        return super().resolve_command(ctx, args)


@click.group("scene", cls=Named, invoke_without_command=True, context_settings=HELP)
@json_option
@click.pass_context
def scene(ctx: click.Context) -> Shown | None:
    """Scenes: `scene` lists them, `scene 2` shows one; their stages, edit and sound; making one alone."""
    if ctx.invoked_subcommand:
        return None
    taken_meanwhile(_session(ctx))
    return scenes_view(_session(ctx).director.film.projects.require().scenes, "`director scene 2` shows the second.")


@command("show")
@click.argument("name", metavar="SCENE", shell_complete=_scenes)
def show(session: Session, name: str) -> Shown:
    """Show a scene: its stage, beats and shots, what was said and what was guessed, and what is heard."""
    project = session.director.film.projects.require()
    found = find_scene(project, name)
    number = project.scenes.index(found) + 1
    place = next((one.name for one in project.bible.locations if one.id == found.location), "")
    told = " · ".join(part for part in (place, found.time_of_day.value if found.time_of_day else "", found.weather) if part)
    kept = {one.stage: one.version for one in _stages_of(session).kept(found.id) if one.note == "entered"}
    return scene_view(number, found, _rows(session, project, found, number), told, missing(found), checkpoints(kept))


def _stages_of(session: Session) -> Stages:
    return Stages(session.director.workspace, session.director.film.projects)


def _rows(session: Session, project: Project, found: Scene, number: int) -> list[Row]:
    pictures = session.surface.name == "notebook"
    rows: list[Row] = []
    for span in timeline.spans(project, found.id):
        at = span.at
        picture = _picture(session, at.shot) if pictures and len(rows) < _MOST_PICTURES else ""
        rows.append(Row(f"{number}.{at.number}", at.shot, span.start, full(project, at), _heard(at), _making(project, at), picture))
    return rows


def _heard(at: Placed) -> Any:
    """Cues worth a line: what the shot's words don't say already."""
    return tuple(cue for cue in heard_in(at) if cue.kind != "voice" or any(own.id == cue.id for own in at.shot.cues))


def _making(project: Project, at: Placed) -> str:
    """What a run would make of the shot."""
    from director_kernel.film.reel import current_frame, current_take

    if current_take(project, at):
        return ""
    return "clip" if current_frame(project, at) else "picture and clip"


def _picture(session: Session, shot: Shot) -> str:
    assets = session.director.workspace.assets
    asset = assets.get(shot.frame or shot.take or "") if shot.frame or shot.take else None
    if asset is None or not assets.here(asset):
        return ""
    from director_kernel.media.thumbnail import thumbnail

    return f"data:image/jpeg;base64,{base64.b64encode(thumbnail(assets.path(asset), asset.mime, _SIDE)).decode()}"


@command("add")
@click.argument("words", metavar="TITLE")
@click.option("--location", default="", help="Where it plays: a place of the bible, by id or name.")
@click.option("--time", "hour", type=click.Choice([one.value for one in TimeOfDay]), help="When it plays.")
@click.option("--beat", "beats", multiple=True, help="Something that happens in it; may be given several times.")
@click.option("--shot", "shots", multiple=True, help="What a shot shows, one for each; they go into the last beat.")
@click.option("--to", "where", default="", help="Add the beats and shots to this scene instead of a new one.", shell_complete=_scenes)
def add(session: Session, words: str, location: str, hour: str | None, beats: tuple[str, ...], shots: tuple[str, ...], where: str) -> Shown:
    """Add a scene with beats and shots: `add "The pier" --beat "she waits" --shot "wide, she walks along the pier"`.

    With --to 2 the TITLE is a beat of scene 2, and the shots are its shots.
    """
    known = session.director.film.projects
    project = known.require()
    taken = {shot.id for shot in project.shots()}
    made: list[Shot] = []
    for said in shots:
        name = numbered(taken, "k")
        taken.add(name)
        made.append(_shot(project, name, said))
    ids = {beat.id for one in project.scenes for beat in one.beats}
    texts = [words, *beats] if where else list(beats) or ([words] if shots else [])
    new = []
    for place, text in enumerate(texts):
        name = numbered(ids, "b")
        ids.add(name)
        new.append(Beat(id=name, text=text[:2000], shots=tuple(made) if place == len(texts) - 1 else ()))
    if where:
        home = f"scenes/{find_scene(project, where).id}/beats"
        return make(known, [Change(op="add", path=home, value=beat.wire()) for beat in new], "scene add")
    told = {"id": numbered({one.id for one in project.scenes}, "s"), "title": words[:300], "location": _place(project, location)}
    value = Scene.model_validate({**told, "time_of_day": hour, "beats": new}).wire()
    return make(known, [Change(op="add", path="scenes", value=value)], "scene add")


def _shot(project: Project, name: str, said: str) -> Shot:
    """A shot as it was said: the set-up out of its words, the rest is what happens, and who of the bible is named is in it."""
    from director_kernel.prompts.read import read_slots

    slots = read_slots(said)
    happens = [part.strip() for part in said.split(",") if not _is_set_up(read_slots(part), part)]
    people = tuple(one.id for one in project.bible.characters if one.name.lower() in said.lower())
    told = slots.with_(action=", ".join(happens) or slots.action, subject="", setting="", characters=())
    return Shot(id=name, slots=told, seconds=slots.duration or 3.0, characters=people)


def _is_set_up(slots: Slots, words: str) -> bool:
    """Whether the words only say how it is filmed."""
    return len(words.split()) <= 4 and any((slots.shot_size, slots.angle, slots.movement, slots.lens, slots.coverage, slots.duration))


def _place(project: Project, name: str) -> str:
    if not name:
        return ""
    for one in project.bible.locations:
        if name.lower() in (one.id, one.name.lower()) or slug(name) == one.id:
            return one.id
    raise UsageError(f"the bible has no place {name[:40]!r}; `director bible add location {name[:40]!r}` adds it.")


@command("set")
@click.argument("name", metavar="SCENE", shell_complete=_scenes)
@click.argument("words", nargs=-1, required=True, metavar="FIELD=VALUE...")
def set_(session: Session, name: str, words: tuple[str, ...]) -> Shown:
    """Change what is said of a scene: title, text, location, time_of_day, weather, note."""
    known = session.director.film.projects
    project = known.require()
    found = find_scene(project, name)
    changes = []
    for word in words:
        field, equals, value = word.partition("=")
        field = {"time": "time_of_day", "place": "location"}.get(field.strip().replace("-", "_"), field.strip().replace("-", "_"))
        if not equals or field not in ("title", "text", "location", "time_of_day", "weather", "note"):
            raise UsageError(f"{word[:40]!r}: write title=, text=, location=, time_of_day=, weather= or note=.")
        said: Any = _place(project, value) if field == "location" else value or (None if field == "time_of_day" else "")
        changes.append(Change(op="set", path=f"scenes/{found.id}/{field}", value=said))
    return make(known, changes, "scene set")


@command("next")
@click.argument("name", metavar="SCENE", shell_complete=_scenes)
def next_(session: Session, name: str) -> Shown:
    """Bring a scene into its next stage; a checkpoint is kept, and what is missing is said."""
    before = session.director.film.projects.require()
    after = _stages_of(session).on(name)
    now = find_scene(after, find_scene(before, name).id).stage
    return difference(before, after, f"It is in {title(now)} now; `director scene back` goes back.")


@command("back")
@click.argument("name", metavar="SCENE", shell_complete=_scenes)
@click.argument("stage", required=False, shell_complete=_stages)
@click.option("--version", type=int, help="The version of the checkpoint, where there are several.")
def back(session: Session, name: str, stage: str | None, version: int | None) -> Shown:
    """Bring a scene one stage back as it is; with a STAGE, as it was when it entered that stage."""
    before = session.director.film.projects.require()
    after = _stages_of(session).back(name, read_stage(stage) if stage else None, version)
    now = find_scene(after, find_scene(before, name).id).stage
    return difference(before, after, f"It is in {title(now)} again; nothing is lost: `director project undo` goes forward.")


@command("trim")
@click.argument("shot", shell_complete=_shots)
@click.option("--start", type=float, help="Seconds of the take left out at its beginning.")
@click.option("--seconds", type=float, help="How long the shot stands in the film.")
@click.option("--split", "cut", type=float, help="Cut the shot in two after so many seconds.")
def trim(session: Session, shot: str, start: float | None, seconds: float | None, cut: float | None) -> Shown:
    """Trim a shot: leave out its beginning, set its length, or cut it in two."""
    known = session.director.film.projects
    if cut is not None:
        return make(known, timeline.split(known.require(), shot, cut), "split")
    if start is None and seconds is None:
        raise UsageError("say what to trim: --start, --seconds or --split.")
    return make(known, timeline.trim(known.require(), shot, start, seconds), "trim")


@command("move")
@click.argument("shot", shell_complete=_shots)
@click.option("--after", default="", shell_complete=_shots, help="The shot it comes behind.")
@click.option("--before", default="", shell_complete=_shots, help="The shot it comes before.")
@click.option("--beat", default="", help="The beat it goes to the end of (2.1: the first beat of scene 2).")
def move(session: Session, shot: str, after: str, before: str, beat: str) -> Shown:
    """Move a shot within its beat or to another."""
    known = session.director.film.projects
    return make(known, timeline.move(known.require(), shot, after=after, before=before, beat=beat), "move")


@command("transition")
@click.argument("shot", shell_complete=_shots)
@click.argument("how", metavar="|".join(timeline.TRANSITIONS[:5]), nargs=-1, required=True)
def transition(session: Session, shot: str, how: tuple[str, ...]) -> Shown:
    """Say how a shot is joined to the next one."""
    known = session.director.film.projects
    return make(known, timeline.transition(known.require(), shot, " ".join(how)), "transition")


@command("level")
@click.argument("where", metavar="SHOT|SCENE", shell_complete=_shots)
@click.argument("decibels", type=float, metavar="DB")
@click.option("--cue", default="", help="Which of its sounds (`director scene 2` lists them); default: the clip's own sound.")
def level(session: Session, where: str, decibels: float, cue: str) -> Shown:
    """Make something louder or softer by DB beside the usual: a clip's own sound, a line, effects, a scene's music; -60 silences it."""
    known = session.director.film.projects
    project = known.require()
    if cue:
        return make(known, sounds.changed(project, where, cue, level=decibels), "level")
    if "." in where or any(where == shot.id for shot in project.shots()):
        return make(known, sounds.level_of_clip(project, where, decibels), "level")
    return make(known, sounds.changed(project, where, kind="music", level=decibels), "level")


# -3 is a level here and no option.
level.context_settings = {**HELP, "ignore_unknown_options": True}


@command("voice")
@click.argument("shot", shell_complete=_shots)
@click.argument("words", metavar="TEXT")
@click.option("--by", default="", help="Who says it: somebody of the bible; without, it is a voice-over.")
@click.option("--tone", default="", help="How it is said: whispering, angry.")
@click.option("--at", "start", type=float, help="The second of the shot it begins at; without, it is a line of the shot's dialogue.")
def voice(session: Session, shot: str, words: str, by: str, tone: str, start: float | None) -> Shown:
    """Let somebody say something in a shot."""
    known = session.director.film.projects
    return make(known, sounds.voice(known.require(), shot, words, speaker=by, tone=tone, start=start), "voice")


@command("score")
@click.argument("where", metavar="SCENE|SHOT", shell_complete=_scenes)
@click.argument("words", metavar="MUSIC")
@click.option("--level", "decibels", type=float, default=0.0, help="dB beside the usual.")
def score(session: Session, where: str, words: str, decibels: float) -> Shown:
    """Put music under a scene, or under one shot; what played there is replaced."""
    known = session.director.film.projects
    return make(known, sounds.score(known.require(), where, words, level=decibels), "score")


@command("sound")
@click.argument("where", metavar="SCENE|SHOT", shell_complete=_shots)
@click.argument("words", metavar="[TEXT]", required=False, default="")
@click.option("--cue", default="", help="The sound meant; without, a new one is laid.")
@click.option("--file", "path", type=click.Path(path_type=Path), help="A recording that is heard instead of what would be made.")
@click.option("--kind", type=click.Choice(["effects", "music", "voice"]), default="effects", show_default=True, help="What a new one is.")
@click.option("--at", "start", type=float, help="The second it begins at.")
@click.option("--seconds", type=float, help="How long it is heard.")
@click.option("--off", is_flag=True, help="Silence it.")
@click.option("--on", is_flag=True, help="Let it be heard again.")
def sound(
    session: Session, where: str, words: str, cue: str, path: Path | None, kind: str, start: float | None, seconds: float | None,
    off: bool, on: bool,
) -> Shown:  # fmt: skip
    """Lay an effect under a shot or scene, or change one: another file, another time, silent."""
    known = session.director.film.projects
    project = known.require()
    asset = _recording(session, path) if path else ""
    if not cue and not off and not on:
        laid = sounds.laid(project, where, kind, words, start=start or 0.0, seconds=seconds or 0.0, asset=asset)
        return make(known, laid, "sound")
    said: dict[str, Any] = {"asset": asset} if asset else {}
    said |= {"text": words} if words else {}
    said |= {"start": start} if start is not None else {}
    said |= {"seconds": seconds} if seconds is not None else {}
    said |= {"off": off} if off or on else {}
    if not said:
        raise UsageError("say what is different: TEXT, --file, --at, --seconds, --off or --on.")
    return make(known, sounds.changed(project, where, cue, "" if cue else kind, **said), "sound")


def _recording(session: Session, path: Path) -> str:
    (given,) = care.attach(session.director.workspace, [path])
    if given.kind not in ("audio", "video") or given.asset is None:
        raise UsageError(f"{path.name} is no recording; give a WAV, MP3 or MP4.")
    return given.asset


@command("run")
@click.argument("name", metavar="SCENE", required=False, shell_complete=_scenes)
@click.option("--shot", "shots", multiple=True, shell_complete=_shots, help="Only this shot, another take of it; repeatable.")
@click.option("--picture", is_flag=True, help="With --shot: its picture is made again too.")
@click.option("--again", is_flag=True, help="Every clip of the scene another take, though they are there.")
@click.option("--target", default="", help="The model for clips (or pictures).")
@studio
@budget
def run(
    session: Session, name: str | None, shots: tuple[str, ...], picture: bool, again: bool, target: str, studio: str, budget: str | None
) -> Shown:
    """Make one scene alone, or single shots: everything else stays as it is. Without a SCENE: the whole film."""
    from director_kernel.commands.work import run_work

    project = session.director.film.projects.require()
    if shots:
        given: dict[str, Any] = {"shots": [_of_scene(project, name, one) for one in shots], "picture": picture, "target": target}
        return run_work(session, "shot", given, studio=studio, cap=amount(budget))
    told = {"again": again, "target": target}
    if name is None:
        return run_work(session, "reel", told, studio=studio, cap=amount(budget))
    return run_work(session, "scene", {"scene": find_scene(project, name).id, **told}, studio=studio, cap=amount(budget))


def _of_scene(project: Project, scene_name: str | None, shot: str) -> str:
    """`--shot 3` of `scene run 2` is 2.3."""
    if scene_name is None or "." in shot or any(shot == one.id for one in project.shots()):
        return shot
    return f"{find_scene(project, scene_name).id}.{shot}"


@command("otio")
@click.argument("way", type=click.Choice(["out", "in"]))
@click.argument("path", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--scene", "name", default="", shell_complete=_scenes, help="With out: this scene alone.")
@click.option("--propose", is_flag=True, help="With in: only propose what was done; `director project accept` makes it.")
def otio(session: Session, way: str, path: Path, name: str, propose: bool) -> Shown:
    """Write the edit for another editing room, or take in what was done there."""
    # Imported with the first use: the library for timelines is a large one.
    from director_kernel.commands.editing_room import come_back, go_out

    return go_out(session, path, name) if way == "out" else come_back(session, path, propose)


_ALL: tuple[click.Command, ...] = (
    show, add, set_, next_, back, trim, move, transition, level, voice, score, sound, revise, run, otio,
)  # fmt: skip
for _command in _ALL:
    scene.add_command(_command)

COMMANDS = [scene]
