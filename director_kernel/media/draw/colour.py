"""Arithmetic on `#rrggbb` colours: mixing, grading, contrast. Pure, no state."""

import colorsys

RGB = tuple[float, float, float]


def rgb(colour: str) -> RGB:
    """Red, green and blue in 0…1 of a `#rgb` or `#rrggbb` colour."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return int(digits[0:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:6], 16) / 255


def hexed(colour: RGB) -> str:
    """`#rrggbb` of red, green and blue, each clamped to 0…1."""
    red, green, blue = (round(255 * min(1.0, max(0.0, part))) for part in colour)
    return f"#{red:02x}{green:02x}{blue:02x}"


def mix(one: str, other: str, share: float) -> str:
    """`one` with `share` (0…1) of `other` in it."""
    share = min(1.0, max(0.0, share))
    a, b = rgb(one), rgb(other)
    return hexed((a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share))


def lighten(colour: str, share: float) -> str:
    """Towards white by `share`."""
    return mix(colour, "#ffffff", share)


def darken(colour: str, share: float) -> str:
    """Towards black by `share`."""
    return mix(colour, "#000000", share)


def multiply(one: str, other: str) -> str:
    """A surface of colour `one` under light of colour `other`."""
    a, b = rgb(one), rgb(other)
    return hexed((a[0] * b[0], a[1] * b[1], a[2] * b[2]))


def saturate(colour: str, factor: float) -> str:
    """The same hue and lightness with `factor` times the saturation."""
    hue, light, saturation = colorsys.rgb_to_hls(*rgb(colour))
    return hexed(colorsys.hls_to_rgb(hue, light, min(1.0, saturation * factor)))


def turn(colour: str, degrees: float) -> str:
    """The colour with its hue turned by `degrees`."""
    hue, light, saturation = colorsys.rgb_to_hls(*rgb(colour))
    return hexed(colorsys.hls_to_rgb((hue + degrees / 360) % 1.0, light, saturation))


def with_light(colour: str, light: float) -> str:
    """The same hue and saturation at lightness `light` (0…1)."""
    hue, _, saturation = colorsys.rgb_to_hls(*rgb(colour))
    return hexed(colorsys.hls_to_rgb(hue, light, saturation))


def luma(colour: str) -> float:
    """Perceived lightness 0…1 (Rec. 709 weights on the gamma-coded values: enough to choose ink)."""
    red, green, blue = rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio, 1…21."""

    def relative(colour: str) -> float:
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb(colour)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dark = sorted((relative(one), relative(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)
