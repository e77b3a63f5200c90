"""Pages: nothing overlaps, nothing is lost unsaid, lettering reads on any picture, and the same input gives the same bytes."""

from collections.abc import Sequence
from itertools import combinations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel.errors import UsageError
from director_kernel.media.draw.colour import contrast, mix
from director_kernel.media.draw.graphics.comic import rows_of
from director_kernel.media.draw.graphics.look import look_for
from director_kernel.media.draw.graphics.page import Setter
from director_kernel.media.draw.graphics.poster import over
from director_kernel.media.draw.graphics.sound_words import lettered
from director_kernel.media.draw.graphics.still import Still, extremes, read_still, still_of
from director_kernel.media.draw.graphics.storyboard import cells_for
from director_kernel.media.draw.graphics.title import title_block
from director_kernel.media.draw.typography import measure
from director_kernel.media.graphics import graphic_of, set_on
from director_kernel.media.layouts import Copy, Panel, render_page
from director_kernel.media.order import Order
from director_kernel.media.pictures import picture
from director_kernel.schema.plan import Kind
from director_kernel.schema.slots import Character, LayoutMode, Line, ShotSize, Slots, Typography

GENRES = ("noir", "horror", "sci-fi", "romance", "comedy", "action", "fantasy", "documentary", "")
LONG = "The keeper's daughter walks down to the pier in the rain and does not say what she has seen up there. " * 4


def photo(width: int = 64, height: int = 36, seed: int = 1) -> bytes:
    """A picture of somebody else's: noise over a slope of grey, as PNG."""
    rng = np.random.default_rng(seed)
    grey = np.linspace(20, 235, width)[None, :, None] + rng.normal(0, 12, (height, width, 3))
    return bytes(cv2.imencode(".png", np.clip(grey, 0, 255).astype(np.uint8))[1])


def overlap(a: Sequence[float], b: Sequence[float]) -> float:
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return wide * high if wide > 1e-6 and high > 1e-6 else 0.0


@given(st.lists(st.tuples(st.floats(0.4, 4), st.floats(0.4, 2.4)), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_comic_panels_fill_the_page_and_never_overlap(shapes: list[tuple[float, float]]) -> None:
    rows = rows_of(shapes, 1100, 1500, 16)
    boxes = [box for row in rows for box in row]
    assert len(boxes) == len(shapes)
    assert all(overlap(a, b) == 0 for a, b in combinations(boxes, 2))
    assert all(box[0] >= 0 and box[0] + box[2] <= 1100.01 and box[1] + box[3] <= 1500.01 for box in boxes)
    assert sum(row[0][3] for row in rows) + 16 * (len(rows) - 1) == pytest.approx(1500)
    assert all(sum(box[2] for box in row) + 16 * (len(row) - 1) == pytest.approx(1100) for row in rows)


def test_what_matters_twice_as_much_gets_more_of_a_comic_page() -> None:
    boxes = [box for row in rows_of([(4.0, 1.6), (1.0, 1.6), (1.0, 1.6), (1.0, 1.6)], 1100, 1500, 16) for box in row]
    assert boxes[0][2] * boxes[0][3] > 1.5 * max(box[2] * box[3] for box in boxes[1:])


@given(st.integers(1, 12), st.floats(0.4, 2.6))
@settings(max_examples=80, deadline=None)
def test_a_boards_grid_holds_every_frame_with_room_for_words(count: int, aspect: float) -> None:
    cells = cells_for(count, aspect, 1556, 1020)
    assert cells.columns * cells.rows >= count
    assert cells.columns * cells.width <= 1556.01
    assert cells.rows * cells.height <= 1020.01
    assert cells.picture_w / cells.picture_h == pytest.approx(aspect, rel=0.01)
    room = cells.width - cells.picture_w if cells.beside else cells.height - cells.picture_h
    assert room >= 80


def flat(colour: tuple[int, int, int]) -> Still:
    return still_of(np.full((40, 60, 3), colour, np.uint8))


@given(st.tuples(*[st.integers(0, 255)] * 3), st.tuples(*[st.integers(0, 255)] * 3), st.sampled_from(GENRES))
@settings(max_examples=80, deadline=None)
def test_lettering_reads_on_any_picture(one: tuple[int, int, int], other: tuple[int, int, int], genre: str) -> None:
    both = np.concatenate([flat(one).rgb, flat(other).rgb], axis=1)
    look = look_for(genre)
    ink, shade, strength = over(still_of(both), look, (0, 0, 1, 1))
    for end in extremes(both):
        assert contrast(ink, mix(end, shade, strength)) >= 4.5
    assert contrast(look.ink, look.ground) >= 4.5


def test_a_thumbnails_words_are_measured_on_the_finished_pixels() -> None:
    white = bytes(cv2.imencode(".png", np.full((360, 640, 3), 250, np.uint8))[1])
    bare, lettered_ = (
        cv2.imdecode(np.frombuffer(set_on(white, "thumbnail", (words, "", "", "", ""), ("noir", (), "", ()), (640, 360)).png, np.uint8), 1)
        for words in (".", "LAMP")
    )
    letters = np.abs(bare.astype(int) - lettered_.astype(int)).max(axis=2) > 120
    assert letters.sum() > 800
    ground = bare[letters].astype(float).mean(axis=0)
    ink = lettered_[letters].astype(float).mean(axis=0)
    assert contrast(*("#" + "".join(f"{round(v):02x}" for v in colour[::-1]) for colour in (ground, ink))) >= 4.5


@pytest.mark.parametrize(
    "title", ["X", "W" * 60, "The Lamp at the End of the Sea and What the Keeper Never Said", "Тихий маяк", "Φάρος", "Ağıt"]
)
@pytest.mark.parametrize("genre", GENRES)
def test_titles_of_any_length_fit(title: str, genre: str) -> None:
    page, look = Setter(1200, 1800), look_for(genre)
    block = title_block(page, title, look, 1020, 340, 230)
    assert block.lines
    assert all(measure(row, block.face, block.size, block.spacing) <= 1021 for row in block.lines)
    told = title.upper() if look.capitals else title
    assert "".join(block.lines).replace(" ", "") == told.replace(" ", "") or page.cut
    assert not page.missing


def test_letters_no_font_has_are_said_and_keep_their_place() -> None:
    page = set_on(None, "title_card", ("灯台の守り人", "", "", "", ""), ("", (), "", ()), (640, 360))
    assert set(page.missing) == set("灯台の守り人")
    assert "■" in page.svg
    assert "No font here has" in page.told()[0]


@pytest.fixture(scope="module")
def panels() -> tuple[Panel, ...]:
    """Fourteen frames: photographs of every shape, one missing, long words in the third."""
    shapes = [(64, 36), (36, 64), (50, 50), (90, 30)]
    return tuple(
        Panel(
            picture=None if at == 5 else photo(*shapes[at % 4], seed=at),
            number=str(at + 1),
            coverage="medium",
            action=LONG if at == 2 else f"beat {at}",
            dialogue=(Line(text=f"Line <{at}> & more", speaker="Mira"), Line(text=LONG if at == 2 else "Nobody knew.")),
            sound=("distant thunder",),
            people=("Mira", "Tom"),
            seconds=2.0,
            start=2.0 * at,
            weight=2.0 if at == 0 else 1.0,
        )
        for at in range(14)
    )


def test_a_long_board_runs_over_pages_and_says_what_it_shortened(panels: tuple[Panel, ...]) -> None:
    first = render_page(panels, Copy("Lamp", note="previs"), LayoutMode.STORYBOARD, number=1)
    assert (first.pages, first.width, first.height) == (2, 1684, 1190)
    assert {"1", "7"} <= set(_numbers(first.svg))
    assert any(words.startswith("The keeper") for words in first.cut)
    second = render_page(panels, Copy("Lamp"), LayoutMode.STORYBOARD, number=2, sheet="letter")
    assert (second.width, second.number) == (1584, 2)
    with pytest.raises(UsageError, match="no page 3"):
        render_page(panels, Copy("Lamp"), LayoutMode.STORYBOARD, number=3)


def _numbers(svg: str) -> list[str]:
    return [part.partition("<")[0] for part in svg.split('fill="#b4451f">')[1:]]


def test_a_comic_letters_every_line_or_says_which_it_cut(panels: tuple[Panel, ...]) -> None:
    page = render_page(panels[:4], Copy("Lamp"), LayoutMode.COMIC)
    joined = " ".join(part.partition("</text>")[0].rpartition(">")[2] for part in page.svg.split("<text")[1:])
    for at in (0, 1, 3):
        assert f"LINE &lt;{at}&gt; &amp; MORE" in joined
    assert joined.count("KRAKOOM") >= 4
    assert any(words.startswith("The keeper") for words in page.cut) or LONG.split()[-1] in joined


def test_a_page_of_the_same_input_is_the_same_bytes(panels: tuple[Panel, ...]) -> None:
    one, two = (render_page(panels[:2], Copy("Lamp"), LayoutMode.COMIC) for _ in range(2))
    assert one.png == two.png
    assert one.svg == two.svg


def test_strips_take_sixty_frames_and_no_more(panels: tuple[Panel, ...]) -> None:
    page = render_page((panels[0],) * 60, Copy("Lamp"), LayoutMode.THUMBNAIL_STRIP)
    assert page.svg.count("<image") == 60
    with pytest.raises(UsageError, match="61 frames"):
        render_page((panels[0],) * 61, Copy("Lamp"), LayoutMode.THUMBNAIL_STRIP)
    with pytest.raises(UsageError, match="nothing to lay out"):
        render_page((), Copy("Lamp"), LayoutMode.COMIC)


def test_what_a_poster_or_spread_leaves_out_is_said(panels: tuple[Panel, ...]) -> None:
    page = render_page(panels[:7], Copy("Lamp", body=LONG * 9), LayoutMode.MAGAZINE)
    assert any("pictures" in said for said in page.left_out)
    assert page.cut
    poster = render_page(panels[:3], Copy("Lamp"), LayoutMode.POSTER, size=(300, 450))
    assert (poster.width, poster.height) == (300, 450)
    assert "2 others" in poster.left_out[0]


@pytest.mark.parametrize("data", [b"", b"no picture", photo()[:60]])
def test_a_picture_that_cannot_be_read_is_named(data: bytes) -> None:
    with pytest.raises(UsageError, match="frame 7"):
        render_page((Panel(picture=data or b"x", number="7"),), Copy("Lamp"), LayoutMode.STORYBOARD)


def test_a_lower_third_lets_the_shot_through() -> None:
    page = set_on(None, "lower_third", ("Mira Vale", "keeper", "", "", ""), ("noir", (), "", ()), (640, 360))
    pixels = cv2.imdecode(np.frombuffer(page.png, np.uint8), cv2.IMREAD_UNCHANGED)
    assert pixels.shape == (360, 640, 4)
    assert (pixels[:180, :, 3] == 0).all()
    assert (pixels[..., 3] > 200).mean() > 0.02


def test_the_brand_is_kept_to() -> None:
    assert look_for("action", never=("all caps",)).capitals is False
    assert look_for("noir", never=("serif",)).face.family == "Lato"
    assert look_for("comedy", never=("red",)).accent == look_for("comedy").ink
    branded = look_for("action", palette=("#0a7a4a",))
    assert contrast(branded.accent, branded.ground) >= 3
    assert branded.accent != look_for("action").accent


def test_only_graphics_are_drawn_as_graphics() -> None:
    assert graphic_of(Slots(composition="lower third of the frame left empty")) == ""
    assert graphic_of(Slots(composition="lower third, name", typography=Typography(headline="A"))) == "lower third"
    assert graphic_of(Slots(layout_mode=LayoutMode.POSTER)) == "poster"


@pytest.fixture(scope="module")
def frame() -> bytes:
    slots = Slots(shot_size=ShotSize.MS, characters=(Character(name="Mira"), Character(name="Tom")), setting="kitchen")
    return picture(Order(Kind.TEXT_TO_IMAGE, 320, 180, seed=3, slots=slots, slate={"number": "1"}))[0].data


def test_heads_of_our_own_frames_are_known_and_never_cropped(frame: bytes) -> None:
    still = read_still(frame, 320)
    assert len(still.faces) == 2
    assert still.faces[0][0] < still.faces[1][0]
    tall = still.covering(200, 300)
    assert tall.faces
    wide = still.covering(300, 100)
    assert all(face[1] > -0.25 for face in wide.faces)


def test_balloons_leave_faces_free(frame: bytes) -> None:
    said = (Line(text="Who lit the lamp?", speaker="Mira"), Line(text="Ask the sea.", speaker="Tom"))
    page = render_page((Panel(picture=frame, number="1", dialogue=said, people=("Mira", "Tom")),), Copy("Lamp"), LayoutMode.COMIC)
    faces = read_still(frame, 1100).covering(1132, 1596).faces
    boxes = [
        [float(part.partition(f'{name}="')[2].partition('"')[0]) for name in ("x", "y", "width", "height")]
        for part in page.svg.split("<rect ")[1:]
        if 'fill="#fffdf8"' in part.partition("/>")[0]
    ]
    assert len(boxes) == 2
    assert overlap(boxes[0], boxes[1]) == 0
    for x, y, wide, high in faces:
        face = (54 + x * 1132, 112 + y * 1596, wide * 1132, high * 1596)
        assert all(overlap(face, box) <= 0.15 * face[2] * face[3] for box in boxes)


def test_sounds_that_nobody_letters_stay_silent() -> None:
    assert lettered("the restaurant hums quietly") == "HMMM"
    assert lettered("room tone") == ""
