"""Whatever strings come in, every layer is valid XML, small enough, and says only what was said."""

import time
from xml.etree import ElementTree

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from director_kernel.media.draw import Frame
from director_kernel.media.draw.svg import clean
from director_kernel.schema.slots import Character, Line, Prop, Slots
from tests.media.draw.frames import draw, layer

WORDS = st.text(max_size=80) | st.sampled_from(
    [
        "</text><script>alert(1)</script>",
        "&lt;&amp;&#0;",
        "\x00\x08\x1b[31m",
        "\u202egnp.exe",
        "]]>",
        '" onload="x',
        "\ud800",
        "\ufffe",
        "{id}",
        "url(#b0)",
        "%s {0}",
    ]
)


def _valid(frame: Frame) -> None:
    for svg in (frame.svg, *(part.svg for part in frame.layers)):
        root = ElementTree.fromstring(svg)
        assert not [node for node in root.iter() if node.tag.endswith("script")]


@given(st.lists(WORDS, min_size=8, max_size=8), st.integers(0, 2**40))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_strings_give_valid_xml(words: list[str], seed: int) -> None:
    slots = Slots.model_construct(
        **{
            **{name: getattr(Slots(), name) for name in Slots.model_fields},
            "subject": words[0],
            "action": words[1],
            "setting": words[2],
            "on_screen_text": (words[3], words[4]),
            "characters": (
                Character.model_construct(
                    **{**{n: getattr(Character(name=""), n) for n in Character.model_fields}, "name": words[5], "wardrobe": words[6]}
                ),
            )
            if len(words[7]) % 2
            else (),
            "props": (
                Prop.model_construct(**{**{n: getattr(Prop(name=""), n) for n in Prop.model_fields}, "name": words[6], "label": words[7]}),
            ),
            "dialogue": (Line.model_construct(text=words[7], speaker=words[0], tone=""),),
        }
    )
    _valid(
        draw(
            slots,
            seed=seed,
            slate={"number": words[0], "description": words[1], "timecode": words[2], "light": words[3], "sound": words[4]},
        )
    )


def test_markup_in_words_stays_words() -> None:
    frame = draw(Slots(on_screen_text=('<b>&amp; "now"</b>',)))
    _valid(frame)
    shown = "".join(node.text or "" for node in ElementTree.fromstring(layer(frame, "overlay").svg).iter() if node.tag.endswith("text"))
    assert "<b>&amp;" in shown.replace(" ", "") or "<b>&amp;" in shown


def test_a_megabyte_of_words_is_cut_and_drawn_at_once() -> None:
    flood = "word " * 200_000
    began = time.process_time()
    frame = draw(Slots(subject=flood, action=flood, setting=flood, on_screen_text=(flood,)), slate={"description": flood})
    assert time.process_time() - began < 3
    assert len(frame.svg) < 400_000
    _valid(frame)


def test_control_and_bidi_characters_are_dropped() -> None:
    assert clean("a\x00b\u202ec\u2066d\x1be\tf\ng") == "abcde f g"
    assert clean("x" * 900, 100).endswith("…") and len(clean("x" * 900, 100)) == 100
