"""Fountain screenplays as projects: every part of the format, nothing lost, long ones quickly, what is none refused."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel.errors import UsageError
from director_kernel.film.changes import check
from director_kernel.film.screenplays import project_of
from director_kernel.schema.project import Part, Project
from director_kernel.schema.slots import Line, TimeOfDay

SCRIPT = """Title:
    _**BRICK & STEEL**_
    FULL RETIRED
Credit: Written by
Author: Stu Maschwitz

FADE IN:

# Act One

= They meet again.

EXT. BRICK'S PATIO - DAY #1A#

A gorgeous day. BRICK BRADDOCK is sitting quietly. [[check the weather]]

Steel comes out with two beers.

STEEL
Beer's ready!

BRICK (CONT'D)
(without looking)
Are they *cold*?
(drinks)

/* A boneyard
over two lines. */

STEEL
Screw retirement.

BRICK ^
Screw retirement.

@McCLANE (V.O.)
Yippee ki-yay.

DISSOLVE TO:

INT./EXT. TRAILER HOME - KITCHEN - CONTINUOUS

Brick looks at
two lines of action.

.SNIPER SCOPE POV

!STEEL IS NO CUE HERE
he just stands

> THE END <

> Burn to white.
"""


def all_of(project: Project) -> str:
    """Every word of the shots and beats."""
    said = [line.text for shot in project.shots() for line in shot.slots.dialogue]
    return "\n".join([*said, *(shot.slots.action for shot in project.shots()), *(beat.text for s in project.scenes for beat in s.beats)])


def test_a_screenplay_becomes_scenes_beats_and_shots() -> None:
    film = project_of(SCRIPT)
    check(film)
    assert film.title == "BRICK & STEEL FULL RETIRED"
    assert [scene.title for scene in film.scenes] == [
        "EXT. BRICK'S PATIO - DAY",
        "INT./EXT. TRAILER HOME - KITCHEN - CONTINUOUS",
        "SNIPER SCOPE POV",
    ]
    patio, kitchen, scope = film.scenes
    assert patio.time_of_day is TimeOfDay.DAY and kitchen.time_of_day is TimeOfDay.DAY, "continuous: as before"
    assert patio.note == "Scene 1A\nAct One\nThey meet again.\ncheck the weather"
    assert [(place.name, place.setting) for place in film.bible.locations][:2] == [
        ("Brick's Patio", "brick's patio, exterior"),
        ("Trailer Home - Kitchen", "trailer home - kitchen, interior"),
    ]
    assert [(one.id, one.name, one.part) for one in film.bible.characters] == [
        ("steel", "Steel", Part.LEAD),
        ("brick", "Brick", Part.LEAD),
        ("mcclane", "McCLANE", Part.EXTRA),
    ]
    assert [beat.text for beat in patio.beats] == ["A gorgeous day. BRICK BRADDOCK is sitting quietly.", "Steel comes out with two beers."]
    first, comes, beer, cold, both, voice = (shot for beat in patio.beats for shot in beat.shots)
    assert first.characters == ("brick",) and first.slots.transition == "fade from black"
    assert comes.characters == ("steel",) and beer.slots.dialogue == (Line(text="Beer's ready!", speaker="Steel"),)
    assert cold.slots.dialogue == (Line(text="Are they cold?", speaker="Brick", tone="without looking"),) and cold.note == "drinks"
    assert both.characters == ("steel", "brick") and len(both.slots.dialogue) == 2 and both.note == "both speak at once"
    assert voice.characters == () and voice.note == "V.O." and voice.slots.transition == "dissolve"
    assert kitchen.beats[0].text == "Brick looks at two lines of action."
    assert [beat.text for beat in scope.beats] == ["STEEL IS NO CUE HERE he just stands", "THE END"]
    assert scope.beats[-1].shots[-1].slots.transition == "burn to white"
    assert "boneyard" not in film.model_dump_json() and "(drinks)" in patio.text, "a scene's text is its script"


def test_what_stands_before_the_first_heading_is_a_scene() -> None:
    film = project_of("A black screen.\n\nVOICE (V.O.)\nListen.\n\nINT. ROOM - NIGHT\n\nLight.\n")
    assert [scene.title for scene in film.scenes] == ["Before the first scene", "INT. ROOM - NIGHT"]
    assert film.scenes[0].beats[0].shots[1].slots.dialogue[0].text == "Listen."


@pytest.mark.parametrize(
    ("heading", "name", "when"),
    [
        ("EXT. PIER - NIGHT", "Pier", TimeOfDay.NIGHT),
        ("int. o'hara's bar — evening", "o'hara's bar", TimeOfDay.DUSK),
        ("I/E CAR - MAGIC HOUR", "Car", TimeOfDay.GOLDEN_HOUR),
        ("INT. HOUSE - ATTIC - LATE AFTERNOON", "House - Attic", TimeOfDay.DAY),
        ("EST. CITY", "City", None),
        ("INT. CAFÉ NOIR - DAY (1985)", "Café Noir", TimeOfDay.DAY),
        (".MONTAGE", "Montage", None),
    ],
)
def test_headings(heading: str, name: str, when: TimeOfDay | None) -> None:
    film = project_of(f"{heading}\n\nSomething.\n")
    assert (film.bible.locations[0].name, film.scenes[0].time_of_day) == (name, when)


@pytest.mark.parametrize("text", ["", "Just some prose,\nno screenplay at all.", "\0\1\2", "x" * 4_000_001])
def test_what_is_no_screenplay_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"INT\. KITCHEN|plain text|by parts"):
        project_of(text, name="notes.txt")


WORD = st.text("abcdefghijklmnopqrstuvwxyzäß,'0123456789", min_size=1, max_size=8)
SENTENCE = st.lists(WORD, min_size=1, max_size=8).map(lambda words: "x" + " ".join(words))
NAME = st.text("ABCDEFGHIJKLMNÉ", min_size=2, max_size=8)
SPEECH = st.tuples(NAME, st.sampled_from(["", " (V.O.)", " (O.S.) (CONT'D)", " ^"]), st.lists(SENTENCE, min_size=1, max_size=3))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.one_of(SENTENCE.map(lambda s: ("action", s)), SPEECH.map(lambda s: ("speech", s)), st.just(("heading", "EXT. PIER - DAY"))),
        max_size=20,
    )
)
def test_every_line_is_somewhere(pieces: list[tuple[str, object]]) -> None:
    lines: list[str] = ["INT. ROOM - DAY", ""]
    wanted: list[str] = []
    for kind, what in pieces:
        if kind == "speech":
            name, extension, spoken = what  # type: ignore[misc]
            lines += [f"{name}{extension}", "(softly)", *spoken, ""]
            wanted.append(" ".join(spoken))
        else:
            lines += [str(what), ""]
            wanted += [str(what)] if kind == "action" else []
    film = project_of("\n".join(lines))
    check(film)
    there = all_of(film)
    assert all(" ".join(line.split()) in there for line in wanted)
    assert sum(len(shot.slots.dialogue) for shot in film.shots()) == sum(kind == "speech" for kind, _ in pieces)


@settings(max_examples=40, deadline=None)
@given(st.text(st.sampled_from("AB \n()@!.>^~=#[]*/_:-äINTEXT"), max_size=200))
def test_any_text_is_a_film_or_a_sentence(text: str) -> None:
    try:
        film = project_of(text)
    except UsageError:
        return
    check(film)
    assert Project.model_validate(film.wire()) == film


def test_two_hundred_thousand_letters_are_read_in_seconds() -> None:
    body = SCRIPT.split("# Act One")[1]
    long = SCRIPT + body * (200_000 // len(body) + 1)
    began = time.perf_counter()
    film = project_of(long)
    assert time.perf_counter() - began < 5 and len(long) > 200_000  # about 0.3 s on an idle core
    check(film)
    assert len(re.findall("Beer's ready!", all_of(film))) == long.count("Beer's ready!")


@pytest.mark.parametrize(
    "piece",
    [
        "(" * 20_000,
        "[[" * 20_000,
        "*a" * 20_000,
        " *a" * 20_000,
        "/*" * 20_000,
        "_" * 40_000,
        "A" * 40_000 + "(",
        "\\" * 40_000,
        " - " * 20_000,
    ],
)
def test_no_text_takes_long(piece: str) -> None:
    began = time.perf_counter()
    project_of(f"INT. ROOM - DAY\n\n{piece}\n\n{piece}\nWords.\n\nINT. {piece}\n\nx\n")
    assert time.perf_counter() - began < 5
