"""Whatever a film looks like: mending ends, mends what it says, brings no error, touches nothing locked, and is the same each time."""

from collections.abc import Iterator

from hypothesis import given, settings

from director_kernel.film.changes import apply
from director_kernel.film.guardian import findings, mended, report
from director_kernel.schema.project import Project, Shot
from tests.film.films_to_check import films


def locked(project: Project) -> Iterator[tuple[str, object]]:
    """Everything that is locked, by id."""
    for scene in project.scenes:
        if scene.locked:
            yield scene.id, scene
        for beat in scene.beats:
            if beat.locked:
                yield beat.id, beat
            for shot in beat.shots:
                yield from locked_in(shot)


def locked_in(shot: Shot) -> Iterator[tuple[str, object]]:
    if shot.locked:
        yield shot.id, shot
    for slot in shot.locked_slots:
        yield f"{shot.id}.{slot}", getattr(shot.slots, slot)


@given(films())
@settings(max_examples=60)
def test_every_single_fix_mends_and_brings_no_error(project: Project) -> None:
    seen = report(project).findings
    errors = {one.id for one in seen if one.severity == "error"}
    for one in seen:
        if not one.fix:
            continue
        after = apply(project, one.fix).project
        left = findings(after)
        assert one.id not in {each.id for each in left}, f"{one.message} is still there"
        new = [each for each in left if each.severity == "error" and each.id not in errors]
        assert not new, f"{one.message} → {one.remedy} brought {new[0].message}"


@given(films())
@settings(max_examples=40)
def test_mending_everything_ends_and_stays_mended(project: Project) -> None:
    work = mended(project)
    left = report(work.project).findings
    assert not [one for one in left if one.severity == "error" and one.fix]
    again = mended(work.project)
    assert again.changes == () and again.project == work.project
    assert apply(project, work.changes).project == work.project
    kept = dict(locked(work.project))
    assert all(kept[name] == value for name, value in locked(project)), "something locked was touched"
    for one, why in work.left:
        assert why, f"nobody says why {one.id} was left"


@given(films())
@settings(max_examples=20)
def test_the_same_film_the_same_findings_in_the_order_of_the_film(project: Project) -> None:
    first, second = report(project), report(Project.model_validate(project.wire()))
    assert first == second
    ids = [one.id for one in (*first.findings, *first.dismissed)]
    assert len(ids) == len(set(ids))
    scenes = {scene.id: at for at, scene in enumerate(project.scenes)}
    places = [scenes.get(one.where[0].split("/")[1], 99) if one.where[0].startswith("scenes/") else 99 for one in first.findings]
    assert places == sorted(places)
    ranks = [("error", "warn", "info").index(one.severity) for one in first.findings]
    pairs = list(zip(places, ranks, strict=True))
    assert pairs == sorted(pairs)
