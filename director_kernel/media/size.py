"""Frame sizes: even numbers of pixels, for chroma is half as large as luma."""

LONG_SIDE = 1280


def frame_size(aspect: str, long_side: int = LONG_SIDE) -> tuple[int, int]:
    """Width and height of a frame of this aspect ("16:9", "1.85:1", "9:16"); 16:9 when it can't be read.

    >>> frame_size("9:16"), frame_size("1:1"), frame_size("")
    ((720, 1280), (1280, 1280), (1280, 720))
    """
    try:
        wide, high = (float(part) for part in aspect.split(":"))
        ratio = min(4.0, max(0.25, wide / high))
    except (ValueError, ZeroDivisionError):
        ratio = 16 / 9
    size = (long_side, long_side / ratio) if ratio >= 1 else (long_side * ratio, long_side)
    return even(size[0]), even(size[1])


def within(width: int, height: int, longest: int = LONG_SIDE) -> tuple[int, int]:
    """The size scaled down so that its longer side has at most `longest` pixels.

    >>> within(1920, 1080), within(320, 180)
    ((1280, 720), (320, 180))
    """
    scale = min(1.0, longest / max(width, height))
    return even(width * scale), even(height * scale)


def even(value: float) -> int:
    """`value` as the nearest even whole number, at least 2.

    >>> even(1280), even(607.5), even(0)
    (1280, 608, 2)
    """
    return max(2, 2 * round(value / 2))
