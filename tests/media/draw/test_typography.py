"""Type: it fits, it wraps, and a letter that no font has is reported and never drawn as a box."""

from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel.media.draw.typography import BLACK, BOLD, LIGHT, SERIF, best_face, clipped, fit, measure, settable, wrap
from director_kernel.schema.slots import Slots
from tests.media.draw.frames import draw, layer, pixels


def test_missing_glyphs_are_reported_and_left_out() -> None:
    frame = draw(Slots(on_screen_text=("Fresh 咖啡 now",)), slate={"description": "☕ break"})
    assert {"咖", "啡", "☕"} <= set(frame.missing_glyphs)
    assert "咖" not in layer(frame, "overlay").svg
    assert "Fresh now" in layer(frame, "overlay").svg


def test_a_frame_with_known_letters_misses_nothing() -> None:
    assert (
        draw(Slots(on_screen_text=("Crème brûlée — 50 % “off”",)), slate={"number": "1", "description": "naïve façade"}).missing_glyphs
        == ()
    )


def test_cyrillic_takes_the_serif_that_has_it() -> None:
    words = "Привет, мир"
    assert settable(words, BOLD)[1]
    assert settable(words, best_face(words, BOLD))[1] == ()


def test_a_letter_with_a_lost_accent_keeps_its_base_and_counts_as_missing() -> None:
    shown, lost = settable("ḗx", BOLD)
    assert shown.endswith("x") and lost == ("ḗ",)


@given(st.text(st.characters(codec="latin-1", categories=("L", "N", "P", "Z")), max_size=120), st.floats(60, 900), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_set_lines_never_pass_the_width(words: str, width: float, lines: int) -> None:
    block = fit(words, BLACK, width, 300, largest=90, lines=lines)
    assert len(block.lines) <= lines
    assert all(measure(row, block.face, block.size) <= width * 1.001 for row in block.lines)


def test_wrapping_keeps_every_word_and_breaks_only_what_is_too_wide() -> None:
    words = "the quick brown fox jumps over the lazy dog"
    assert " ".join(wrap(words, LIGHT, 20, 120)) == words
    assert "".join(wrap("Donaudampfschifffahrt", LIGHT, 20, 60)) == "Donaudampfschifffahrt"


def test_clipped_lines_end_in_an_ellipsis_and_fit() -> None:
    cut = clipped("a long line that will not fit", SERIF, 20, 90)
    assert cut.endswith("…") and measure(cut, SERIF, 20) <= 90


def test_text_stays_inside_the_frame() -> None:
    """No type reaches the frame's own edge in any aspect, however long the words."""
    words = (
        "Extraordinarily incomprehensible internationalisation of everything",
        "and a long subline that goes on and on until somebody stops it",
    )
    for width, height in ((320, 180), (180, 320), (240, 240), (420, 180)):
        shown = pixels(draw(Slots(on_screen_text=words, palette=("black", "gold")), width=width, height=height, seed=3), width, height)
        plain = pixels(draw(Slots(on_screen_text=(" ",), palette=("black", "gold")), width=width, height=height, seed=3), width, height)
        edge = abs(shown[:, :3].astype(int) - plain[:, :3]).max(), abs(shown[:, -3:].astype(int) - plain[:, -3:]).max()
        assert max(edge) < 40
