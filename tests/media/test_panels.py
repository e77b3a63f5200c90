"""Sheets of several frames: what is cut out is what was drawn, to the pixel; what others made is cut without losing or doubling a line."""

from xml.etree import ElementTree

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from director_kernel.errors import JobFailed
from director_kernel.media.draw import rasterise
from director_kernel.media.grid import Box, frames, grid, parsed
from director_kernel.media.layered import unpack, with_chunk
from director_kernel.media.order import Material, Order
from director_kernel.media.panels import CHUNK, draw_frame, slice_panels
from director_kernel.media.pictures import is_ours, picture
from director_kernel.media.still import png, read_picture
from director_kernel.schema.plan import Kind, Role
from director_kernel.schema.slots import Character, Coverage, Panel, Prop, ShotSize, Slots

MIRA = Character(name="Mira", hair="long brown", wardrobe="yellow raincoat")
JON = Character(name="Jonas", age="60s", hair="grey")
LANTERN = Prop(name="lantern", material="brass", held_by="Mira")
SHEET = Slots(characters=(MIRA, JON), props=(LANTERN,), setting="harbour", action="Mira raises the lantern")
PLACE = Slots(setting="desert")
"""Quickly drawn, for sheets of many frames."""
LAYOUTS = ("1x4", "2x2", "3x3", "4x3", "1x12")


def sheet(layout: str, *, aspect: str = "", count: int = 0) -> Slots:
    columns, rows = parsed(layout)
    sizes = (ShotSize.WS, ShotSize.CU, ShotSize.EWS)
    panels = tuple(
        Panel(label=f"frame {at}", slots=Slots(shot_size=sizes[at % 3], aspect=aspect, characters=(Character(name="Mira", emotion="sad"),)))
        for at in range(count or columns * rows)
    )
    return SHEET.with_(panel_layout=layout, panels=panels)


def drawn(slots: Slots, width: int, height: int, seed: int = 3) -> bytes:
    return picture(Order(kind=Kind.TEXT_TO_IMAGE, width=width, height=height, seed=seed, slots=slots))[0].data


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_frame_is_the_frame_drawn_alone(layout: str) -> None:
    width, height = (211, 613) if layout.startswith("1x") else (397, 331)
    slots = sheet(layout)
    if len(slots.panels) > 4:
        slots = PLACE.with_(
            panels=tuple(panel.with_(slots=Slots(shot_size=panel.slots.shot_size)) for panel in slots.panels), panel_layout=layout
        )
    cut = slice_panels(drawn(slots, width, height), *parsed(layout))
    assert cut.how == "cells" and len(cut.frames) == len(slots.panels)
    # Drawing is slow: the first frame, the last, and one in the midst.
    for data, shot, cell in list(zip(cut.frames, frames(slots), cut.cells, strict=True))[:: max(1, (len(cut.cells) - 1) // 2)]:
        alone = rasterise(draw_frame(shot, cell, 3).svg, cell.width, cell.height)
        assert np.array_equal(read_picture(data), alone)


@settings(max_examples=2, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 3), st.integers(1, 2), st.integers(150, 340), st.integers(150, 340), st.sampled_from(("", "16:9", "2:3")))
def test_frames_of_odd_sizes_are_exact_too(columns: int, rows: int, width: int, height: int, aspect: str) -> None:
    slots = sheet(f"{columns}x{rows}", aspect=aspect).with_(setting="studio", props=(), characters=(MIRA,))
    cut = slice_panels(drawn(slots, width, height), columns, rows)
    at = len(cut.cells) - 1
    alone = rasterise(draw_frame(frames(slots)[at], cut.cells[at], 3).svg, cut.cells[at].width, cut.cells[at].height)
    assert np.array_equal(read_picture(cut.frames[at]), alone)


@given(st.integers(1, 12), st.integers(1, 12), st.integers(60, 700), st.integers(60, 700), st.sampled_from(("", "16:9", "9:16", "2.39:1")))
def test_no_two_boxes_of_a_grid_share_a_pixel(columns: int, rows: int, width: int, height: int, aspect: str) -> None:
    try:
        found = grid(width, height, columns, rows, aspect=aspect)
    except ValueError as error:
        assert "no room" in str(error)
        return
    seen = np.zeros((height, width), np.int32)
    for box in (*found.cells, *found.captions, found.head):
        assert box.x >= 0 and box.y >= 0 and box.x + box.width <= width and box.y + box.height <= height
        seen[box.y : box.y + box.height, box.x : box.x + box.width] += 1
    assert seen.max() == 1
    assert len({(cell.width, cell.height) for cell in found.cells}) == 1
    across = {b.x - a.x - a.width for a, b in zip(found.cells, found.cells[1:], strict=False) if a.y == b.y}
    assert len(across) <= 1, "gutters are even"


def test_a_cut_frame_carries_its_layers_and_counts_as_ours() -> None:
    slots = sheet("2x2", count=3)
    data = drawn(slots, 300, 300)
    cut = slice_panels(data, 2, 2, 3)
    board = unpack(cut.frames[1])
    assert board is not None and board.slots == frames(slots)[1] and len(board.layers) == 5
    for file in (data, cut.frames[0]):
        assert is_ours(Material(Role.REFERENCE, "image/png", file))


def test_the_same_sheet_is_the_same_bytes_and_says_previs_once() -> None:
    order = Order(kind=Kind.TEXT_TO_IMAGE, width=320, height=300, seed=9, slots=sheet("2x1"))
    one, other = picture(order), picture(order)
    assert one == other
    drawing = one[1].data.decode()
    assert drawing.count("PREVIS") == 1
    names = [node.attrib["id"] for node in ElementTree.fromstring(drawing).iter() if "id" in node.attrib]
    assert len(names) == len(set(names)), "frames of one drawing don't share names"


def test_people_look_the_same_and_a_panel_says_only_how_they_are() -> None:
    told = Panel(label="close-up", slots=Slots(characters=(Character(name="mira", hair="blonde", emotion="afraid"),)))
    insert = Panel(label="insert", slots=Slots(coverage=Coverage.INSERT, shot_size=ShotSize.INSERT))
    both = Panel(label="two-shot", slots=Slots(coverage=Coverage.TWO_SHOT))
    close, thing, pair = frames(SHEET.with_(panels=(told, insert, both)))
    assert close.characters == (MIRA.with_(emotion="afraid"),)
    assert thing.characters == () and thing.props == (LANTERN,)
    assert pair.characters == (MIRA, JON)
    assert [shot.frame_index for shot in (close, thing, pair)] == [1, 2, 3]
    assert pair.panels == () and pair.coverage is Coverage.TWO_SHOT


def test_too_many_frames_for_the_size_are_refused_with_what_to_do() -> None:
    with pytest.raises(JobFailed, match="no room in 100 × 60 pixels: make the sheet larger"):
        drawn(sheet("4x3"), 100, 60)


# Sheets from elsewhere


def noise(width: int, height: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 255, (height, width, 3), dtype=np.uint8)


def pasted(columns: int, rows: int, wide: int, tall: int, gutter: int, edge: int, colour: int) -> tuple[bytes, list[np.ndarray]]:
    size = (edge * 2 + rows * tall + (rows - 1) * gutter, edge * 2 + columns * wide + (columns - 1) * gutter, 3)
    page = np.full(size, colour, np.uint8)
    parts = [noise(wide, tall, at) for at in range(columns * rows)]
    for at, part in enumerate(parts):
        x, y = edge + at % columns * (wide + gutter), edge + at // columns * (tall + gutter)
        page[y : y + tall, x : x + wide] = part
    return png(page), parts


@given(
    st.integers(1, 4),
    st.integers(1, 4),
    st.integers(41, 90),
    st.integers(41, 90),
    st.integers(1, 2),
    st.integers(0, 2),
    st.integers(0, 255),
)
def test_foreign_gutters_are_found(columns: int, rows: int, wide: int, tall: int, gutter: int, edge: int, colour: int) -> None:
    data, parts = pasted(columns, rows, wide, tall, gutter, edge if min(columns, rows) > 1 else 0, colour)
    cut = slice_panels(data, columns, rows)
    assert cut.how == ("gutters" if columns * rows > 1 else "even")
    for frame, part in zip(cut.frames, parts, strict=True):
        assert np.array_equal(read_picture(frame)[..., :3], part)


@given(st.integers(1, 5), st.integers(1, 5), st.integers(5, 160), st.integers(5, 160), st.integers(0, 9))
def test_without_gutters_the_parts_are_even_and_make_up_the_whole(columns: int, rows: int, width: int, height: int, seed: int) -> None:
    page = noise(width, height, seed)
    cut = slice_panels(png(page), columns, rows)
    assert cut.how == "even"
    whole = np.zeros_like(page)
    count = np.zeros(page.shape[:2], np.int32)
    for frame, box in zip(cut.frames, cut.cells, strict=True):
        place = np.s_[box.y : box.y + box.height, box.x : box.x + box.width]
        whole[place] = read_picture(frame)[..., :3]
        count[place] += 1
    assert np.array_equal(whole, page) and count.min() == count.max() == 1
    assert max(box.width for box in cut.cells) - min(box.width for box in cut.cells) <= 1


def test_plain_ground_between_figures_is_parted_and_nothing_of_it_is_lost() -> None:
    page = np.full((90, 300, 3), 240, np.uint8)
    for x in (30, 130, 240):
        page[10:80, x : x + 40] = noise(40, 70, x)
    cut = slice_panels(png(page), 3, 1)
    assert sum(box.width for box in cut.cells) == 300 and {box.height for box in cut.cells} == {90}
    assert all(read_picture(frame)[..., :3].std() > 1 for frame in cut.frames)


def test_a_jpeg_is_cut_along_its_gutters() -> None:
    page = np.full((2 * 300 + 20, 2 * 400 + 20, 3), 255, np.uint8)
    for at in range(4):
        x, y = at % 2 * 420, at // 2 * 320
        page[y : y + 300, x : x + 400] = cv2.resize(noise(8, 6, at), (400, 300), interpolation=cv2.INTER_CUBIC)
    cut = slice_panels(bytes(cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, 92])[1]), 2, 2)
    assert cut.how == "gutters"
    assert all(abs(box.width - 400) <= 6 and abs(box.height - 300) <= 6 for box in cut.cells)


@pytest.mark.parametrize(
    "told",
    [
        {"cells": [[0, 0, 900, 20]] * 4, "boards": [None] * 4},
        {"cells": [[0, 0, 20, 20]] * 4, "boards": [None] * 4},
        {"cells": "all", "boards": []},
        {"cells": [[0, 0, 1e400, 2]], "boards": [1]},
        [],
    ],
)
def test_what_a_file_tells_of_its_cells_is_checked(told: object) -> None:
    cut = slice_panels(with_chunk(png(noise(80, 80, 1)), CHUNK, told), 2, 2)
    assert cut.how == "even" and cut.cells[0] == Box(0, 0, 40, 40)


def test_bytes_that_are_no_picture_say_so() -> None:
    with pytest.raises(JobFailed, match="can't be read"):
        slice_panels(b"GIF89a nothing", 2, 2)
    with pytest.raises(JobFailed, match="too small to hold 4x3"):
        slice_panels(png(noise(3, 3, 1)), 4, 3)


def test_a_sheet_laid_out_otherwise_than_asked_is_cut_as_it_came() -> None:
    data, parts = pasted(4, 1, 80, 60, 2, 0, 255)
    cut = slice_panels(data, 2, 2, 4)
    assert (cut.how, cut.columns, cut.rows) == ("gutters", 4, 1)
    assert all(np.array_equal(read_picture(frame)[..., :3], part) for frame, part in zip(cut.frames, parts, strict=True))


def test_gutters_one_way_alone_are_no_gutters_and_it_is_told() -> None:
    page = noise(203, 120, 3)
    page[:, 100:103] = 255
    cut = slice_panels(png(page), 2, 2)
    assert cut.how == "even" and {box.height for box in cut.cells} == {60} and {box.width for box in cut.cells} == {100}
    ground = np.full((90, 300, 3), 240, np.uint8)
    for x in (30, 130, 240):
        ground[10:80, x : x + 40] = noise(40, 70, x)
    assert slice_panels(png(ground), 3, 1).how == "plain"
