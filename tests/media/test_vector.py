"""Drawings of foreign hands: drawn from what is in them, and from nothing else."""

import base64
from pathlib import Path

import cv2
import numpy as np
import pytest

from director_kernel.errors import AssetError
from director_kernel.media.thumbnail import thumbnail
from director_kernel.media.vector import DEEPEST, MOST_ELEMENTS, drawn, tamed

RED = bytes(cv2.imencode(".png", np.full((40, 40, 3), (0, 0, 255), np.uint8))[1])
SVG = "image/svg+xml"


def svg(body: str, more: str = "") -> bytes:
    head = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'{head} width="40" height="40" {more}>{body}</svg>'.encode()


def shows_red(data: bytes) -> bool:
    pixels = drawn(data, 40).astype(int)
    return bool(((pixels[..., 0] > 200) & (pixels[..., 1] < 60) & (pixels[..., 3] > 200)).any())


def test_a_drawing_is_drawn_in_its_own_shape_on_grey() -> None:
    data = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 200"><rect width="100" height="100" fill="blue"/></svg>'
    pixels = cv2.imdecode(np.frombuffer(thumbnail(data, SVG, 160), np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None and pixels.shape == (160, 80, 3)
    assert pixels[40, 40, 0] > 200 and pixels[40, 40, 2] < 60 and 200 < pixels[120, 40].mean() < 240


@pytest.mark.parametrize("attribute", ["href", "xlink:href", "odd:href"])
@pytest.mark.parametrize(
    "element",
    ['<image width="40" height="40" {}/>', '<filter id="f"><feImage {}/></filter><rect width="40" height="40" filter="url(#f)"/>'],
)
def test_no_file_is_read_for_it(attribute: str, element: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "red.png").write_bytes(RED)
    (tmp_path / "red.svg").write_bytes(svg('<rect width="40" height="40" fill="red"/>'))
    monkeypatch.chdir(tmp_path)
    for name in ("red.png", "red.svg"):
        for link in (str(tmp_path / name), name, f"./{name}", f" {name}", f"file://{tmp_path / name}", f"{tmp_path / name}#x"):
            data = svg(element.format(f'{attribute}="{link}"'), 'xmlns:odd="http://www.w3.org/1999/xlink"')
            assert not shows_red(data), link
            assert name not in tamed(data)


def test_what_it_brings_along_is_shown_and_what_that_points_to_is_not(tmp_path: Path) -> None:
    (tmp_path / "red.png").write_bytes(RED)
    inside = base64.b64encode(RED).decode()
    assert shows_red(svg(f'<image width="40" height="40" href="data:image/png;base64,{inside}"/>'))
    assert shows_red(svg('<defs><rect id="r" width="40" height="40" fill="red"/></defs><use xlink:href="#r"/>'))
    nested = base64.b64encode(svg(f'<image width="40" height="40" href="{tmp_path / "red.png"}"/>')).decode()
    for kind in ("image/svg+xml", "text/plain", "image/svg"):
        assert not shows_red(svg(f'<image width="40" height="40" href="data:{kind};base64,{nested}"/>'))


def test_a_picture_inside_that_claims_too_much_is_left_out() -> None:
    claims = bytearray(RED)
    claims[16:24] = b"\x00\x00\xff\xff\x00\x00\xff\xff"
    text = tamed(svg(f'<image href="data:image/png;base64,{base64.b64encode(bytes(claims)).decode()}"/>'))
    assert "data:" not in text


def test_entities_are_refused_and_a_plain_doctype_is_not() -> None:
    outside = b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + svg("<text>&x;</text>")
    laughs = b'<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + svg("<text>&b;</text>")
    for data in (outside, laughs):
        with pytest.raises(AssetError, match="entities"):
            tamed(data)
    plain = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    assert shows_red(plain + svg('<rect width="40" height="40" fill="red"/>'))


def test_too_deep_and_too_many_are_refused_before_they_are_drawn() -> None:
    deep = DEEPEST + 1
    with pytest.raises(AssetError, match="nested"):
        tamed(svg("<g>" * deep + "</g>" * deep))
    with pytest.raises(AssetError, match="parts"):
        tamed(svg("<g/>" * MOST_ELEMENTS))
    assert tamed(svg("<g>" * (DEEPEST - 2) + "</g>" * (DEEPEST - 2)))


@pytest.mark.parametrize("data", [b"", b"hello", b"<svg", b"<html/>", b"\xff\xfe\x00", b"\x1f\x8b\x08zip"])
def test_what_is_no_drawing_is_said(data: bytes) -> None:
    with pytest.raises(AssetError, match=r"(again|PNG|copy|used?)[^.]*\.$"):
        thumbnail(data, SVG, 160)
