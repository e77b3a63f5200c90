"""Words laid over a film: captions low in the frame, on a soft dark ground, in letters the fonts have."""

from director_kernel.media.draw.raster import rasterise
from director_kernel.media.draw.svg import num
from director_kernel.media.draw.typography import BOLD, fit, text
from director_kernel.media.move import Raster, plates
from director_kernel.media.plate import OVERLAY, Plate


def caption(words: str, width: int, height: int, *, above: float = 0.16) -> list[Plate]:
    """A caption of at most two lines, its foot `above` of the height over the lower edge; nothing for words no font can set."""
    size = max(10.0, min(height * 0.046, width * 0.045))
    block = fit(words, BOLD, width * 0.8, size * 3, largest=size, smallest=size * 0.8, lines=2)
    if not block.lines or not any(block.lines):
        return []
    foot = height * (1 - above)
    top = foot - block.leading * len(block.lines) - block.size * 0.35
    box = (width / 2 - block.width / 2 - block.size * 0.6, top, block.width + block.size * 1.2, foot - top)
    ground = '<rect x="{}" y="{}" width="{}" height="{}" rx="{}" fill="#0b0e12" fill-opacity="0.62"/>'.format(
        *map(num, box), num(block.size * 0.28)
    )
    rows = [
        text(row, width / 2, top + block.size * 1.02 + index * block.leading, block.size, block.face, "#f6f2e9", "middle")
        for index, row in enumerate(block.lines)
    ]
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{ground}{"".join(rows)}</svg>'
    return plates([Raster(OVERLAY, rasterise(svg, width, height), 1.0)], width, height)
