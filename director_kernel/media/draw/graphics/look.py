"""How a film's graphics look: faces, colours and manner of its lettering, by genre, mood, palette and what the brand allows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from director_kernel.media.draw.colour import colour_of, contrast, darken, lighten, luma, mix, saturate, with_light
from director_kernel.media.draw.palette import max_chroma
from director_kernel.media.draw.typography import BLACK, BOLD, LIGHT, SERIF, SERIF_BLACK, SERIF_BOLD, SERIF_ITALIC, SERIF_LIGHT, THIN, Face

Treatment = Literal["plain", "rules", "slanted", "metal", "block", "glow"]


@dataclass(frozen=True)
class Look:
    """The hand of one designer. `ground` is the darkest or lightest colour, lettering in `ink` reads on it; `accent` is for one thing.

    `low`: the title stands at the foot of a poster, else at its head. `spacing` is em between letters of the title.
    """

    name: str
    face: Face
    spacing: float
    capitals: bool
    treatment: Treatment
    low: bool
    ground: str
    ink: str
    accent: str
    text: Face = LIGHT
    frame: bool = False

    @property
    def dark(self) -> bool:
        return luma(self.ground) < 0.5


_LOOKS: tuple[tuple[tuple[str, ...], Look], ...] = (
    (
        ("horror", "scar", "ghost", "slasher", "gothic", "haunt"),
        Look("horror", SERIF_BLACK, 0.02, True, "plain", True, "#0a0807", "#f1e9e0", "#c4281f"),
    ),
    (
        ("noir", "crime", "detective", "mystery", "thriller", "suspense"),
        Look("noir", SERIF_LIGHT, 0.2, True, "rules", True, "#0b0d10", "#f2eee6", "#d9b25f"),
    ),
    (
        ("sci-fi", "scifi", "science fiction", "space", "futur", "cyberpunk", "dystop"),
        Look("sci-fi", THIN, 0.34, True, "glow", False, "#060b16", "#eef5ff", "#4fc7f2"),
    ),
    (
        ("romance", "romantic", "love story", "wedding", "tender"),
        Look("romance", SERIF_ITALIC, 0.0, False, "plain", True, "#fbf1ea", "#4a2030", "#c8556a", frame=True),
    ),
    (
        ("comedy", "playful", "funny", "kids", "family", "sitcom", "cartoon"),
        Look("comedy", BLACK, -0.015, True, "block", True, "#ffd34d", "#26181a", "#e4472f", text=BOLD),
    ),
    (
        ("action", "sport", "war", "racing", "heist", "martial", "energetic"),
        Look("action", BLACK, -0.01, True, "slanted", True, "#0c0d10", "#ffffff", "#ff5a2b"),
    ),
    (
        ("fantasy", "adventure", "epic", "fairy", "myth", "legend", "magical", "period", "western"),
        Look("adventure", SERIF_BOLD, 0.09, True, "metal", True, "#120d0a", "#f7ead0", "#dba945"),
    ),
    (
        ("documentary", "essay", "biograph", "reportage"),
        Look("documentary", BOLD, 0.0, False, "rules", False, "#f4f1ea", "#17191c", "#b3402a", text=LIGHT),
    ),
)
_PLAIN = Look("drama", SERIF, 0.06, True, "plain", True, "#0d1014", "#f4f0e8", "#e0a94a")
_FACES: tuple[tuple[str, Face], ...] = (
    ("slab", SERIF_BLACK),
    ("italic", SERIF_ITALIC),
    ("sans", BOLD),
    ("grotesk", BOLD),
    ("grotesque", BOLD),
    ("lato", BOLD),
    ("hairline", THIN),
    ("thin", THIN),
    ("light", LIGHT),
    ("heavy", BLACK),
    ("black", BLACK),
    ("bold", BLACK),
    ("serif", SERIF_BOLD),
)
_LEAST_CHROMA = 0.18


def look_for(words: str, palette: Sequence[str] = (), typography: str = "", never: Sequence[str] = ()) -> Look:
    """The look of a film told in `words` (genre first, then mood and style). `palette` are its colours in words or hex, most its own
    first; `typography` names a kind of letter ("condensed sans"); `never` are things a brand forbids ("red", "capitals", "serif")."""
    told, banned = words.lower()[:2000], " ".join(never).lower()[:2000]
    scored = [(told.find(word), at, look) for at, (names, look) in enumerate(_LOOKS) for word in names if word in told]
    look = min(scored, key=lambda one: (one[0], one[1]))[2] if scored else _PLAIN
    look = _coloured(look, [colour for colour in (colour_of(one[:100]) for one in palette[:8]) if colour])
    return _allowed(_lettered(look, typography.lower()[:300]), banned)


def _lettered(look: Look, wanted: str) -> Look:
    if "sans" in wanted and any(weight in wanted for weight in ("thin", "light", "hairline")):
        return replace(look, face=LIGHT)
    face = next((face for word, face in _FACES if word in wanted), None)
    if face is None:
        return look
    return replace(look, face=face, spacing=min(look.spacing, 0.1) if face in (BOLD, BLACK, SERIF_BLACK) else look.spacing)


def _coloured(look: Look, colours: Sequence[str]) -> Look:
    """Accent and ground in the film's own colours, as far as lettering stays legible on them."""
    strong = sorted((colour for colour in colours if max_chroma(colour) > _LEAST_CHROMA), key=lambda one: -max_chroma(one))
    if not strong:
        return look
    accent = strong[0]
    ground = mix(look.ground, with_light(strong[-1], luma(look.ground)), 0.4 if look.dark else 0.25)
    return replace(look, ground=ground, accent=readable(accent, ground, 3.0))


def _allowed(look: Look, banned: str) -> Look:
    """The look without what a brand forbids."""
    if not banned:
        return look
    capitals = look.capitals and not any(word in banned for word in ("all caps", "all-caps", "capitals", "uppercase"))
    face = look.face
    serif_banned = "serif" in banned.replace("sans serif", "").replace("sans-serif", "")
    if serif_banned and face.family != "Lato":
        face = LIGHT if face.weight < 400 else BOLD
    elif ("sans serif" in banned or "sans-serif" in banned) and face.family == "Lato":
        face = SERIF_LIGHT if face.weight < 400 else SERIF_BOLD
    plain = any(word in banned for word in ("slant", "glow", "gradient", "effect", "outline", "metal"))
    accent = look.ink if _named(look.accent) in banned.split() else look.accent
    return replace(look, face=face, capitals=capitals, accent=accent, treatment="plain" if plain else look.treatment)


def _named(colour: str) -> str:
    """The plain name of a colour's hue: what a brand guide would call it."""
    names = ("red", "orange", "yellow", "green", "blue", "purple", "pink")
    return min(names, key=lambda name: sum(abs(int(colour[i : i + 2], 16) - int(colour_of(name)[i : i + 2], 16)) for i in (1, 3, 5)))


def readable(colour: str, ground: str, least: float = 4.5) -> str:
    """`colour` moved to light or dark until it has the contrast `least` on `ground`."""
    away = lighten if luma(ground) < 0.5 else darken
    for step in range(21):
        tried = away(saturate(colour, 1.0), step / 20)
        if contrast(tried, ground) >= least:
            return tried
    return away(colour, 1.0)
