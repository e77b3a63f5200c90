"""A film with pictures, alternates and boards in a workspace, for tests of the storyboard."""

import io
from typing import Any

from PIL import Image

from director_kernel.director import Director
from director_kernel.schema.project import Alternate, Board, BoardPanel, Project, Scene, Shot
from director_kernel.schema.slots import Coverage, ShotSize, Slots
from tests.film.films import film, long_film

COLOURS = ("#20405a", "#7a3b1f", "#2f5f46", "#5a2a5f", "#8a7a20", "#1f6f7a")


def picture(director: Director, colour: str, size: tuple[int, int] = (320, 180)) -> str:
    """A stored picture's hash."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return director.workspace.assets.add_bytes(file.getvalue(), "image/png", width=size[0], height=size[1]).sha256


def pictured(director: Director, **changes: Any) -> Project:
    """The small film, kept and current: its first shot has a picture and two alternates, and there are a shot stack and a time stack."""
    seen = [picture(director, colour) for colour in COLOURS]
    plain = film()
    first = plain.scenes[0].beats[0]
    alternates = tuple(Alternate(asset=one, label=label) for one, label in zip(seen[1:3], ("wider", "closer"), strict=True))
    shots = (first.shots[0].with_(frame=seen[0], alternates=alternates), *first.shots[1:])
    scene = plain.scenes[0].with_(beats=(first.with_(shots=shots), *plain.scenes[0].beats[1:]))
    slots = Slots(shot_size=ShotSize.MS, action="Mira waits", duration=2.0)
    kinds = (Coverage.MASTER, Coverage.MEDIUM, Coverage.CLOSE, Coverage.INSERT)
    stack = Board(
        id="stack",
        title="Shot stack",
        kind="shot_stack",
        scene="s1",
        beat="b1",
        shot="k1",
        panels=tuple(
            BoardPanel(id=f"p{at}", asset=one, caption=kind.value, coverage=kind, slots=slots)
            for at, (one, kind) in enumerate(zip(seen[:4], kinds, strict=True), 1)
        ),
    )
    times = Board(
        id="times",
        title="Time stack",
        kind="time_stack",
        scene="s1",
        beat="b1",
        shot="k1",
        panels=tuple(
            BoardPanel(id=f"t{at}", asset=one, time_offset_ms=offset, slots=slots)
            for at, (one, offset) in enumerate(zip(seen[:4], (-300, 0, 300, 600), strict=True), 1)
        ),
    )
    bible = plain.bible.with_(characters=tuple(one.with_(assets=()) for one in plain.bible.characters))
    given = {"bible": bible, "scenes": (scene, plain.scenes[1]), "boards": (stack, times), **changes}
    return director.film.projects.add(plain.with_(**given))


def long(director: Director, shots: int = 500) -> Project:
    """A film of so many shots in one scene after the other, every other with a picture."""
    seen = [picture(director, colour) for colour in COLOURS]
    plain = long_film(scenes=shots // 10, beats=2, shots=5)

    def shot(one: Shot, number: int) -> Shot:
        return one.with_(frame=seen[number % len(seen)]) if number % 2 else one

    def scene(one: Scene) -> Scene:
        return one.with_(beats=tuple(beat.with_(shots=tuple(shot(each, at) for at, each in enumerate(beat.shots))) for beat in one.beats))

    return director.film.projects.add(plain.with_(scenes=tuple(map(scene, plain.scenes)), boards=()))
