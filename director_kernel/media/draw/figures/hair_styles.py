"""Every hair style as numbers: how far it stands off the skull and where its hairline runs."""

from director_kernel.media.draw.shape import Point

LONG = {"long", "wavy", "curly", "locs"}
TIED = {"ponytail", "bun", "braids"}
# style: (volume at the sides, volume on top, hairline)
CAPS: dict[str, tuple[float, float, str]] = {
    "short": (1.5, 2, "side"),
    "side": (1.5, 3, "side"),
    "crop": (0.5, 0.5, "square"),
    "buzz": (-1.2, -2.6, "square"),
    "quiff": (1.5, 5, "quiff"),
    "slick": (0.5, 1, "back"),
    "pixie": (2, 3, "fringe"),
    "long": (4, 3, "parted"),
    "wavy": (6, 4, "parted"),
    "bob": (6, 3, "fringe"),
    "curly": (9, 7, "round"),
    "curly_short": (4, 6, "round"),
    "afro": (14, 15, "round"),
    "ponytail": (0.5, 0.5, "back"),
    "bun": (0.5, 1, "back"),
    "braids": (1, 1, "middle"),
    "locs": (4, 4, "middle"),
    "mohawk": (-1.5, -2, "square"),
}
# from the right temple over the forehead to the left temple, in face units as seen from the front
HAIRLINES: dict[str, tuple[Point, ...]] = {
    "square": ((33.6, -56), (30.5, -74), (20, -82), (0, -83.5), (-20, -82), (-30.5, -74), (-33.6, -56)),
    "side": ((33.6, -55), (31.5, -69), (25, -80), (8, -83), (-12, -77), (-25, -70.5), (-31.5, -68), (-33.6, -55)),
    "quiff": ((33.6, -56), (31, -73), (24, -83), (8, -87), (-10, -85), (-25, -80), (-31, -72), (-33.6, -56)),
    "back": ((34, -54), (31, -74), (19, -85), (0, -88), (-19, -85), (-31, -74), (-34, -54)),
    "fringe": ((34.5, -48), (32, -62), (25, -66), (10, -69), (-6, -74), (-17, -81), (-27, -68), (-33, -58), (-34.5, -46)),
    "parted": ((35, -40), (33, -60), (26, -74), (8, -86), (-9, -90), (-22, -80), (-32, -62), (-35, -40)),
    "middle": ((35, -44), (32, -64), (20, -80), (0, -89), (-20, -80), (-32, -64), (-35, -44)),
    "round": ((35, -48), (32, -66), (22, -78), (8, -81), (-8, -81), (-22, -78), (-32, -66), (-35, -48)),
}
