"""Animals from their side, facing frame right, feet on the origin's line, in figure units."""

from collections.abc import Callable
from dataclasses import dataclass

from director_kernel.media.draw.art import Point
from director_kernel.media.draw.colour import luma, mix, raised, times
from director_kernel.media.draw.figures import dragon, words
from director_kernel.media.draw.ink import Ink
from director_kernel.media.draw.shape import smooth, tube


@dataclass(frozen=True)
class Animal:
    """A drawn animal: its size in figure units and where eyes, head, back and mouth are."""

    width: float
    height: float
    eyes: Point
    head: Point
    mouth: Point


SPECIES: words.Table = (
    (r"dragons?|wyverns?|wyrm", "dragon"),
    (r"dogs?|pupp(?:y|ies)|hounds?|wol(?:f|ves)|retriever|labrador|corgi|husky|fox(?:es)?|coyote", "dog"),
    (r"cats?|kittens?|kitty|lions?|tigers?|panther|leopard|lynx|cheetah", "cat"),
    (r"horses?|pony|ponies|unicorns?|stallion|mare|zebra|donkey|deer|stag|elk|cows?|bull", "horse"),
    (r"birds?|eagles?|ravens?|crows?|owls?|pigeons?|doves?|parrots?|seagulls?|sparrows?|hawk|falcon|phoenix", "bird"),
    (r"fish(?:es)?|goldfish|sharks?|whales?|dolphins?|salmon", "fish"),
)
COATS = {"dog": "#b9803f", "cat": "#d08a3c", "horse": "#7a4526", "bird": "#4a6fa0", "fish": "#ee7a2c", "dragon": "#4f6b4a"}
PARTICULAR: words.Table = (
    (r"fox(?:es)?|corgi", "#c8642a"),
    (r"wol(?:f|ves)|husky", "#7d848c"),
    (r"labrador|retriever", "#d9b06a"),
    (r"lions?", "#cf9d4a"),
    (r"tigers?", "#dd8128"),
    (r"panther", "#1f1f24"),
    (r"unicorns?|doves?|seagulls?", "#efece6"),
    (r"zebra", "#e9e6df"),
    (r"ravens?|crows?", "#202128"),
    (
        r"owls?|eagles?|sparrows?|hawk"
        r"|falcon",
        "#7a5a3a",
    ),
    (r"phoenix", "#d9481f"),
    (r"parrots?", "#c6302c"),
    (r"sharks?|whales?|dolphins?", "#6c8296"),
    (r"deer|stag|elk", "#9a6a3e"),
    (r"pigeons?", "#7d868f"),
    (r"cows?", "#e9e4da"),
)

SINK = 36
"""How far a fish drops so that its belly touches the line the others stand on."""


def species(told: str) -> str:
    """The animal said in `told`, or nothing."""
    return words.first(SPECIES, told)


def draw(ink: Ink, kind: str, coat: str, told: str) -> Animal:
    drawers: dict[str, Callable[[Ink, str, str], Animal]] = {
        "dog": _dog,
        "cat": _cat,
        "horse": _horse,
        "bird": _bird,
        "fish": _fish,
        "dragon": _dragon,
    }
    return drawers[kind](ink, coat, told)


def _dragon(ink: Ink, coat: str, told: str) -> Animal:
    dragon.draw(ink, coat)
    return Animal(dragon.WIDTH, dragon.HEIGHT, dragon.EYES, dragon.HEAD, dragon.MOUTH)


def _form(ink: Ink, points: list[Point], colour: str, *, tension: float = 1.0) -> None:
    ink.path(smooth(points, tension=tension), ink.across(colour), solid=True)


def _leg(ink: Ink, points: list[Point], widths: tuple[float, ...], colour: str) -> None:
    ink.path(tube(points, widths), ink.across(colour), solid=True)


def _eye(ink: Ink, x: float, y: float, r: float, iris: str = "#5b3a1c") -> None:
    ink.ellipse(x, y, r * 1.15, r * 1.05, "#1a1412")
    ink.ellipse(x, y, r * 0.8, r * 0.8, ink.tones(iris).base)
    ink.ellipse(x + r * 0.1, y, r * 0.45, r * 0.5, "#0d0a09")
    ink.ellipse(x + (ink.key_x or -1) * r * 0.35, y - r * 0.35, r * 0.28, r * 0.28, "#ffffff")


def _dog(ink: Ink, coat: str, told: str) -> Animal:
    pale, dark = raised(coat, 0.4), times(coat, 0.72)
    fox = "fox" in told or "wol" in told or "husky" in told
    _leg(
        ink,
        [(-150, -190), (-196, -230), (-214, -290)] if not fox else [(-140, -180), (-210, -176), (-280, -120), (-330, -76)],
        (22, 26, 8) if not fox else (34, 74, 92, 30),
        coat,
    )
    if fox:
        _form(ink, [(-284, -128), (-262, -84), (-318, -58), (-352, -50), (-338, -92), (-318, -140)], "#f1e9df")
    for x in (-104, 66):
        _leg(ink, [(x, -130), (x + (14 if x < 0 else -4), -66), (x, -14), (x + 12, -6)], (46, 28, 20, 22), dark)
    _form(
        ink,
        [(-166, -190), (-120, -214), (0, -206), (70, -224), (104, -190), (96, -130), (60, -104), (-10, -112), (-70, -100), (-146, -112)],
        coat,
    )
    for x in (-136, 88):
        _leg(ink, [(x, -140), (x + (-22 if x < 0 else 4), -76), (x, -14), (x + 14, -6)], (64 if x < 0 else 48, 32, 22, 25), coat)
    _form(ink, [(66, -210), (74, -270), (112, -300), (150, -270), (126, -190), (92, -160)], coat)
    _form(
        ink,
        [(84, -286), (104, -326), (148, -332), (182, -306), (226, -290), (238, -272), (224, -258), (176, -252), (130, -246), (96, -256)],
        coat,
    )
    _form(ink, [(172, -284), (226, -290), (238, -272), (224, -258), (178, -252)], pale)
    ink.path(smooth([(66, -190), (98, -176), (104, -130), (72, -112), (56, -150)]), ink.tones(pale).base, fill_opacity=0.2)
    if fox:
        _form(ink, [(104, -318), (106, -378), (142, -332)], dark, tension=0.3)
        _form(ink, [(130, -326), (146, -376), (166, -322)], coat, tension=0.3)
    else:
        _form(ink, [(100, -322), (78, -296), (74, -250), (94, -238), (114, -272), (122, -312)], dark)
    ink.path(smooth([(220, -292), (240, -288), (240, -272), (226, -276)]), "#1c1615")
    ink.line("M236 -272Q214 -252 190 -260", ink.tones(coat).deep, 3, stroke_opacity=0.7)
    ink.line("M92 -240Q108 -226 132 -232", ink.tones("#b3232c").base, 11) if not fox else None
    _eye(ink, 166, -296, 7.4)
    return Animal(470, 340, (166, -296), (150, -290), (226, -262))


def _cat(ink: Ink, coat: str, told: str) -> Animal:
    """Sitting, face to camera."""
    pale, dark = raised(coat, 0.5), times(coat, 0.7)
    big = 1.0
    _leg(ink, [(40, -14), (96, -20), (112, -76), (92, -112)], (24, 26, 22, 10), dark)
    _form(ink, [(-34, -168), (34, -168), (66, -96), (72, -20), (46, 0), (-46, 0), (-72, -20), (-66, -96)], coat)
    ink.path(smooth([(-18, -150), (18, -150), (28, -90), (0, -60), (-28, -90)]), ink.tones(pale).base, fill_opacity=0.75)
    for s in (-1, 1):
        _leg(ink, [(s * 22, -100), (s * 24, -40), (s * 26, -8)], (30, 26, 30), coat)
        _form(ink, [(s * 58, -208), (s * 56, -276), (s * 16, -240)], coat, tension=0.25)
        ink.path(smooth([(s * 50, -222), (s * 50, -258), (s * 28, -238)], tension=0.3), ink.tones(mix(coat, "#e8a0a0", 0.6)).base)
    if "lion" in told:
        _form(ink, [(0, -296), (70, -276), (104, -210), (84, -140), (0, -112), (-84, -140), (-104, -210), (-70, -276)], dark)
    _form(
        ink,
        [(0, -252), (46, -242), (68, -206), (60, -172), (28, -150), (0, -146), (-28, -150), (-60, -172), (-68, -206), (-46, -242)],
        coat,
    )
    if "tiger" in told or "tabby" in told or coat == COATS["cat"]:
        for x in (-18, 0, 18):
            ink.line(f"M{x} -250Q{x * 0.9} -236 {x * 0.7} -226", ink.tones(dark).deep, 5, stroke_opacity=0.6)
        for s in (-1, 1):
            for y in (-110, -80, -50):
                ink.line(f"M{s * 68} {y}Q{s * 52} {y + 4} {s * 44} {y - 4}", ink.tones(dark).deep, 6, stroke_opacity=0.5)
    ink.ellipse(0, -170, 26, 17, ink.tones(pale).lit, fill_opacity=0.85)
    for s in (-1, 1):
        ink.path(
            smooth([(s * 14, -202), (s * 28, -214), (s * 44, -204), (s * 28, -192)]),
            ink.tones("#a9c25a").lit,
            stroke="#1a1412",
            stroke_width=2.4,
        )
        ink.ellipse(s * 28, -203, 3.4, 8.6, "#0d0a09")
        ink.ellipse(s * 28 - 3, -207, 2.2, 2.6, "#ffffff")
        for dy in (-4, 3, 10):
            ink.line(f"M{s * 18} {-170 + dy * 0.5}Q{s * 52} {-176 + dy} {s * 82} {-172 + dy * 2}", "#ffffff", 1.2, stroke_opacity=0.7)
    ink.path("M-7 -184H7L0 -175Z", ink.tones("#c86a6a").base)
    ink.line("M0 -175V-168M0 -168Q-8 -158 -16 -165M0 -168Q8 -158 16 -165", ink.tones(dark).deep, 2.4)
    return Animal(240 * big, 280, (0, -203), (0, -200), (0, -166))


def _horse(ink: Ink, coat: str, told: str) -> Animal:
    dark, mane = times(coat, 0.7), "#2a1a14" if luma(coat) < 0.7 else "#d9cbb4"
    if "unicorn" in told:
        mane = "#d9a3d0"
    stag = "deer" in told or "stag" in told or "elk" in told
    if not stag:
        ink.path(tube([(-270, -520), (-330, -480), (-330, -360), (-300, -260)], (26, 50, 46, 10)), ink.across(mane), solid=True)
    for x, bend in ((-190, -18), (150, 6)):
        _leg(ink, [(x, -330), (x + bend, -200), (x, -110), (x + 4, -20)], (78, 44, 28, 34), dark)
    _form(
        ink,
        [
            (-282, -500),
            (-210, -556),
            (-60, -540),
            (90, -556),
            (190, -520),
            (210, -430),
            (160, -360),
            (20, -340),
            (-120, -350),
            (-250, -370),
            (-290, -430),
        ],
        coat,
    )
    for x, bend in ((-236, -34), (186, 6)):
        _leg(ink, [(x, -380), (x + bend, -220), (x - 4, -110), (x, -20)], (120 if x < 0 else 88, 50, 30, 36), coat)
        ink.path(f"M{x - 19} -26h38l8 26h-50Z", "#241c18")
    _form(ink, [(110, -540), (190, -640), (250, -740), (310, -730), (300, -620), (250, -500), (190, -440)], coat)
    _form(ink, [(238, -740), (268, -790), (316, -786), (350, -730), (400, -660), (404, -628), (376, -614), (330, -642), (280, -668)], coat)
    ink.path(
        smooth([(262, -786), (206, -730), (150, -620), (112, -536), (150, -540), (210, -640), (268, -738)]), ink.across(mane), solid=True
    )
    for x in (266, 300):
        _form(ink, [(x - 12, -782), (x, -832), (x + 14, -780)], coat, tension=0.5)
    if "unicorn" in told:
        ink.path("M312 -780L372 -890L330 -768Z", ink.across("#f2d98a"))
    if stag:
        for dx in (-14, 10):
            ink.line(
                f"M{284 + dx} -784Q{250 + dx * 2} -860 {290 + dx * 3} -930M{268 + dx * 2} -850Q{230 + dx} -860 {220 + dx} -900"
                f"M{278 + dx * 2} -896Q{320 + dx} -900 {336 + dx} -930",
                ink.tones("#7a5a3a").base,
                11,
            )
    if "zebra" in told:
        for i in range(9):
            x = -250 + i * 50
            ink.line(f"M{x} -530Q{x + 24} -450 {x} -370", "#22201f", 14, stroke_opacity=0.85)
    ink.ellipse(384, -640, 5, 7, "#1c1210")
    _eye(ink, 322, -722, 9)
    return Animal(760, 840 if not stag else 930, (322, -722), (320, -710), (388, -624))


def _bird(ink: Ink, coat: str, told: str) -> Animal:
    dark, pale = times(coat, 0.68), raised(coat, 0.5)
    flying = "fl" in told or "soar" in told or "wing" in told
    owl = "owl" in told
    lift = -120 if flying else 0
    ink.add(f'<g transform="translate(0 {lift})">')
    _form(ink, [(-50, -58), (-128, -34), (-150, -20), (-138, -10), (-60, -34)], dark, tension=0.6)
    if not flying:
        for x in (-6, 16):
            ink.line(f"M{x} -30L{x + 2} -4M{x + 2} -4h16M{x + 2} -4h-8", ink.tones("#c9892c").base, 4)
    _form(ink, [(-66, -56), (-30, -96), (24, -112), (54, -92), (46, -50), (6, -24), (-40, -30)], coat)
    ink.path(smooth([(40, -96), (54, -70), (20, -28), (-16, -28), (20, -60)]), ink.tones(pale).base, fill_opacity=0.85)
    _form(ink, [(16, -112), (24, -148), (56, -160), (84, -140), (82, -108), (54, -92)], coat)
    _form(ink, [(80, -136), (112, -124), (80, -116)], "#e0a02f", tension=0.2)
    if flying:
        _form(ink, [(0, -92), (-40, -190), (-110, -250), (-96, -180), (-70, -110), (-40, -70)], dark, tension=0.7)
        _form(ink, [(20, -96), (30, -210), (-20, -290), (70, -230), (74, -150), (44, -84)], coat, tension=0.7)
    else:
        _form(ink, [(20, -96), (-20, -92), (-74, -58), (-104, -34), (-50, -40), (0, -52)], dark, tension=0.8)
        for i in range(3):
            ink.line(
                f"M{8 - i * 14} {-84 + i * 10}Q{-30 - i * 8} {-70 + i * 8} {-70 - i * 6} {-48 + i * 4}",
                ink.tones(dark).deep,
                2,
                stroke_opacity=0.5,
            )
    if owl:
        ink.ellipse(62, -132, 19, 19, ink.tones(pale).lit)
    _eye(ink, 62, -132, 6.5 if not owl else 11, "#d99a2a")
    ink.add("</g>")
    ink.moved += [(d, f"translate(0 {lift})") for d in ink.outline]
    ink.outline = []
    return Animal(300, 165 - lift + (130 if flying else 0), (62, -132 + lift), (54, -130 + lift), (104, -122 + lift))


def _fish(ink: Ink, coat: str, told: str) -> Animal:
    big = any(w in told for w in ("shark", "whale", "dolphin"))
    pale, dark = raised(coat, 0.55), times(coat, 0.72)
    ink.add(f'<g transform="translate(0 {SINK})">')
    _form(ink, [(-110, -100), (-190, -164), (-176, -100), (-190, -36)], dark, tension=0.5)
    _form(
        ink,
        [(-10, -150), (10, -214), (54, -196), (60, -146)] if big else [(-60, -146), (-40, -196), (50, -186), (70, -140)],
        dark,
        tension=0.6,
    )
    _form(ink, [(-124, -100), (-60, -146), (40, -158), (120, -128), (146, -98), (116, -70), (40, -46), (-60, -56)], coat)
    ink.path(
        smooth([(-110, -94), (-40, -70), (60, -70), (140, -92), (110, -68), (40, -48), (-60, -58)]), ink.tones(pale).base, fill_opacity=0.8
    )
    _form(ink, [(20, -88), (-16, -44), (-40, -52), (0, -96)], dark)
    if not big:
        for col in range(4):
            for row in range(3):
                x, y = -50 + col * 28 + (row % 2) * 12, -128 + row * 22
                ink.line(f"M{x} {y - 9}q12 9 0 18", ink.tones(dark).deep, 2, stroke_opacity=0.4)
    ink.line("M78 -130Q60 -100 78 -66", ink.tones(dark).deep, 2.6, stroke_opacity=0.5)
    ink.line("M142 -90Q126 -84 116 -88", ink.tones(dark).deep, 2.6)
    _eye(ink, 108, -110, 8, "#e0c03a")
    ink.add("</g>")
    ink.moved += [(d, f"translate(0 {SINK})") for d in ink.outline]
    ink.outline = []
    return Animal(350, 168 if not big else 184, (108, -110 + SINK), (90, -104 + SINK), (142, -92 + SINK))
