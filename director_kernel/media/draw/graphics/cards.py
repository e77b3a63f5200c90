"""The card that stands on a page where there is no picture yet: how the shot is framed, and what happens in it."""

from director_kernel.media.draw.graphics.page import Panel, Setter
from director_kernel.media.draw.graphics.still import Box
from director_kernel.media.draw.typography import BOLD, REGULAR, SERIF_ITALIC


def placeholder(page: Setter, panel: Panel, box: Box, *, paper: str = "#dfdacd", ink: str = "#55503f") -> None:
    """Thirds, a frame and the shot's words; a board is handed out before its pictures are made."""
    x, y, width, height = box
    page.canvas.rect(x, y, width, height, paper)
    for share in (1 / 3, 2 / 3):
        page.canvas.line((x + width * share, y), (x + width * share, y + height), ink, 0.8, stroke_opacity=0.22)
        page.canvas.line((x, y + height * share), (x + width, y + height * share), ink, 0.8, stroke_opacity=0.22)
    size = max(9.0, min(width, height) * 0.09)
    head = panel.shot or panel.coverage or "no picture yet"
    block = page.fitted(panel.action or panel.number or "—", SERIF_ITALIC, width * 0.8, height * 0.4, size * 1.25, smallest=9, lines=3)
    top = y + height / 2 - (block.height + size * 1.6) / 2
    page.line(head, BOLD, x + width / 2, top + size * 0.5, size * 0.72, ink, width=width * 0.84, anchor="middle", note=False)
    page.put(block, x + width / 2, top + size * 1.5, ink, "middle")
    if panel.shot:
        page.line("no picture yet", REGULAR, x + width / 2, y + height - size * 0.7, size * 0.6, ink, anchor="middle", note=False)
