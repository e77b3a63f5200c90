"""Which words mean which place, and who draws it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.settings import chambers, coast, homes, interiors, nature, skyline, studio, urban, vehicles, woods


@dataclass(frozen=True)
class Setting:
    """A kind of place. `inside` places have their own ceiling: no weather falls there."""

    name: str
    words: tuple[str, ...]
    draw: Callable[[Scene], None]
    inside: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "underwater", ("underwater", "under water", "under the sea", "seabed", "coral reef", "deep sea", "ocean floor"), coast.underwater
    ),
    Setting(
        "stone room",
        (
            "lamp room",
            "lantern room",
            "lighthouse interior",
            "inside the lighthouse",
            "stone room",
            "stone chamber",
            "tower room",
            "castle hall",
            "castle interior",
            "throne room",
            "great hall",
            "dungeon",
            "crypt",
            "church",
            "chapel",
            "monastery",
        ),
        chambers.stone_room,
        inside=True,
    ),
    Setting(
        "cabin",
        ("cabin", "log cabin", "forest cabin", "cottage interior", "hut", "ship's cabin", "attic", "barn", "chalet", "lodge", "workshop"),
        chambers.cabin,
        inside=True,
    ),
    Setting("pool", ("pool", "poolside", "swimming pool", "pool terrace", "infinity pool", "resort"), homes.pool),
    Setting("house front", ("house front", "modern house", "front of the house", "villa", "mansion", "hotel front"), homes.front),
    Setting("beach", ("beach", "shore", "seaside", "coastline", "tropical island", "lagoon", "sand bar"), coast.beach),
    Setting("desert", ("desert", "dune", "sahara", "wasteland", "mars", "badlands", "canyon"), nature.desert),
    Setting(
        "snow",
        ("snow", "snowy", "snowfield", "arctic", "tundra", "glacier", "ski", "winter landscape", "ice field", "antarctica"),
        nature.snow,
    ),
    Setting(
        "mountain", ("mountain", "peak", "summit", "alps", "himalaya", "cliff top", "valley", "ridge", "highland", "fjord"), nature.mountain
    ),
    Setting("forest", ("forest", "wood", "woods", "woodland", "jungle", "rainforest", "grove", "trees"), woods.forest),
    Setting(
        "field",
        (
            "field",
            "meadow",
            "prairie",
            "farm",
            "farmland",
            "countryside",
            "vineyard",
            "savanna",
            "savannah",
            "grassland",
            "pasture",
            "orchard",
        ),
        nature.field,
    ),
    Setting("garden", ("garden", "park", "backyard", "terrace", "patio", "greenhouse", "lawn", "courtyard"), nature.garden),
    Setting(
        "sea",
        (
            "sea",
            "ocean",
            "waves",
            "lake",
            "river",
            "water",
            "lighthouse",
            "harbour",
            "harbor",
            "coast",
            "bay",
            "boat",
            "ship",
            "sailing",
            "yacht",
            "pier",
            "island",
        ),
        coast.sea,
    ),
    Setting("alley", ("alley", "alleyway", "back street", "backstreet", "side street", "passage"), urban.alley),
    Setting("rooftop", ("rooftop", "roof", "roof terrace", "penthouse terrace", "balcony"), skyline.rooftop),
    Setting(
        "street",
        (
            "street",
            "sidewalk",
            "pavement",
            "crosswalk",
            "avenue",
            "downtown",
            "market",
            "square",
            "intersection",
            "town",
            "village",
            "city street",
        ),
        urban.street,
    ),
    Setting(
        "skyline",
        (
            "skyline",
            "city",
            "cityscape",
            "metropolis",
            "skyscraper",
            "urban",
            "new york",
            "manhattan",
            "tokyo",
            "london",
            "dubai",
            "bridge",
        ),
        skyline.skyline,
    ),
    Setting("road", ("road", "highway", "motorway", "freeway", "racetrack", "race track", "route", "asphalt", "runway"), urban.road),
    Setting("train", ("train", "subway", "metro", "tram", "railway carriage", "train carriage", "bus"), vehicles.train, inside=True),
    Setting(
        "car",
        (
            "car interior",
            "inside a car",
            "inside the car",
            "in a car",
            "in the car",
            "taxi",
            "back seat",
            "driver's seat",
            "dashboard",
            "cockpit of a car",
        ),
        vehicles.car,
        inside=True,
    ),
    Setting("aeroplane", ("airplane", "aeroplane", "plane cabin", "aircraft", "airliner", "jet cabin"), vehicles.aeroplane, inside=True),
    Setting(
        "spaceship",
        ("spaceship", "spacecraft", "space station", "station corridor", "server room", "starship", "cockpit", "airlock", "control room"),
        vehicles.spaceship,
        inside=True,
    ),
    Setting(
        "space",
        ("space", "outer space", "orbit", "galaxy", "cosmos", "planet", "stars", "nebula", "universe", "moon surface"),
        vehicles.deep_space,
        inside=True,
    ),
    Setting("bathroom", ("bathroom", "washroom", "shower", "bath", "vanity", "powder room", "spa"), interiors.bathroom, inside=True),
    Setting("kitchen", ("kitchen", "kitchenette", "countertop", "worktop", "galley"), interiors.kitchen, inside=True),
    Setting("bedroom", ("bedroom", "bed", "hotel room", "dorm"), interiors.bedroom, inside=True),
    Setting(
        "living room",
        ("living room", "lounge", "apartment", "hotel", "lobby", "home", "sofa", "couch", "loft", "flat", "house", "sitting room"),
        interiors.living_room,
        inside=True,
    ),
    Setting(
        "office",
        ("office", "meeting room", "boardroom", "workspace", "desk", "startup", "newsroom", "co-working", "open-plan"),
        interiors.office,
        inside=True,
    ),
    Setting("classroom", ("classroom", "school", "lecture hall", "university", "library"), interiors.classroom, inside=True),
    Setting("laboratory", ("lab", "laboratory", "clinic", "hospital", "pharmacy", "research facility"), interiors.laboratory, inside=True),
    Setting(
        "gym",
        ("gym", "fitness studio", "fitness center", "boxing ring", "weights room", "locker room", "sports hall", "yoga studio"),
        interiors.gym,
        inside=True,
    ),
    Setting(
        "cafe",
        ("cafe", "café", "coffee shop", "coffeehouse", "bar", "restaurant", "diner", "bakery", "pub", "bistro"),
        interiors.cafe,
        inside=True,
    ),
    Setting(
        "shop", ("shop", "store", "boutique", "supermarket", "mall", "retail", "showroom", "gallery", "museum"), interiors.shop, inside=True
    ),
    Setting(
        "corridor",
        ("corridor", "hallway", "hall", "tunnel", "passageway", "basement", "warehouse", "factory", "garage"),
        interiors.corridor,
        inside=True,
    ),
    Setting(
        "stage",
        ("stage", "concert", "theatre", "theater", "club", "festival", "gig", "arena", "nightclub", "dance floor", "auditorium"),
        studio.stage,
        inside=True,
    ),
    Setting(
        "void",
        (
            "void",
            "abstract",
            "darkness",
            "black background",
            "dark background",
            "nothingness",
            "black void",
            "black space",
            "empty space",
            "infinite",
        ),
        studio.void,
        inside=True,
    ),
    Setting(
        "studio",
        (
            "studio",
            "cyclorama",
            "cyc",
            "backdrop",
            "seamless",
            "white background",
            "plain background",
            "gradient background",
            "tabletop",
            "pedestal",
            "podium",
            "plinth",
        ),
        studio.cyclorama,
        inside=True,
    ),
    Setting("room", ("room", "interior", "indoors", "inside", "window", "chamber"), interiors.plain_room, inside=True),
    Setting("sky", ("sky", "clouds", "horizon", "air", "outdoors", "outside", "landscape", "nature"), nature.field),
)


_GENERIC = ("room", "sky")
_CHUNKS = re.compile(r"[,.;:–—]|\b(?:by|with|near|overlooking|at|on|of|beside|beneath|behind|against|along|above|from|as|while|where)\b")


@cache
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(word)}(?:s|es)?\b")


def recognise(text: str) -> Setting | None:
    """The place the text names, or None. The first phrase that names one decides, in it the last word (a desert highway is a road),
    and of words that end together the longest. General words ("room", "sky") count only where nothing better is said.
    """
    chunks = _CHUNKS.split(text.lower()[:2000])
    for names in (False, True):
        for chunk in chunks:
            found = _named(chunk, generic=names)
            if found:
                return found
    return None


def _named(chunk: str, *, generic: bool) -> Setting | None:
    best: tuple[int, int] = (-1, 0)
    chosen: Setting | None = None
    for setting in SETTINGS:
        if (setting.name in _GENERIC) is not generic:
            continue
        for word in setting.words:
            for found in _pattern(word).finditer(chunk):
                if (found.end(), len(word)) > best:
                    best, chosen = (found.end(), len(word)), setting
    return chosen
