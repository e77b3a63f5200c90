"""A dragon from its side, facing frame right: wings half raised, neck arched, tail out behind."""

from director_kernel.media.draw.art import Point
from director_kernel.media.draw.colour import mix, raised, times
from director_kernel.media.draw.ink import Ink
from director_kernel.media.draw.shape import poly, smooth, tube

WIDTH, HEIGHT = 2100.0, 1260.0
EYES: Point = (648.0, -1010.0)
HEAD: Point = (610.0, -980.0)
MOUTH: Point = (790.0, -920.0)


def draw(ink: Ink, coat: str) -> None:
    """The whole animal, back to front, feet on the origin's line."""
    dark, pale = times(coat, 0.62), raised(coat, 0.3)
    _wing(ink, dark, [(-40, -620), (-170, -1010), (-60, -1250)], [(-330, -1180), (-520, -980), (-600, -760), (-420, -690), (-220, -600)])
    ink.path(
        tube([(-300, -430), (-560, -330), (-800, -170), (-960, -120), (-1040, -230)], (230, 170, 100, 56, 14)), ink.across(coat), solid=True
    )
    ink.path(poly([(-1070, -330), (-990, -210), (-1062, -196), (-1110, -232)]), ink.across(dark), solid=True)
    for x in (-170, 250):
        _leg(ink, x, dark, far=True)
    body: list[Point] = [
        (-360, -470),
        (-250, -600),
        (-40, -660),
        (170, -650),
        (320, -560),
        (340, -420),
        (230, -310),
        (0, -270),
        (-240, -310),
    ]
    ink.path(smooth(body), ink.across(coat), solid=True)
    ink.path(
        tube([(240, -540), (420, -640), (440, -800), (480, -930), (590, -985)], (250, 190, 150, 130, 118)), ink.across(coat), solid=True
    )
    _belly(ink, pale)
    for x in (-260, 180):
        _leg(ink, x, coat, far=False)
    _spines(ink, dark)
    _head(ink, coat, dark)
    _wing(ink, coat, [(60, -610), (-20, -1000), (150, -1250)], [(-120, -1230), (-330, -1080), (-470, -830), (-300, -740), (-90, -600)])


def _leg(ink: Ink, x: float, colour: str, *, far: bool) -> None:
    bend = -60 if x < 0 else 30
    ink.path(tube([(x, -400), (x + bend, -230), (x - bend * 0.6, -110), (x + 10, -26)], (190, 120, 76, 66)), ink.across(colour), solid=True)
    ink.path(f"M{x - 40} -34H{x + 60}L{x + 106} 0H{x - 46}Z", ink.across(colour), solid=True)
    if not far:
        for step in (0, 34, 68):
            ink.path(f"M{x + step} -14l22 14h-26Z", "#e9e0c8")


def _wing(ink: Ink, colour: str, arm: list[Point], tips: list[Point]) -> None:
    """One wing: an arm from the shoulder to the claw, skin in scallops between fingers."""
    shoulder, elbow, claw = arm
    skin = mix(colour, "#d9734a", 0.28)
    edge = f"M{shoulder[0]} {shoulder[1]}L{elbow[0]} {elbow[1]}L{claw[0]} {claw[1]}"
    at = claw
    for tip in tips:
        middle = ((at[0] + tip[0]) / 2 + (shoulder[0] - tip[0]) * 0.16, (at[1] + tip[1]) / 2 + (shoulder[1] - tip[1]) * 0.16)
        edge += f"Q{middle[0]:.0f} {middle[1]:.0f} {tip[0]} {tip[1]}"
        at = tip
    ink.path(edge + "Z", ink.across(skin), solid=True)
    for tip in tips[:-1]:
        ink.line(f"M{elbow[0]} {elbow[1]}L{tip[0]} {tip[1]}", times(colour, 0.7), 9, stroke_opacity=0.8)
    ink.path(tube([shoulder, elbow, claw], (70, 46, 20)), ink.across(colour), solid=True)
    ink.path(poly([(claw[0] - 12, claw[1]), (claw[0] + 34, claw[1] - 60), (claw[0] + 20, claw[1] + 14)]), "#e9e0c8")


def _belly(ink: Ink, pale: str) -> None:
    """Pale plates under neck and chest."""
    ink.path(
        smooth([(330, -430), (420, -560), (500, -690), (520, -830), (560, -900), (470, -860), (450, -700), (380, -600), (270, -500)]),
        ink.tones(pale).base,
        fill_opacity=0.7,
    )
    for index in range(6):
        x, y = 350 + 26 * index, -480 - 66 * index
        ink.line(f"M{x} {y}Q{x + 50} {y - 6} {x + 76} {y - 40}", ink.tones(pale).deep, 5, stroke_opacity=0.6)


def _spines(ink: Ink, dark: str) -> None:
    ridge: list[Point] = [(-620, -380), (-430, -500), (-250, -630), (-120, -668), (330, -690), (372, -800), (410, -900), (470, -985)]
    for index, (x, y) in enumerate(ridge):
        size = 36 + 10 * (index % 2)
        lean = -22 if index > 3 else -6
        ink.path(poly([(x - 26, y + 16), (x + lean, y - size), (x + 28, y + 12)]), ink.across(dark), solid=True)


def _head(ink: Ink, coat: str, dark: str) -> None:
    jaw: list[Point] = [(560, -940), (660, -900), (770, -890), (806, -908), (770, -930), (650, -940)]
    ink.path(smooth(jaw), ink.across(dark), solid=True)
    ink.path(smooth([(640, -934), (720, -916), (790, -914), (760, -938), (680, -950)], tension=0.6), "#7a1f1a")
    skull: list[Point] = [
        (520, -960),
        (560, -1050),
        (640, -1076),
        (700, -1030),
        (780, -1004),
        (836, -980),
        (838, -944),
        (780, -936),
        (680, -946),
        (580, -930),
    ]
    ink.path(smooth(skull), ink.across(coat), solid=True)
    for x in (664, 706, 748, 790):
        ink.path(f"M{x} -944l10 26l12 -25Z", "#f3ecd8")
    for dx, dy in ((0, 0), (44, -14)):
        ink.path(
            smooth(
                [(560 + dx, -1040 + dy), (490 + dx, -1130 + dy), (400 + dx, -1160 + dy), (470 + dx, -1090 + dy), (530 + dx, -1020 + dy)]
            ),
            ink.across("#cbb994"),
            solid=True,
        )
    ink.glow(EYES[0], EYES[1], 60, "#ffb02e", 0.7)
    at, y = EYES
    ink.path(f"M{at - 24} {y + 2}Q{at} {y - 24} {at + 28} {y + 4}Q{at} {y + 16} {at - 24} {y + 2}Z", "#ffc93d")
    ink.ellipse(EYES[0] + 2, EYES[1] - 2, 5, 13, "#1a0d08")
    ink.ellipse(812, -976, 8, 5, "#1c1210")
