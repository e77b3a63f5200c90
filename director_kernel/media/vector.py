"""Drawings (SVG) of foreign hands as pixels: nothing on the disk or the network is read for them.

resvg follows `href` to any file of this machine, and a few hundred nested elements, or groups that `use` each other, overflow its stack
and take the process down (seen with resvg-py 0.5). So what points outward is taken out, depth and size are limited, and whoever shows a
drawing that isn't ours does it in a worker process (see `engine/looks.py`).
"""

import base64
import io
import re
from xml.etree import ElementTree
from xml.parsers import expat

from PIL import Image

from director_kernel.errors import AssetError
from director_kernel.media.damaged import MOST_PIXELS, readable
from director_kernel.media.plate import Pixels

MIME = "image/svg+xml"
MOST_BYTES = 24_000_000
MOST_ELEMENTS = 50_000
DEEPEST = 64
"""Levels of nesting; drawing programs stay below 20."""
_PICTURE = re.compile(r"\s*data:image/(?:png|jpe?g|gif|webp);base64,", re.IGNORECASE)


class _Limits:
    """Counts elements and their depth while the text is read."""

    def __init__(self) -> None:
        self.count = self.depth = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        self.depth += 1
        if self.count > MOST_ELEMENTS or self.depth > DEEPEST:
            raise AssetError("the drawing has too many parts, or too deeply nested ones; export it as PNG and use that.")

    def end(self, name: str) -> None:
        self.depth -= 1

    def entity(self, *_: object) -> None:
        raise AssetError("the drawing declares entities, which are not read; export it as PNG, or as plain SVG, and use that.")


def tamed(svg: bytes) -> str:
    """The drawing without anything that points outside itself. Raises AssetError for what is no SVG, too large or too deep."""
    if len(svg) > MOST_BYTES:
        raise AssetError(f"the drawing is larger than {MOST_BYTES // 1_000_000} MB; export it as PNG and use that.")
    limits = _Limits()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = limits.begin, limits.end
    parser.EntityDeclHandler = limits.entity
    try:
        parser.Parse(svg, True)
        root = ElementTree.fromstring(svg)
    except (expat.ExpatError, ElementTree.ParseError, LookupError, ValueError) as error:
        raise AssetError(f"the drawing can't be read ({error}); export it again, as SVG or PNG.") from error
    for element in root.iter():
        for name in [name for name, value in element.attrib.items() if _is_link(name) and not _inward(value)]:
            del element.attrib[name]
    return ElementTree.tostring(root, encoding="unicode")


def _is_link(name: str) -> bool:
    return name.rpartition("}")[2].lower() == "href"


def _inward(link: str) -> bool:
    """Whether a link stays in the drawing: a part of it, or a picture it brings along that is worth decoding."""
    if link.lstrip().startswith("#"):
        return True
    found = _PICTURE.match(link)
    if found is None:
        return False
    try:
        with Image.open(io.BytesIO(base64.b64decode(link[found.end() :])), formats=["PNG", "JPEG", "GIF", "WEBP"]) as picture:
            return bool(picture.width * picture.height <= MOST_PIXELS // 4)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return False


def drawn(svg: bytes, longest: int) -> Pixels:
    """The drawing as RGBA pixels, its longer side `longest`. Raises AssetError."""
    from director_kernel.media.draw.raster import rasterise_within

    text = tamed(svg)
    with readable("drawing"):
        return rasterise_within(text, longest)
