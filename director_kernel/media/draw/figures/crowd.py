"""A crowd: many people as shaded silhouettes with a rim, none of them anybody."""

from director_kernel.media.draw.art import Art
from director_kernel.media.draw.colour import mix, times
from director_kernel.media.draw.figures.look import Dice
from director_kernel.media.draw.ink import Ink
from director_kernel.media.draw.shape import num, smooth

MANY = (
    r"crowds?|audience|people|spectators|passers-?by|pedestrians|guests|commuters|army|soldiers|troops|fans|villagers|protesters"
    r"|dancers|group|team|family|friends|couple|children|workers|onlookers"
)
_CLOTHES = ("#39475e", "#5d4a45", "#4c5b4a", "#6d5a6a", "#7a6a55", "#35424a", "#66474a", "#54607a")
_SKINS = ("#e9bd98", "#c68a5e", "#8a5a38", "#5a3620", "#f1cba9")
_HAIR = ("#221a1a", "#46291a", "#7e4a28", "#b9924f", "#8d8983")


def draw_crowd(ink: Ink, name: str, count: int) -> Art:
    """`count` standing people in two or three rows, 800 units tall in front."""
    dice = Dice(name)
    rows = 3 if count > 8 else 2 if count > 4 else 1
    wide = 190.0 * max(2, count / rows)
    for i in range(count):
        row = i * rows // count
        in_row = [j for j in range(count) if j * rows // count == row]
        x = -wide / 2 + wide * (in_row.index(i) + 0.5 + 0.3 * (dice.roll(f"x{i}") - 0.5)) / len(in_row)
        k = (0.86 + 0.07 * row + 0.1 * dice.roll(f"k{i}")) * (1 if row == rows - 1 else 0.96)
        _person(ink, dice, i, x, -36.0 * (rows - 1 - row), k, 0.72 + 0.14 * row)
    marks = ink.take()
    anchors = {
        "head": (0.0, -740.0),
        "eyes": (0.0, -745.0),
        "chin": (0.0, -700.0),
        "chest": (0.0, -580.0),
        "waist": (0.0, -500.0),
        "hips": (0.0, -412.0),
        "knees": (0.0, -220.0),
        "feet": (0.0, 0.0),
        "neck": (0.0, -668.0),
        "hand_left": (-90.0, -390.0),
        "hand_right": (90.0, -390.0),
        "crown": (0.0, -800.0),
    }
    return Art(ink.wrap(ink.rim(3.4, 0.85) + marks), wide + 120, 800.0, anchors, natural=800.0)


def _person(ink: Ink, dice: Dice, i: int, x: float, y: float, k: float, depth: float) -> None:
    cloth = times(dice.pick(f"c{i}", _CLOTHES), depth)
    legs = times(mix(cloth, "#1f222b", 0.5), depth)
    skin, hair = times(dice.pick(f"s{i}", _SKINS), depth), times(dice.pick(f"h{i}", _HAIR), depth)
    woman, coat = dice.roll(f"g{i}") > 0.5, dice.roll(f"o{i}") > 0.55
    w = 62 if woman else 72

    def put(points: list[tuple[float, float]], colour: str, tension: float = 0.9) -> None:
        d = smooth([(x + px * k, y + py * k) for px, py in points], tension=tension)
        ink.path(d, ink.across(colour), solid=True)

    if woman and dice.roll(f"l{i}") > 0.4:
        put([(-36, -776), (0, -802), (36, -776), (44, -700), (38, -640), (-38, -640), (-44, -700)], times(hair, 0.85))
    for s in (-1, 1):
        put([(s * 6, -430), (s * 48, -420), (s * 40, -210), (s * 34, -20), (s * 44, 0), (s * 12, 0), (s * 10, -210)], legs, 0.6)
    hem = -250 if coat else -400
    flare = 66 if coat else 54
    put(
        [
            (-16, -690),
            (16, -690),
            (20, -662),
            (w * 0.7, -650),
            (w, -622),
            (w + 16, -480),
            (w + 18, -396),
            (w, -390),
            (w - 14, -540),
            (flare, hem),
            (-flare, hem),
            (14 - w, -540),
            (-w, -390),
            (-w - 18, -396),
            (-w - 16, -480),
            (-w, -622),
            (-w * 0.7, -650),
            (-20, -662),
        ],
        cloth,
        0.7,
    )
    put([(0, -798), (28, -784), (34, -750), (26, -714), (0, -696), (-26, -714), (-34, -750), (-28, -784)], skin)
    put([(-35, -748), (-37, -778), (-18, -803), (14, -804), (36, -780), (35, -748), (26, -772), (0, -782), (-26, -772)], hair)
    ink.ellipse(x, y - 690 * k, 16 * k, 7 * k, ink.tones(skin).dark, fill_opacity=0.5)
    for s in (-1, 1):
        ink.ellipse(x + s * (w + 9) * k, y - 384 * k, 10 * k, 14 * k, ink.tones(skin).base)
    ink.line(
        f"M{num(x - 8 * k)} {num(y - 748 * k)}h{num(4 * k)}M{num(x + 6 * k)} {num(y - 748 * k)}h{num(4 * k)}", ink.tones(hair).deep, 4 * k
    )
