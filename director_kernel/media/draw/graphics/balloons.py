"""Speech on a picture: balloons where there is least to cover, tails towards who speaks, in the order they are read."""

import math
from dataclasses import dataclass, field

from director_kernel.media.draw.graphics.page import Panel, Setter
from director_kernel.media.draw.graphics.still import Box, Still
from director_kernel.media.draw.svg import Point, num
from director_kernel.media.draw.typography import BOLD, SERIF_ITALIC, Block
from director_kernel.schema.slots import Line

_INK, _PAPER, _BOX = "#14161a", "#fffdf8", "#fdf0c4"


@dataclass
class Taken:
    """What of a panel is spoken for. `still` is the picture as it fills the box, None for a card."""

    still: Still | None
    box: Box
    boxes: list[Box] = field(default_factory=list)

    def free(self, width: float, height: float, *, near: Point, after: Box | None = None, reach: float = 0.35) -> Box:
        """The place for something of this size that covers least: no other words, little of what the eye goes to, `near` a point, and
        not read before `after`. It is taken from now on."""
        _, best = self.best(width, height, near=near, after=after, reach=reach)
        self.boxes.append(best)
        return best

    def best(self, width: float, height: float, *, near: Point, after: Box | None, reach: float) -> tuple[float, Box]:
        """That place and what it covers, as a cost."""
        x, y, wide, high = self.box
        margin = 12.0
        spots = [
            (x + margin + (wide - width - 2 * margin) * i / 8, y + margin + (high - height - 2 * margin) * j / 8, width, height)
            for j in range(9)
            for i in range(9)
        ]
        return min((self._cost(spot, near, after, reach), spot) for spot in spots)

    def _cost(self, spot: Box, near: Point, after: Box | None, reach: float) -> float:
        x, y, wide, high = self.box
        share = ((spot[0] - x) / wide, (spot[1] - y) / high, spot[2] / wide, spot[3] / high)
        cost = (self.still.busy(share) if self.still else 0.1) * 3.0 + share[1] * 0.8 + self._faces(share)
        cost += math.dist((spot[0] + spot[2] / 2, spot[1] + spot[3] / 2), near) / math.hypot(wide, high) * reach
        cost += sum(20.0 * _overlap(spot, other) / (spot[2] * spot[3]) + (6.0 if _overlap(spot, other) else 0.0) for other in self.boxes)
        if after is not None and spot[1] < after[1] + after[3] * 0.5 and spot[0] < after[0] + after[2]:
            cost += 4.0
        return cost

    def _faces(self, share: Box) -> float:
        """Nobody's face is covered as long as there is another place."""
        faces = self.still.faces if self.still else ()
        return sum(5.0 * _overlap(share, face, 0.0) / max(1e-6, face[2] * face[3]) for face in faces)


def _overlap(a: Box, b: Box, margin: float = 6.0) -> float:
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0]) + margin
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1]) + margin
    return wide * high if wide > 0 and high > 0 else 0.0


def speak(page: Setter, panel: Panel, taken: Taken) -> None:
    """All lines of a panel, in their order; a tail may pass behind another balloon, never over its words."""
    after: Box | None = None
    spoken: list[tuple[Block, Box, Point, bool]] = []
    for line in panel.dialogue:
        if not line.text.strip():
            continue
        if not line.speaker:
            after = _caption(page, line, taken, after)
            continue
        mouth = mouth_of(panel, line.speaker, taken)
        block, after = _set(page, line, taken, (mouth[0], mouth[1] - taken.box[3] * 0.3), after, spoken=True)
        spoken.append((block, after, mouth, "whisper" in line.tone.lower()))
    for _, place, mouth, whispered in spoken:
        _tail(page, place, mouth, whispered=whispered)
    for block, place, _, whispered in spoken:
        _body(page, block, place, whispered=whispered)
    for _, place, mouth, _ in spoken:
        page.canvas.path(_tail_path(place, mouth, inner=True), _PAPER)
    for block, place, _, _ in spoken:
        page.put(block, place[0] + place[2] / 2, place[1] + (place[3] - block.height) / 2, _INK, "middle")


def _set(page: Setter, line: Line, taken: Taken, near: Point, after: Box | None, *, spoken: bool) -> tuple[Block, Box]:
    """The words broken the way that covers least, and their place, which is taken."""
    _, _, width, height = taken.box
    size = max(15.0, min(22.0, width / 24, height / 12))
    rim = (size * 2.5, size * 2.0) if spoken else (size * 1.3, size * 1.25)
    tried = []
    for share in (0.3, 0.45, 0.62):
        wide = min(max(width * share, 120.0), width - rim[0] - 26)
        trial = Setter(1, 1)
        face = BOLD if spoken else SERIF_ITALIC
        block = trial.fitted(line.text, face, wide, height * 0.5 - rim[1], size, smallest=12.5, lines=9, capitals=spoken)
        cost, place = taken.best(block.width + rim[0], block.height + rim[1], near=near, after=after, reach=2.0 if spoken else 1.6)
        tried.append((cost + 9.0 * len(trial.cut) + 1.2 * (1 - block.size / size) + len(block.lines) * 0.02, share, block, place, trial))
    _, _, block, place, trial = min(tried, key=lambda one: one[:2])
    page.missing.extend(trial.missing)
    page.cut.extend(trial.cut)
    taken.boxes.append(place)
    return block, place


def _caption(page: Setter, line: Line, taken: Taken, after: Box | None) -> Box:
    """A voice-over's box: square, in the corner the reading begins or goes on."""
    x, y, _, _ = taken.box
    near = (x, y) if after is None else (after[0] + after[2], after[1] + after[3])
    block, place = _set(page, line, taken, near, after, spoken=False)
    page.canvas.rect(*place, _BOX, stroke=_INK, stroke_width=2)
    page.put(block, place[0] + (place[2] - block.width) / 2, place[1] + (place[3] - block.height) / 2, _INK)
    return place


def mouth_of(panel: Panel, speaker: str, taken: Taken) -> Point:
    """Where the speaker's mouth may be: people stand in the order they are named; who isn't seen speaks from the edge."""
    x, y, width, height = taken.box
    names = [name.lower() for name in panel.people]
    faces = taken.still.faces if taken.still else ()
    if speaker.lower() not in names:
        return x + width * 0.99, y + height * 0.5
    at = names.index(speaker.lower())
    if faces:
        face = faces[min(len(faces) - 1, round(at * (len(faces) - 1) / max(1, len(names) - 1)) if len(names) > 1 else 0)]
        return x + width * (face[0] + face[2] / 2), y + height * (face[1] + face[3] * 0.8)
    if len(names) == 1 and taken.still:
        return x + width * taken.still.focus[0], y + height * min(0.62, max(0.34, taken.still.focus[1] * 0.92))
    return x + width * (at + 0.75) / (len(names) + 0.5), y + height * 0.42


def _tail_path(place: Box, mouth: Point, *, inner: bool = False) -> str:
    """From within the box two thirds of the way to the mouth, a little bent; `inner`: only its root, which joins the two shapes."""
    x, y, width, height = place
    cx, cy = x + width / 2, y + height / 2
    way = math.dist((cx, cy), mouth) or 1.0
    ux, uy = (mouth[0] - cx) / way, (mouth[1] - cy) / way
    edge = min(width / 2 / max(1e-6, abs(ux)), height / 2 / max(1e-6, abs(uy)))
    reach = min(max(edge + 14.0, edge + (way - edge) * 0.66), edge + 130.0)
    half, foot = min(14.0, height * 0.2), max(0.0, edge - 12)
    if inner:
        reach, half = min(reach, edge + 5.0), half - 3.2
    bend = (cx + ux * (foot + reach) / 2 - uy * (0 if inner else 5), cy + uy * (foot + reach) / 2 + ux * (0 if inner else 5))
    begin, end = (cx + ux * foot - uy * half, cy + uy * foot + ux * half), (cx + ux * foot + uy * half, cy + uy * foot - ux * half)
    tip = (cx + ux * reach, cy + uy * reach)
    return f"M{_at(begin)}Q{_at(bend)} {_at(tip)}L{_at(end)}Z"


def _at(point: Point) -> str:
    return f"{num(point[0])} {num(point[1])}"


def _tail(page: Setter, place: Box, mouth: Point, *, whispered: bool) -> None:
    dashes = "6 5" if whispered else None
    page.canvas.path(_tail_path(place, mouth), _PAPER, stroke=_INK, stroke_width=2.4, stroke_linejoin="round", stroke_dasharray=dashes)


def _body(page: Setter, block: Block, place: Box, *, whispered: bool) -> None:
    radius = min(place[3] / 2, block.size * 1.5)
    page.canvas.rect(*place, _PAPER, rx=radius, stroke=_INK, stroke_width=2.4, stroke_dasharray="6 5" if whispered else None)
