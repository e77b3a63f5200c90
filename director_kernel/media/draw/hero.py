"""People in the frame: who stands where, what they hold, the shadow they throw, and whoever we look past."""

from director_kernel.media.draw.art import Art
from director_kernel.media.draw.colour import lighten, mix
from director_kernel.media.draw.composition import HEADROOM, OVERSCAN
from director_kernel.media.draw.figures import figure
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.soft import softened
from director_kernel.media.draw.svg import num
from director_kernel.schema.slots import Angle, Character, KeySide, Prop, ShotSize

STANDING = 800.0
_GIANT = 1000.0
"""Natural height above which a creature is framed by its head, not by its whole body."""
_HOLDING = (
    "hold",
    "show",
    "grip",
    "carr",
    "appl",
    "drink",
    "sip",
    "lift",
    "rais",
    "pick",
    "present",
    "offer",
    "wield",
    "grab",
    "clutch",
    "tak",
    "bring",
)


def held_prop(scene: Scene, index: int) -> Prop | None:
    """What the character at `index` has in hand: said by name, or the hero thing where the action is one of holding."""
    slots = scene.slots
    name = slots.characters[index].name.lower()
    for item in slots.props:
        if item.held_by and (item.held_by.lower() == name or len(slots.characters) == 1):
            return item
    hero = next((item for item in slots.props if item.hero), slots.props[0] if len(slots.props) == 1 else None)
    if hero and not hero.held_by and index == 0 and any(f" {word}" in f" {slots.action.lower()}" for word in _HOLDING):
        return hero
    return None


def places(count: int, subject: float, width: float) -> list[float]:
    """x of each of `count` people: one alone stands at the shot's own place, more share the frame around it."""
    if count <= 1:
        return [subject]
    reach = 0.2 if count == 2 else min(0.38, 0.15 * count)
    middle = width / 2 + (subject - width / 2) * 0.3
    return [middle + width * reach * (2 * index / (count - 1) - 1) for index in range(count)]


def crowding(scene: Scene, count: int) -> float:
    """How much smaller people must be drawn so that `count` of them fit side by side: 1 for one, never below a third."""
    if count <= 1:
        return 1.0
    shoulders = scene.shot.body / STANDING * 185
    return max(0.34, min(1.0, scene.shot.width * 0.94 / (count * shoulders)))


def people(scene: Scene) -> None:
    """Everyone in the shot, the first named nearest the camera."""
    shown = scene.slots.characters[:6]
    past = _looked_past(scene)
    facing = [character for character in shown if character is not past] or list(shown)
    scale = crowding(scene, len(facing))
    spots = places(len(facing), scene.shot.subject, scene.shot.width)
    if past is not None:
        _shoulder(scene, past)
    for index in reversed(range(len(facing))):
        _stand(
            scene,
            facing[index],
            spots[index],
            scale * (1.0 if index == 0 or len(facing) < 3 else 0.94),
            shown.index(facing[index]),
            alone=len(facing) == 1,
        )


def _stand(scene: Scene, character: Character, x: float, share: float, index: int, *, alone: bool) -> None:
    shot, slots = scene.shot, scene.slots
    held = held_prop(scene, index)
    gaze = character.gaze or ("" if alone else "right" if x < shot.width / 2 else "left")
    art = figure(
        character,
        shot_size=shot.size,
        pose=character.pose,
        gaze=gaze,
        action=slots.action[:400],
        light=scene.light,
        seed=scene.seed,
        holding=held,
    )
    # From something as large as a dragon the camera steps back.
    scale = shot.body / STANDING * share * (0.7 if (art.natural or 0.0) > _GIANT else 1.0)
    px, py = _anchored(scene, art, scale, x, held)
    if held is not None and shot.size is not ShotSize.INSERT:
        px += _hand_inside(scene, art, scale, px, py)
    if shot.size not in HEADROOM or py < shot.usable:
        ground_shadow(scene, px, py, min(170.0, art.width * 0.4) * scale)
    _separation(scene, px, py - art.height * scale * 0.62, scale)
    scene.hero.add(f'<g transform="translate({num(px)} {num(py)}) scale({scale:.4f})">{art.svg}</g>')
    if art.front:
        scene.hero.add(f'<g transform="translate({num(px)} {num(py)}) scale({scale:.4f})">{art.front}</g>')


def _anchored(scene: Scene, art: Art, scale: float, x: float, held: Prop | None) -> tuple[float, float]:
    """Where the feet go: on the ground in wide sizes; else so that the crown, the eyes or the hand lands where the size wants it."""
    shot = scene.shot
    if shot.size not in HEADROOM:
        return x, shot.feet
    if shot.size is ShotSize.INSERT:
        hand = art.anchors.get("hand_right") or art.anchors.get("hand_left") or (0.0, -art.height * 0.55)
        if held is None:
            hand = min((art.anchors.get(name, hand) for name in ("hand_left", "hand_right")), key=lambda point: point[1])
        return x - hand[0] * scale, shot.usable * 0.56 - hand[1] * scale
    eyes = art.anchors.get("eyes")
    if (art.natural or 0.0) > _GIANT and eyes and shot.size in (ShotSize.MCU, ShotSize.CU, ShotSize.BCU):
        return x - eyes[0] * scale, shot.usable * 0.4 - eyes[1] * scale
    if shot.size is ShotSize.ECU and eyes:
        return x - eyes[0] * scale, shot.usable * 0.46 - eyes[1] * scale
    head = art.anchors.get("head", (0.0, -art.height))
    crown = shot.feet - shot.body
    return x - head[0] * scale * 0.7, crown + art.height * scale


def _hand_inside(scene: Scene, art: Art, scale: float, px: float, py: float) -> float:
    """How far the figure moves sideways so that what it holds is in the picture, its face still too."""
    shot = scene.shot
    hands = [art.anchors[name] for name in ("grip", "hand_left", "hand_right") if name in art.anchors]
    if not hands:
        return 0.0
    hand = min(hands, key=lambda point: point[1])
    x, margin = px + hand[0] * scale, min(95 * scale, shot.width * 0.2)
    if py + hand[1] * scale > shot.usable:
        return 0.0
    wanted = min(0.0, shot.width - margin - x) + max(0.0, margin - x)
    most = shot.width * 0.26
    return max(-most, min(most, wanted))


def ground_shadow(scene: Scene, x: float, y: float, half: float) -> None:
    """Contact shadow, and the cast one away from the key: long when the light is low or hard. On water a broken reflection instead."""
    under, light = scene.under, scene.light
    if scene.has("sea", "ocean", "lake", "water") and not scene.has("beach", "boat", "ship", "pier", "shore", "underwater"):
        ink = scene.palette.dark()
        under.glow(x, y + half * 0.9, half * 0.62, half * 1.9, ink, 0.8)
        rings = "".join(
            f"M{num(x - half * k)} {num(y + half * 0.1 * k)}a{num(half * k)} {num(half * 0.13 * k)} 0 0 0 {num(half * 2 * k)} 0"
            for k in (1.0, 1.6, 2.3)
        )
        under.path(rings, "none", stroke=lighten(scene.palette.low, 0.3), stroke_opacity=0.4, stroke_width=1.6)
        return
    under.glow(x, y, half * 1.25, max(6.0, half * 0.2), "#05070a", 0.62)
    away = {KeySide.LEFT: 1.0, KeySide.RIGHT: -1.0}.get(light.key_side, 0.25)
    length = half * (3.2 if light.hard or abs(light.warmth) > 0.6 else 1.8)
    tip = (x + away * length, y + half * 0.34 + (half * 0.9 if light.key_side is KeySide.BACK else 0))
    ink = mix(light.shadow, "#05070a", 0.5)
    paint = under.linear((0, ink, 0.42), (1, ink, 0), x1=x, y1=y, x2=tip[0], y2=tip[1], user=True)
    under.path(
        f"M{num(x - half * 0.5)} {num(y)}Q{num(x + away * length * 0.4)} {num(y - half * 0.1)} {num(tip[0])} {num(tip[1] - half * 0.12)}"
        f"L{num(tip[0])} {num(tip[1] + half * 0.16)}Q{num(x + away * length * 0.3)} {num(y + half * 0.3)}"
        f" {num(x + half * 0.4)} {num(y + half * 0.08)}Z",
        paint,
    )


def _separation(scene: Scene, x: float, y: float, scale: float) -> None:
    """A breath of light behind the subject, on the key's side, so that dark clothes stand off a dark set."""
    side = {KeySide.LEFT: -1.0, KeySide.RIGHT: 1.0}.get(scene.light.key_side, 0.0)
    reach = min(330.0 * scale, scene.shot.width * 0.42)
    colour = mix(scene.palette.haze, scene.light.key, 0.5)
    scene.under.glow(
        x + side * reach * 0.25,
        y,
        reach,
        min(reach * 1.2, scene.shot.height * 0.5),
        scene.palette.drained(colour),
        0.3 if scene.palette.night else 0.22,
    )


def _looked_past(scene: Scene) -> Character | None:
    """Over the shoulder: whose shoulder. The one named before "shoulder", else the last of several, else somebody unnamed."""
    slots = scene.slots
    if slots.angle is not Angle.OTS:
        return None
    words = f"{slots.action} {slots.composition} {slots.subject}".lower()
    for character in slots.characters:
        if f"{character.name.lower()}'s shoulder" in words or f"{character.name.lower()}’s shoulder" in words:
            return character
    return slots.characters[-1] if len(slots.characters) > 1 else Character(name="stranger", wardrobe="dark coat", hair="short dark")


def _shoulder(scene: Scene, character: Character) -> None:
    """Back of head and shoulder, large, dark and soft at the edge of the frame."""
    shot = scene.shot
    art = figure(
        character, shot_size=shot.size, pose="standing, back to camera", gaze="away", action="", light=scene.light, seed=scene.seed
    )
    scale = max(shot.body / STANDING * 1.5, shot.height / STANDING * 3.0)
    side = -1 if shot.subject > shot.width / 2 else 1
    x = shot.width * (0.5 + side * (0.4 if not shot.tall else 0.46))
    y = shot.usable * 0.16 + art.height * scale
    body = f'<g transform="translate({num(x)} {num(y)}) scale({scale:.4f})">{art.svg}</g>'
    half = shot.width * (0.5 + OVERSCAN)
    box = (shot.width / 2 - (half if side < 0 else 0), -shot.height * OVERSCAN, half, shot.height * (1 + 2 * OVERSCAN))
    scene.over.add(softened(body, box, 4.5))
    edge = x - side * 160 * scale
    ink = scene.palette.dark()
    paint = scene.over.linear((0, ink, 0.75), (0.6, ink, 0.4), (1, ink, 0), x1=x + side * 150 * scale, y1=0, x2=edge, y2=0, user=True)
    scene.over.rect(min(x, edge) - (200 * scale if side < 0 else 0), shot.top, 360 * scale, shot.bottom - shot.top, paint)
