"""`figure`: the one door to everything that lives."""

from director_kernel.media.draw.art import Art
from director_kernel.media.draw.colour import colour_of
from director_kernel.media.draw.figures import animals, crowd, words
from director_kernel.media.draw.figures.head import Head
from director_kernel.media.draw.figures.look import resolve
from director_kernel.media.draw.figures.person import Painter
from director_kernel.media.draw.figures.poses import LEFTWARD, Pose, choose
from director_kernel.media.draw.ink import Ink
from director_kernel.media.draw.light import Light
from director_kernel.media.draw.props import grip_of, prop
from director_kernel.media.draw.shape import turned
from director_kernel.schema.slots import Character, Prop, ShotSize

DETAIL = {ShotSize.EWS: 0, ShotSize.VWS: 0, ShotSize.WS: 0, ShotSize.MWS: 1, ShotSize.MS: 1, ShotSize.MCU: 1}

CLOSE = {ShotSize.CU, ShotSize.BCU, ShotSize.ECU}
"""Sizes that never see the legs."""

MOODS: words.Table = (
    (r"laugh\w*|grin\w*|beam(?:s|ing)|ecstatic|overjoyed|delight\w*|excite\w*|cheer\w*|celebrat\w*|joyful\w*", "laugh"),
    (
        r"smil\w*|happy|happi\w*|joy|cheerful|content\w*|warm|proud|pleased|friendly|playful|amused|love|loving|radiant|serene|calm"
        r"|relaxed|glow\w*|hopeful|confident",
        "smile",
    ),
    (r"surpris\w*|shock\w*|amaz\w*|astonish\w*|awe|wonder|stunned|gasp\w*", "surprise"),
    (r"fear\w*|afraid|scared|terrif\w*|panic\w*|horror|horrified|anxious|nervous|worried", "fear"),
    (r"ang(?:ry|er)|furious|rage|yell\w*|scowl\w*|fierce|menacing|villain\w*", "angry"),
    (r"sad\w*|cry\w*|tear\w*|grief|griev\w*|lonely|melanchol\w*|sorrow\w*|tired|exhausted|weary|wistful|disappoint\w*", "sad"),
    (r"determin\w*|focus\w*|serious|resolute|intense|stern|stoic|concentrat\w*|brave|steely|tense", "determined"),
)


def figure(
    character: Character, *, shot_size: ShotSize, pose: str, gaze: str, action: str, light: Light, seed: int, holding: Prop | None = None
) -> Art:
    """`character` as an SVG fragment: feet at the origin, y down, an adult 800 units tall.

    The look comes from the character's words and name only, so it is the same for every shot size, pose, light and seed. `holding` is drawn
    in the hand. `shot_size` sets how much of the face is worked out, not the scale: frame with the anchors.
    """
    other = _not_one_person(character, action, light, seed)
    if other is not None:
        return other
    holding = holding or _implied(pose or character.pose, action)
    held = prop(holding, light=light, seed=seed) if holding is not None else None
    grip = grip_of(holding) if holding is not None and held is not None else ""
    chosen, leftward = choose(pose or character.pose, action, gaze or character.gaze, holding=grip)
    lit = light.mirrored() if leftward else light
    if leftward and holding is not None:
        held = prop(holding, light=lit, seed=seed)
    look = resolve(character)
    ink = Ink(lit, "figure", character, shot_size, pose, gaze, action, seed, holding)
    head = _head(character, chosen, gaze or character.gaze, action, DETAIL.get(shot_size, 2), leftward)
    painter = Painter(ink, look, chosen, head, held, grip, _held_scale(held, grip), whole=shot_size not in CLOSE)
    marks = painter.draw()
    return _art(ink, painter, marks, chosen, leftward)


IMPLIED: words.Table = (
    (
        r"(?:talk\w*|answer\w*|call\w*|scroll\w*|text\w*|look\w*|check\w*|star\w+)\b.{0,18}phone|phone call|texting|scrolling|selfie",
        "phone",
    ),
    (r"(?:sip|drink)(?:s|ing)?", "cup"),
    (r"reads?|reading", "book"),
)
"""What an action puts in a hand when no prop was named."""


def _implied(pose: str, action: str) -> Prop | None:
    name = words.first(IMPLIED, pose.lower()) or words.first(IMPLIED, action[:400].lower())
    return Prop(name=name) if name else None


def _not_one_person(character: Character, action: str, light: Light, seed: int) -> Art | None:
    """Animals, robots and crowds; None for a person."""
    told = " ".join((character.name, character.age, character.gender, *character.features)).lower()
    if words.compiled(r"robots?|androids?|droids?|cyborg|automaton").search(told):
        return _robot(character, light, seed)
    kind = animals.species(told) if not character.wardrobe and not character.gender else ""
    if kind:
        return _animal(character, kind, f"{told} {action.lower()}", light, seed)
    if words.compiled(crowd.MANY).search(told) and not character.wardrobe and not character.hair:
        said = next((n for word, n in (("couple", 2), ("family", 4), ("friends", 4), ("team", 5), ("group", 6)) if word in told), 11)
        return crowd.draw_crowd(Ink(light, "crowd", character, seed), character.name, said)
    return None


def _animal(character: Character, kind: str, told: str, light: Light, seed: int) -> Art:
    leftward = words.compiled(LEFTWARD).search(told) is not None
    ink = Ink(light.mirrored() if leftward else light, "animal", character, told, seed)
    said = colour_of(" ".join((character.hair, character.skin, *character.features, character.name)))
    made = animals.draw(ink, kind, said or words.first(animals.PARTICULAR, told) or animals.COATS[kind], told)
    sign = -1 if leftward else 1
    h, w = made.height, made.width
    points = {
        "head": made.head,
        "eyes": made.eyes,
        "mouth": made.mouth,
        "chin": made.mouth,
        "neck": (made.head[0] * 0.7, made.head[1] * 0.8),
        "crown": (made.head[0], -h),
        "chest": (made.head[0] * 0.5, -h * 0.5),
        "waist": (0.0, -h * 0.5),
        "hips": (-w * 0.2, -h * 0.5),
        "knees": (0.0, -h * 0.2),
        "feet": (0.0, 0.0),
        "hand_left": (0.0, -10.0),
        "hand_right": (w * 0.2, -10.0),
    }
    marks = ink.take()
    svg = ink.wrap(ink.rim(3.0, 0.8) + marks, "scale(-1 1)" if leftward else "")
    return Art(svg, w, h, {name: (x * sign, y) for name, (x, y) in points.items()}, natural=h)


def _robot(character: Character, light: Light, seed: int) -> Art:
    colour = colour_of(" ".join((character.wardrobe, character.skin, *character.features, character.name)))
    art = prop(Prop(name="robot", colour=colour), light=light, seed=seed)
    assert art is not None
    k = 640 / art.height
    points = {
        "head": (0, -342),
        "eyes": (0, -342),
        "mouth": (0, -312),
        "chin": (0, -282),
        "neck": (0, -272),
        "crown": (0, -440),
        "chest": (0, -200),
        "waist": (0, -120),
        "hips": (0, -92),
        "knees": (0, -50),
        "feet": (0, 0),
        "hand_left": (-104, -116),
        "hand_right": (104, -116),
    }
    return Art(
        f'<g transform="scale({k:.3f})">{art.svg}</g>',
        art.width * k,
        640.0,
        {n: (x * k, y * k) for n, (x, y) in points.items()},
        natural=640.0,
    )


def _held_scale(held: Art | None, grip: str) -> float:
    """Held things are drawn larger than life, so that they read; large ones are not."""
    if held is None:
        return 1.0
    natural = held.natural or held.height
    return natural * (1.75 if natural < 62 else 1.4 if natural < 100 else 1.15 if natural < 200 else 1.0) / held.height


def _head(character: Character, pose: Pose, gaze: str, action: str, detail: int, leftward: bool) -> Head:
    look = resolve(character)
    words_of_gaze = f"{gaze} {action if not gaze else ''}".lower()
    flip = -1.0 if leftward else 1.0
    x = -1.0 if "left" in words_of_gaze else 1.0 if "right" in words_of_gaze else 0.0
    y = (
        -1.0
        if words.compiled(r"up|upwards?|sky|stars|above|ceiling").search(words_of_gaze)
        else 1.0
        if words.compiled(r"down|downwards?|floor|ground|below|at (?:the|her|his) (?:phone|book|hands?|cup)").search(words_of_gaze)
        or pose.nod > 0.3
        else 0.0
    )
    closed = (
        words.compiled(r"eyes? closed|closed eyes|clos(?:es|ing) (?:her|his|their)? ?eyes|asleep|sleep\w*|blissful\w*|meditat\w*").search(
            f"{gaze} {action}".lower()
        )
        is not None
    )
    camera = "camera" in words_of_gaze or "lens" in words_of_gaze or "viewer" in words_of_gaze
    turn = pose.turn if abs(pose.turn) > 0.05 else 0.13 * (1 if look.face[0] > 0 else -1) * flip
    if x and pose.view == "front":
        turn = 0.42 * x * flip
    if camera and abs(turn) < 0.8:
        turn *= 0.5
    mood = words.first(MOODS, character.emotion.lower()) or words.first(MOODS, action.lower()) or "neutral"
    look_x = 0.0 if camera else x * flip * 0.8 or (0.3 if pose.turn > 0.3 else 0.0)
    return Head(
        look,
        turn,
        detail,
        back=pose.view == "back",
        gaze=(look_x - (turn * 0.5 if camera else 0), y),
        closed=closed,
        mood=mood,
        mouth_open=_voice(action),
    )


VOICES: words.Table = (
    (r"shout\w*|scream\w*|yell\w*|cheers|roar\w*|sing(?:s|ing)?", "7"),
    (r"speak(?:s|ing)?|says?|talk(?:s|ing)?|whisper\w*|narrat\w*|tells?|answers?|asks?", "3.4"),
)


def _voice(action: str) -> float:
    """How far the mouth stands open for what is being said."""
    return float(words.first(VOICES, action.lower()) or 0)


def _art(ink: Ink, painter: Painter, marks: str, pose: Pose, leftward: bool) -> Art:
    anchors = painter.anchors()
    tall = painter.body.crown()
    transform = ""
    high = tall
    if pose.lie:
        level = -60 if pose.lie < 0 else -340
        transform = f"translate(0 {level}) rotate({pose.lie:g}) translate(0 {tall / 2:.0f})"
        anchors = {name: _tipped(point, pose.lie, level, tall) for name, point in anchors.items()}
        high = max(150.0, *(-y + 60 for _, y in anchors.values()))
    if leftward:
        anchors = {_swapped(name): (-x, y) for name, (x, y) in anchors.items()}
        transform = f"scale(-1 1) {transform}".strip()
    wide = 2 * max(120.0, *(abs(x) + 30 for x, _ in anchors.values()))
    return Art(ink.wrap(marks, transform), wide, high, anchors, natural=high)


def _tipped(point: tuple[float, float], degrees: float, level: float, tall: float) -> tuple[float, float]:
    """Where a point of a standing body is when the body lies or flies."""
    x, y = turned((point[0], point[1] + tall / 2), degrees)
    return x, y + level


def _swapped(name: str) -> str:
    return name.replace("left", "\0").replace("right", "left").replace("\0", "right")
