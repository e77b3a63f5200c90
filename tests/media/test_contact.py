"""The page that shows everything that was made."""

import io

import pytest
from PIL import Image

from director_kernel.errors import UsageError
from director_kernel.media.contact import MOST, WIDTH, Labelled, contact


def plain(width: int, height: int, colour: str = "#c04020") -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(data, "PNG")
    return data.getvalue()


def blobs(png: bytes, colour: tuple[int, int, int]) -> list[tuple[int, int, int, int]]:
    """The boxes of one colour on a page, row by row: runs along a line through the middle of each, without looking at libraries' names."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    near = picture.point(lambda value: value)
    mask = Image.new("L", picture.size)
    mask.putdata([255 * all(abs(a - b) < 12 for a, b in zip(pixel, colour, strict=True)) for pixel in near.getdata()])
    box = mask.getbbox()
    return [box] if box else []


def test_pictures_of_any_shape_are_whole() -> None:
    wide, tall, square = plain(320, 180, "#c04020"), plain(200, 300, "#20c040"), plain(240, 240, "#4020c0")
    page = contact([Labelled(wide, "1.1", "she waits"), Labelled(tall, "", "poster"), Labelled(square)], "Kit", "previs")
    assert page.width == WIDTH and page.pages == 1
    for colour, shape in (((192, 64, 32), 320 / 180), ((32, 192, 64), 200 / 300), ((64, 32, 192), 1.0)):
        ((left, top, right, bottom),) = blobs(page.png, colour)
        assert (right - left) / (bottom - top) == pytest.approx(shape, rel=0.03)
        assert left >= 0 and right <= page.width and bottom <= page.height
    assert page.png == contact([Labelled(wide, "1.1", "she waits"), Labelled(tall, "", "poster"), Labelled(square)], "Kit", "previs").png


def test_frames_of_one_shape_fill_rows_of_one_height() -> None:
    page = contact([Labelled(plain(160, 90), f"1.{at}") for at in range(1, 12)], "Storyboard")
    heights = {round(float(part.split('height="')[1].split('"')[0])) for part in page.svg.split("<image")[1:]}
    assert page.svg.count("<image") == 11 and len(heights) == 1
    assert page.height < page.width


def test_many_are_counted_and_what_is_no_picture_is_named() -> None:
    many = contact([Labelled(plain(16, 9))] * (MOST + 5), "All")
    assert many.svg.count("<image") == MOST
    with pytest.raises(UsageError, match="no pictures to show"):
        contact([], "None")
    with pytest.raises(UsageError, match="the lamp can't be read as a picture"):
        contact([Labelled(b"GIF89a broken", "", "the lamp")], "One")
