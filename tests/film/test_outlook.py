"""Where a film stands and what comes next."""

from director_kernel.film.outlook import next_steps, standing
from director_kernel.schema.project import Board, BoardPanel, MarketingAsset, Project, Shot
from tests.film.films import film

ASSET = "a" * 64


def with_pictures(project: Project, **made: str) -> Project:
    """The project with these files on every shot."""

    def shot(one: Shot) -> Shot:
        return one.with_(**made)

    scenes = tuple(
        scene.with_(beats=tuple(beat.with_(shots=tuple(map(shot, beat.shots))) for beat in scene.beats)) for scene in project.scenes
    )
    return project.with_(scenes=scenes)


def commands(project: Project) -> list[str]:
    return [command for command, _ in next_steps(project)]


def test_the_next_step_follows_what_is_there() -> None:
    bare = film()
    assert commands(film(scenes=(), boards=()))[0].startswith("scene add") and commands(film(scenes=(), boards=()))[1].startswith(
        "project import"
    )
    assert commands(bare)[0].startswith("work character-sheet who=") and commands(bare)[1] == "work storyboard"
    drawn = with_pictures(bare, frame=ASSET)
    assert commands(drawn)[0] == "work reel"
    assert commands(with_pictures(drawn, take=ASSET))[0] == "graphics poster"
    assert all(len(next_steps(one)) <= 3 for one in (bare, drawn, film(scenes=(), boards=())))


def test_what_there_is_is_counted() -> None:
    panels = tuple(BoardPanel(id=f"p{at}", asset=ASSET, mark="deleted" if at == 2 else "") for at in range(3))
    boards = tuple(Board(id=f"b-{at}", title=f"Board {at}", panels=panels) for at in range(5))
    graphics = tuple(MarketingAsset(id=f"m{at}", kind=kind, asset=ASSET) for at, kind in enumerate(("poster", "thumbnail", "thumbnail")))
    known = film()
    locked = known.bible.with_(characters=tuple(one.with_(locked=True) for one in known.bible.characters))
    said = dict(standing(with_pictures(known.with_(boards=boards, marketing=graphics, bible=locked), frame=ASSET)))
    assert said["boards"] == "Board 2 (2 frames), Board 3 (2 frames), Board 4 (2 frames) and 2 before them"
    assert said["graphics"] == "poster, 2 thumbnails"
    count = len(known.shots())
    assert said["made"] == f"pictures of {count} and clips of 0 of {count} shots"
    assert said["locked"] == ", ".join(one.name for one in known.bible.characters)
    assert standing(film(boards=())) == []
