"""Colours: words to `#rrggbb`, and mixing them the way light does."""

import colorsys
import re

RGB = tuple[int, int, int]

_TABLE = """
off white #f4efe6, off-white #f4efe6, white #f7f4ef, ivory #f6efdd, cream #f3e6cc, beige #dcc7a6, sand #d8bd8c, tan #c99f6b, camel
#bd8b50, khaki #a9976a, taupe #8b7a6b, brown #7a4c2c, chocolate #54301c, chestnut #7a3b22, bronze #a8713a, copper #b8683a,
terracotta #c2613f, rust #a94a26, amber #e8912a, gold #d9a634, golden #dba63a, mustard #cf9d2c, yellow #f2c22e, lemon #f4dd4c,
orange #ec7a23, peach #f3b38c, apricot #f0a868, coral #f0735c, salmon #ee8a76, red #c6302c, scarlet #cf2a24, crimson #ae1f35,
burgundy #6e1a2e, maroon #70202a, wine #6b1c32, rose #d9708a, dusty pink #d9a3a3, blush #ecb9ae, hot pink #ea3f8e, pink #ee8fae,
magenta #c92a86, fuchsia #d02c8f, purple #7440a0, violet #7b4fc0, lavender #b5a1dc, lilac #c1a3d8, plum #6c2f5c, indigo #3c3a8c,
navy #21335c, navy blue #21335c, dark blue #233f78, royal blue #2a4fb8, light blue #93c1e4, sky blue #7fb9e6, baby blue #a6cdea,
blue #2f66b5, denim #3f5f86, azure #3a8fd8, cobalt #2450a8, cyan #27b4cc, turquoise #2bb3a8, teal #1f7a7d, aqua #4cc5c8, mint
#9ad7b8, emerald #178a5a, dark green #24573c, light green #97c882, neon green #57e02c, lime #9ccb2f, olive #6d6b2f, sage #9cab8a,
forest green #25603c, green #3b8c4a, charcoal #3a3d42, dark grey #4a4d53, dark gray #4a4d53, light grey #c3c6ca, light gray #c3c6ca,
grey #878b91, gray #878b91, silver #bfc5cc, slate #56636f, black #1d1d21, jet black #141417, ebony #231a17, steel #8f9aa5, chrome
#c5ccd3, rose gold #d79a88, platinum #d5d6d2
"""
NAMES: dict[str, str] = {
    name.strip(): value for name, _, value in (entry.strip().rpartition(" ") for entry in _TABLE.replace("\n", " ").split(","))
}

_WORDS = re.compile(r"\b(" + "|".join(sorted((re.escape(name) for name in NAMES), key=len, reverse=True)) + r")\b")
_HEX = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b")


def colour_of(words: str, default: str = "") -> str:
    """The first colour said in `words` as `#rrggbb`, or `default`."""
    hexed = _HEX.search(words)
    if hexed:
        return _long(hexed.group())
    found = _WORDS.search(words.lower())
    return NAMES[found.group(1)] if found else default


def _long(value: str) -> str:
    return value.lower() if len(value) == 7 else "#" + "".join(c * 2 for c in value[1:].lower())


def rgb(value: str) -> RGB:
    """`#rrggbb` as three bytes."""
    full = _long(value)
    return int(full[1:3], 16), int(full[3:5], 16), int(full[5:7], 16)


def hexed(r: float, g: float, b: float) -> str:
    """Three numbers 0 … 255, clipped, as `#rrggbb`."""
    return "#" + "".join(f"{max(0, min(255, round(c))):02x}" for c in (r, g, b))


def mix(a: str, b: str, t: float) -> str:
    """`a` going to `b` as `t` goes 0 … 1."""
    return hexed(*(x + (y - x) * t for x, y in zip(rgb(a), rgb(b), strict=True)))


def times(a: str, k: float) -> str:
    """`a` with its light multiplied by `k`; the hue stays."""
    return hexed(*(x * k for x in rgb(a)))


def raised(a: str, k: float) -> str:
    """`a` with `k` of the way to white gone, and its saturation kept up so that it does not turn chalky."""
    h, light, s = colorsys.rgb_to_hls(*(x / 255 for x in rgb(a)))
    return hexed(*(c * 255 for c in colorsys.hls_to_rgb(h, light + (1 - light) * k, s)))


def luma(a: str) -> float:
    """How bright `a` looks, 0 … 1 (Rec. 709 weights)."""
    r, g, b = rgb(a)
    return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255


def against(a: str, *, dark: str = "#221b16", light: str = "#fbf7ee") -> str:
    """A text colour that reads on `a`."""
    return dark if luma(a) > 0.5 else light


def lighten(a: str, share: float) -> str:
    """Towards white by `share` (0…1)."""
    return mix(a, "#ffffff", min(1.0, max(0.0, share)))


def darken(a: str, share: float) -> str:
    """Towards black by `share` (0…1)."""
    return mix(a, "#000000", min(1.0, max(0.0, share)))


def multiply(surface: str, light: str) -> str:
    """A surface of one colour under light of another."""
    return hexed(*(x * y / 255 for x, y in zip(rgb(surface), rgb(light), strict=True)))


def saturate(a: str, factor: float) -> str:
    """The same hue and lightness with `factor` times the saturation."""
    h, light, s = colorsys.rgb_to_hls(*(x / 255 for x in rgb(a)))
    return hexed(*(c * 255 for c in colorsys.hls_to_rgb(h, light, min(1.0, s * factor))))


def turn(a: str, degrees: float) -> str:
    """The colour with its hue turned by `degrees`."""
    h, light, s = colorsys.rgb_to_hls(*(x / 255 for x in rgb(a)))
    return hexed(*(c * 255 for c in colorsys.hls_to_rgb((h + degrees / 360) % 1.0, light, s)))


def with_light(a: str, light: float) -> str:
    """The same hue and saturation at lightness `light` (0…1)."""
    h, _, s = colorsys.rgb_to_hls(*(x / 255 for x in rgb(a)))
    return hexed(*(c * 255 for c in colorsys.hls_to_rgb(h, light, s)))


def contrast(a: str, b: str) -> float:
    """WCAG 2 contrast ratio, 1…21."""

    def relative(value: str) -> float:
        parts = (x / 255 for x in rgb(value))
        r, g, b = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    bright, dark = sorted((relative(a), relative(b)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)
