"""What must hold of a whole project: ids are unique, and whatever is named is in the bible."""

from collections.abc import Sequence
from typing import Any

from director_kernel.errors import UsageError
from director_kernel.schema.project import Project, Scene


def check(project: Project, before: Project | None = None) -> None:
    """Raises UsageError where an id is used twice, or something named is not in the bible.

    With `before`, a project of which that is known, only what differs from it is looked at.
    """
    if before is not None and project.scenes is before.scenes and project.bible is before.bible:
        return
    bible = project.bible
    known = {
        "character": {one.id for one in bible.characters},
        "location": {one.id for one in bible.locations},
        "prop": {one.id for one in bible.props},
    }
    fewer = before is None or any(
        not {one.id for one in there} <= known[kind]
        for kind, there in (("character", before.bible.characters), ("location", before.bible.locations), ("prop", before.bible.props))
    )
    same = set() if before is None or fewer else {id(scene) for scene in before.scenes}
    changed = [scene for scene in project.scenes if id(scene) not in same]
    for scene in changed:
        _references(scene, known)
    if before is None or _ids(changed) != _ids([one for one in before.scenes if one.id in {scene.id for scene in changed}]):
        _unique(_ids(project.scenes))
    if before is None:
        once(project)


def _references(scene: Scene, known: dict[str, set[str]]) -> None:
    people, things = known["character"], known["prop"]
    where = f"scene {scene.id}"
    _exists("location", [scene.location] if scene.location else [], known["location"], where)
    _exists("character", [*scene.wardrobe, *scene.line], people, where)
    _exists("character", [place.who for place in scene.blocking], people | things, where)
    for beat in scene.beats:
        for shot in beat.shots:
            if shot.characters or shot.props:
                _exists("character", shot.characters, people, f"shot {shot.id}")
                _exists("prop", shot.props, things, f"shot {shot.id}")


def _exists(kind: str, named: Sequence[str], known: set[str], where: str) -> None:
    for name in named:
        if name not in known:
            there = f"there are {', '.join(sorted(known)[:12])}" if known else "it has none yet"
            raise UsageError(
                f"{where} names the {kind} {name[:60]!r}, which would not be in the bible ({there}); "
                f"add it to bible/{kind}s, or take it out of {where}."
            )


def _ids(scenes: Sequence[Scene]) -> list[tuple[str, str]]:
    found = [("scene", scene.id) for scene in scenes]
    for scene in scenes:
        for beat in scene.beats:
            found.append(("beat", beat.id))
            found += [("shot", shot.id) for shot in beat.shots]
    return found


def _unique(found: Sequence[tuple[str, str]]) -> None:
    seen: set[tuple[str, str]] = set()
    for one in found:
        if one in seen:
            raise UsageError(f"there would be two {one[0]}s {one[1]!r}; give the new one another id.")
        seen.add(one)


def once(project: Project, before: Project | None = None) -> None:
    """Ids of everything else: once in their own list. With `before`, only lists that are not the same."""
    bible = project.bible
    same = {id(scene) for scene in before.scenes} if before is not None else set()
    scenes = [scene for scene in project.scenes if id(scene) not in same]
    lists: list[tuple[str, Sequence[Any]]] = [
        ("character", bible.characters),
        ("location", bible.locations),
        ("prop", bible.props),
        ("visual asset", bible.assets),
        ("board", project.boards),
        ("graphic", project.marketing),
        *(("panel", board.panels) for board in project.boards),
        *(("cue", scene.cues) for scene in scenes),
        *(("cue", shot.cues) for scene in scenes for beat in scene.beats for shot in beat.shots),
    ]
    for kind, items in lists:
        if len(items) > 1:
            _unique([(kind, item.id) for item in items])
