"""Any pictures as a page, in any mode, without asking a model again: storyboard, comic page, poster, thumbnail strip, magazine spread.

Price 0, offline, the same bytes for the same input.
"""

from collections.abc import Sequence

from director_kernel.errors import UsageError
from director_kernel.media.draw.compose import compose
from director_kernel.media.draw.graphics.comic import comic
from director_kernel.media.draw.graphics.cut_ins import lower_third, thumbnail, title_card
from director_kernel.media.draw.graphics.look import Look, look_for
from director_kernel.media.draw.graphics.page import Copy, Page, Panel, Setter
from director_kernel.media.draw.graphics.poster import SIZE, poster
from director_kernel.media.draw.graphics.spread import spread
from director_kernel.media.draw.graphics.still import Still, read_still, still_of_board
from director_kernel.media.draw.graphics.storyboard import storyboard
from director_kernel.media.draw.graphics.strip import strip
from director_kernel.media.layered import Board, unpack
from director_kernel.schema.slots import LayoutMode, ShotSize, Slots

MOST = 60
"""Pictures one layout takes."""
_CLOSEST = ShotSize.MCU
_LADDER = tuple(ShotSize)


def render_page(
    panels: Sequence[Panel],
    copy: Copy,
    mode: LayoutMode,
    *,
    look: Look | None = None,
    number: int = 1,
    sheet: str = "a4",
    size: tuple[int, int] = (0, 0),
) -> Page:
    """One page of 1 to 60 panels. Boards and comics run over as many pages as they need (`Page.pages`), `number` chooses one.

    `size` (pixels) is for posters; `sheet` (a4, letter) for boards. A poster takes the heaviest picture. Raises UsageError for no or too
    many panels, a page there isn't, and pictures that can't be read.
    """
    if not panels:
        raise UsageError("there is nothing to lay out; make some frames first, for example `director run`.")
    if len(panels) > MOST:
        raise UsageError(f"{len(panels)} frames are more than the {MOST} one layout takes; lay them out scene by scene.")
    look = look or look_for("")
    if mode is LayoutMode.STORYBOARD:
        page = storyboard(panels, copy, number=number, sheet=sheet)
    elif mode is LayoutMode.COMIC:
        page = comic(panels, copy, number=number)
    elif mode is LayoutMode.THUMBNAIL_STRIP:
        page = strip(panels, copy)
    elif mode is LayoutMode.MAGAZINE:
        page = _spread(panels, copy, look)
    else:
        page = _poster(panels, copy, look, size if size[0] and size[1] else SIZE)
    if not 1 <= number <= page.pages:
        raise UsageError(f"there is no page {number}: this layout has {page.pages}; ask for one of them.")
    return page


def _spread(panels: Sequence[Panel], copy: Copy, look: Look) -> Page:
    with_pictures = [one for one in panels if one.picture]
    stills = [read_still(one.picture or b"", 1400, f"frame {one.number}") for one in with_pictures[:4]]
    page = spread(stills, copy, look, [one.action for one in with_pictures])
    return _noting(page, len(with_pictures) - 4, "the spread shows four pictures")


def _poster(panels: Sequence[Panel], copy: Copy, look: Look, size: tuple[int, int]) -> Page:
    seen = [one for one in panels if one.picture]
    best = max(seen, key=lambda one: one.weight, default=None)
    art = key_art(best.picture or b"", *size, name=f"frame {best.number}") if best else None
    return _noting(poster(art, copy, look, width=size[0], height=size[1]), len(seen) - 1, "a poster shows one picture")


def _noting(page: Page, others: int, why: str) -> Page:
    if others <= 0:
        return page
    said = f"{why}; {others} other{'s are' if others > 1 else ' is'} not on it."
    return Page(
        page.png,
        page.svg,
        page.width,
        page.height,
        page.number,
        page.pages,
        page.missing,
        page.cut,
        (*page.left_out, said[:1].upper() + said[1:]),
    )


def key_art(data: bytes, width: int, height: int, *, name: str = "the picture") -> Still:
    """The picture made ready for a graphic of that size. A storyboard frame of our own is staged anew for the shape: a wide frame cut to
    a poster would be a third of itself. Raises UsageError."""
    board = unpack(data)
    if board is None or not said(board.slots):
        return read_still(data, max(width, height), name)
    return staged(board.slots, width, height, board.seed)


def said(slots: Slots) -> bool:
    """Whether the slots say anything that can be drawn."""
    return bool(slots.characters or slots.props or slots.setting or slots.subject or slots.action)


def staged(slots: Slots, width: int, height: int, seed: int) -> Still:
    """Key art of the slots alone: no lettering, no slate, nothing closer than the face with its shoulders, for a title needs air."""
    size = slots.shot_size
    if size is not None and slots.characters and _LADDER.index(size) > _LADDER.index(_CLOSEST):
        size = _CLOSEST
    bare = slots.with_(on_screen_text=(), typography=None, layout_mode=None, composition="", shot_size=size)
    frame = compose(bare, width=width, height=height, seed=seed)
    return still_of_board(Board(frame.layers, bare, seed), max(width, height))


__all__ = [
    "MOST",
    "Copy",
    "Look",
    "Page",
    "Panel",
    "Setter",
    "Still",
    "key_art",
    "look_for",
    "lower_third",
    "poster",
    "render_page",
    "said",
    "spread",
    "staged",
    "thumbnail",
    "title_card",
]
