"""What a character wears: words to garments, as data the tailor draws from."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from director_kernel.media.draw.colour import colour_of
from director_kernel.media.draw.figures import words
from director_kernel.schema.slots import Character

Pick = Callable[[str, tuple[str, ...]], str]


@dataclass(frozen=True)
class Garment:
    """One piece of clothing.

    `slot`: top, outer, bottom, feet. `hem` is how far down it goes, in figure units above the ground of an 800 unit adult. `sleeve`:
    none, short, three, long, wide. `collar`: crew, v, shirt, turtle, hood, lapel, robe, scoop, strap, mandarin, ring, cowl. `front`:
    plain, buttons, zip, open, double, belt, bib, laces. `ease` is how far it stands off the body, `flare` how far the hem spreads.
    `cloth`: cotton, denim, leather, knit, satin, metal, fur. `pattern`: stripes, check, dots, floral, camo or nothing. `cut` for
    bottoms: trousers, shorts, skirt, leggings, wide.
    """

    name: str
    slot: str
    colour: str
    hem: float = 405.0
    sleeve: str = "long"
    collar: str = "crew"
    front: str = "plain"
    ease: float = 0.3
    flare: float = 0.0
    cloth: str = "cotton"
    pattern: str = ""
    cut: str = ""
    trim: str = ""


def _top(name: str, colour: str, **more: object) -> Garment:
    return replace(Garment(name, "top", colour), **more)  # type: ignore[arg-type]


def _outer(name: str, colour: str, **more: object) -> Garment:
    return replace(Garment(name, "outer", colour, hem=400.0, collar="lapel", front="open", ease=0.8), **more)  # type: ignore[arg-type]


def _bottom(name: str, colour: str, **more: object) -> Garment:
    return replace(Garment(name, "bottom", colour, hem=30.0, cut="trousers"), **more)  # type: ignore[arg-type]


def _feet(name: str, colour: str) -> Garment:
    return Garment(name, "feet", colour)


# One line a garment: the words that name it, and the garment in its usual colour. Earlier lines win where both match the same words.
PIECES: tuple[tuple[str, Garment], ...] = (
    (
        r"space ?suit|astronauts?|cosmonaut",
        _top("space suit", "#e4e6ea", hem=30, collar="ring", front="zip", ease=1.5, cloth="knit", trim="#d9772b"),
    ),
    (
        r"(?:plate |suit of )?armou?r|knight",
        _top("armour", "#9aa2ab", hem=330, collar="ring", front="plain", ease=0.7, flare=0.35, cloth="metal"),
    ),
    (
        r"super ?hero(?:ine)?(?: suit| costume)?|body ?suit|cat ?suit|wet ?suit",
        _top("bodysuit", "#27489c", hem=30, collar="mandarin", ease=0.0, trim="#c6302c"),
    ),
    (r"bath ?robe|dressing gown|terry robe", _outer("bathrobe", "#f3efe8", hem=190, collar="robe", front="belt", ease=0.9, flare=0.3)),
    (
        r"kimono|yukata|hanbok",
        _outer("kimono", "#8c2f3c", hem=40, sleeve="wide", collar="robe", front="belt", ease=0.7, flare=0.1, pattern="floral"),
    ),
    (
        r"robes?|cassock|monk|toga|wizard|priest",
        _outer("robe", "#6a4a34", hem=20, sleeve="wide", collar="robe", front="belt", ease=0.9, flare=0.45),
    ),
    (r"tuxedo|dinner jacket|black tie", _outer("tuxedo", "#1b1b20", hem=395, front="buttons", ease=0.5, trim="#2a2a33")),
    (
        r"(?:business |grey |three[- ]piece |pin ?stripe )?suit|business(?:man|woman)|executive|groom|banker|lawyer|spy",
        _outer("suit", "#2f3747", hem=395, front="buttons", ease=0.5),
    ),
    (r"blazer|sports? (?:jacket|coat)", _outer("blazer", "#2e3f5c", hem=395, front="open", ease=0.5)),
    (r"lab coat|scientist|doctor|chemist|pharmacist", _outer("lab coat", "#f1f2f3", hem=235, front="open", ease=0.8, flare=0.2)),
    (r"trench ?coat|detective|mac(?:k)?intosh", _outer("trench coat", "#b9955f", hem=205, front="double", ease=0.9, flare=0.35)),
    (
        r"rain ?coat|oilskin|slicker|anorak|fisherman|cagoule",
        _outer("raincoat", "#e3b022", hem=250, collar="hood", front="zip", ease=1.0, flare=0.3),
    ),
    (
        r"puffer(?: jacket| coat)?|parka|down jacket|ski jacket",
        _outer("puffer", "#3c5a4a", hem=385, collar="hood", front="zip", ease=1.6, cloth="knit"),
    ),
    (r"fur coat", _outer("fur coat", "#6d4b33", hem=240, front="open", ease=1.6, flare=0.4, cloth="fur")),
    (
        r"pea ?coat|over ?coat|great ?coat|wool coat|winter coat|long coat|coat|keeper",
        _outer("coat", "#33363f", hem=215, front="double", ease=0.9, flare=0.35),
    ),
    (r"leather jacket|biker(?: jacket)?", _outer("leather jacket", "#26221f", hem=425, front="zip", ease=0.6, cloth="leather")),
    (r"denim jacket|jean jacket", _outer("denim jacket", "#46688f", hem=425, collar="shirt", front="open", ease=0.6, cloth="denim")),
    (
        r"bomber(?: jacket)?|varsity jacket|flight jacket|pilot",
        _outer("bomber", "#4a5238", hem=410, collar="mandarin", front="zip", ease=0.9),
    ),
    (
        r"track ?suit|windbreaker|track jacket",
        _outer("track jacket", "#25407a", hem=400, collar="mandarin", front="zip", ease=0.6, trim="#f4f2ee"),
    ),
    (r"cardigan", _outer("cardigan", "#b58a5a", hem=390, collar="v", front="open", ease=0.6, cloth="knit")),
    (r"cloak|hooded", _outer("cloak", "#3c3346", hem=60, sleeve="wide", collar="hood", front="open", ease=1.4, flare=0.7)),
    (
        r"waistcoat|(?:puffer |suit )vest|hi[- ]vis|gilet|construction worker",
        _outer("vest", "#454038", hem=415, sleeve="none", collar="v", front="buttons", ease=0.4),
    ),
    (r"jacket", _outer("jacket", "#3b4a56", hem=405, collar="shirt", front="zip", ease=0.7)),
    (
        r"(?:evening |ball ?|wedding )?gown|bride|princess",
        _top("gown", "#8c1f3a", hem=15, sleeve="none", collar="strap", ease=0.05, flare=0.9, cloth="satin"),
    ),
    (
        r"(?:summer |sun|cocktail |floral |linen |slip )?dress|sundress|frock",
        _top("dress", "#c25a6a", hem=220, sleeve="short", collar="scoop", ease=0.1, flare=0.6),
    ),
    (r"tutu|ballerina|leotard", _top("tutu", "#eebfc8", hem=360, sleeve="none", collar="strap", ease=0.0, flare=1.6)),
    (r"sari|saree", _top("sari", "#c2362f", hem=20, sleeve="short", collar="scoop", ease=0.2, flare=0.35, cloth="satin", trim="#dba63a")),
    (r"(?:boiler|jump|flight) ?suit|coveralls|mechanic", _top("jumpsuit", "#3f5673", hem=30, collar="shirt", front="zip", ease=0.7)),
    (r"overalls|dungarees", _top("dungarees", "#46688f", hem=30, sleeve="none", collar="scoop", front="bib", ease=0.5, cloth="denim")),
    (r"hoodie|hooded sweatshirt", _top("hoodie", "#6b7280", hem=395, collar="hood", ease=0.9, cloth="knit")),
    (r"turtle ?neck|roll ?neck|polo ?neck", _top("turtleneck", "#26262b", hem=400, collar="turtle", ease=0.2, cloth="knit")),
    (
        r"(?:aran |knit(?:ted)? |wool(?:len|ly)? |cable )?(?:sweater|jumper|pullover)|knitwear|sweatshirt",
        _top("sweater", "#9b4a3a", hem=395, ease=0.6, cloth="knit"),
    ),
    (r"chef(?:'s)?(?: whites| jacket| coat)?", _top("chef jacket", "#f4f3ef", hem=385, collar="mandarin", front="double", ease=0.5)),
    (r"scrubs|nurse|surgeon", _top("scrubs", "#3f8f96", hem=385, sleeve="short", collar="v", ease=0.5)),
    (
        r"(?:police |military |army |naval |navy )?uniform|police\s?(?:man|woman|officer)?|soldier|officer|captain|guard",
        _top("uniform", "#2c3c5c", hem=395, collar="shirt", front="buttons", ease=0.4, trim="#d3a63c"),
    ),
    (r"sports ?bra|crop top|bikini|swim ?suit", _top("crop top", "#30323a", hem=545, sleeve="none", collar="strap", ease=0.0)),
    (
        r"tank(?: top)?|vest top|singlet|cami(?:sole)?|sleeveless",
        _top("tank top", "#e9e4da", hem=400, sleeve="none", collar="strap", ease=0.05),
    ),
    (
        r"sports ?wear|gym ?wear|active ?wear|athletic wear|runner|athlete|jogger|yoga",
        _top("sports top", "#ef5f3c", hem=405, sleeve="none", collar="scoop", ease=0.1),
    ),
    (
        r"football (?:shirt|jersey|kit)|jersey|foot ?baller",
        _top("jersey", "#b4252e", hem=385, sleeve="short", collar="v", ease=0.7, trim="#f4f2ee"),
    ),
    (r"pyjamas?|pajamas?", _top("pyjamas", "#8fa8c8", hem=385, collar="shirt", front="buttons", ease=0.7, pattern="stripes")),
    (r"blouse", _top("blouse", "#f1e9dd", hem=410, collar="v", front="buttons", ease=0.4, cloth="satin")),
    (r"t-?shirt|tee\b|polo(?: shirt)?", _top("t-shirt", "#ece7dd", hem=395, sleeve="short", ease=0.4)),
    (
        r"(?:linen |flannel |plaid |dress |denim |button[- ]?(?:up|down) )?shirt|lumberjack",
        _top("shirt", "#dfe5ec", hem=395, collar="shirt", front="buttons", ease=0.4),
    ),
    (r"tunic", _top("tunic", "#7d6a4a", hem=320, collar="v", ease=0.5, flare=0.3)),
    (r"top", _top("top", "#d8cdbb", hem=405, collar="scoop", sleeve="three", ease=0.2)),
    (r"jeans|denims", _bottom("jeans", "#3d5a82", cloth="denim")),
    (r"leggings|yoga pants|tights", _bottom("leggings", "#25262d", cut="leggings")),
    (r"shorts", _bottom("shorts", "#4a5468", hem=275, cut="shorts")),
    (r"mini ?skirt", _bottom("skirt", "#2c2c34", hem=310, cut="skirt", flare=0.25)),
    (r"(?:long |maxi |pleated |pencil )?skirt", _bottom("skirt", "#5a4a5c", hem=200, cut="skirt", flare=0.4)),
    (r"wide[- ]leg(?:ged)?(?: trousers| pants)?|palazzo|culottes", _bottom("wide trousers", "#cdbfa6", cut="wide")),
    (r"sweat ?pants|joggers|track ?pants", _bottom("joggers", "#4b4f57", cloth="knit")),
    (r"trousers|pants|chinos|slacks|cargo", _bottom("trousers", "#4a463f")),
    (r"apron|barista|baker|butcher", Garment("apron", "apron", "#5b4a3a", hem=230)),
    (r"(?:wellington|welly|rubber|rain|hiking|combat|leather|cowboy|ankle )?\s?boots|wellies|fisherman|soldier", _feet("boots", "#3a2a20")),
    (r"(?:high |stiletto )?heels|pumps|stilettos", _feet("heels", "#26222a")),
    (r"sneakers|trainers|running shoes|runner|athlete", _feet("sneakers", "#f1efea")),
    (r"sandals|flip[- ]?flops", _feet("sandals", "#8a5f3a")),
    (r"bare ?foot|barefooted", _feet("bare", "#000000")),
    (r"(?:dress |leather )?shoes|loafers|oxfords|brogues", _feet("shoes", "#3a2619")),
)

PATTERNS: words.Table = (
    (r"strip(?:ed|es|y)|breton|pin ?striped?", "stripes"),
    (r"plaid|check(?:ed|ered)?|tartan|flannel|gingham|lumberjack", "check"),
    (r"polka[- ]?dots?|dotted|spotted", "dots"),
    (r"floral|flowery|patterned|hawaiian", "floral"),
    (r"camo(?:uflage)?", "camo"),
)

_TOPS = {
    "f": ("blouse", "sweater", "t-shirt", "dress", "turtleneck", "shirt"),
    "m": ("shirt", "sweater", "t-shirt", "hoodie", "turtleneck", "jacket"),
}
_DYES = ("#2f5d73", "#a8473a", "#c28a3a", "#4f6b52", "#6a4a6e", "#d8cbb5", "#31415f", "#b3665a", "#3d7a74", "#8b8f5a")


def dress(character: Character, told: str, gender: str, age: str, pick: Pick, hat: str) -> tuple[Garment, ...]:
    """The garments of a character, under to outer: what its words say, completed so that nobody stands half dressed."""
    said = _said(character.wardrobe.lower()) or _said(told)
    slots = {g.slot: g for g in said}
    if "top" not in slots:
        slots["top"] = _missing_top(slots, gender, age, pick)
    full = slots["top"].hem < 340 or slots["top"].front == "bib"
    if "bottom" not in slots and not full:
        slots["bottom"] = _missing_bottom(slots, gender, age, pick)
    if "feet" not in slots:
        slots["feet"] = _missing_feet(slots, pick)
    return tuple(slots[s] for s in ("feet", "bottom", "top", "outer", "apron") if s in slots)


def _said(text: str) -> list[Garment]:
    """Garments in `text`, one for each slot, each coloured by the words just before it."""
    found: dict[str, tuple[int, Garment]] = {}
    taken: list[tuple[int, int]] = []
    for pattern, garment in PIECES:
        match = words.compiled(pattern).search(text)
        if match is None or garment.slot in found or any(match.start() < b and a < match.end() for a, b in taken):
            continue
        taken.append(match.span())
        found[garment.slot] = (match.start(), _coloured(garment, text, match))
    return [garment for _, garment in found.values()]


def _coloured(garment: Garment, text: str, match: re.Match[str]) -> Garment:
    before = re.split(r"[,;.]| and | over | with | under | in a | wearing ", text[max(0, match.start() - 40) : match.start()])[-1]
    phrase = before + match.group(0)
    after = re.match(r"\s*(?:in|of)\s+([\w ]{3,18})", text[match.end() : match.end() + 24])
    colour = colour_of(phrase) or (colour_of(after.group(1)) if after else "") or garment.colour
    pattern = words.first(PATTERNS, phrase) or garment.pattern
    cloth = next(
        (c for c in ("leather", "denim", "knit", "satin", "fur") if c in phrase or (c == "satin" and "silk" in phrase)), garment.cloth
    )
    sleeve = "short" if "short-sleeve" in phrase or "short sleeve" in phrase else garment.sleeve
    return replace(garment, colour=colour, pattern=pattern, cloth=cloth, sleeve=sleeve)


def _piece(name: str) -> Garment:
    return next(g for _, g in PIECES if g.name == name)


def _missing_top(slots: dict[str, Garment], gender: str, age: str, pick: Pick) -> Garment:
    outer = slots.get("outer")
    if outer is not None:
        if outer.name in {"suit", "tuxedo", "blazer", "lab coat", "vest", "trench coat"}:
            return replace(_piece("shirt"), colour="#f2f1ec" if outer.name != "lab coat" else "#a9c3d8")
        if outer.name in {"bathrobe", "kimono", "robe"}:
            return replace(_piece("tank top"), colour=outer.colour, collar="none")
        if outer.name == "coat":
            return replace(_piece("turtleneck"), colour="#b9ae9c")
        return replace(_piece("t-shirt"), colour=pick("under", ("#ece7dd", "#d7d3cb", "#33363f")))
    if "bottom" in slots and slots["bottom"].name in {"leggings", "joggers", "shorts"}:
        return replace(_piece("sports top"), colour=pick("dye", _DYES))
    choices = (
        ("t-shirt", "hoodie", "sweater") if age in {"child", "toddler", "teen"} else _TOPS.get(gender, ("sweater", "shirt", "t-shirt"))
    )
    choice = pick("top", tuple(c for c in choices if c != "jacket"))
    return replace(_piece("sweater" if age == "elder" and choice in {"hoodie", "dress"} else choice), colour=pick("dye", _DYES))


def _missing_bottom(slots: dict[str, Garment], gender: str, age: str, pick: Pick) -> Garment:
    top = slots.get("outer") or slots["top"]
    matched = {"suit", "tuxedo", "uniform", "scrubs", "pyjamas", "track jacket"}
    for piece in (slots.get("outer"), slots["top"]):
        if piece is not None and piece.name in matched:
            return replace(_piece("trousers"), colour=piece.colour, pattern=piece.pattern)
    if top.name in {"crop top", "sports top", "tank top"}:
        return replace(_piece("leggings" if gender == "f" else "shorts"), colour=pick("legs", ("#25262d", "#2c3448", "#3a3440")))
    if top.name in {"jersey"}:
        return replace(_piece("shorts"), colour="#f1efe9")
    return replace(_piece("trousers"), colour=pick("legs", ("#2e3540", "#3d5a82", "#4a463f", "#5c5348", "#2b2b31")))


def _missing_feet(slots: dict[str, Garment], pick: Pick) -> Garment:
    names = {g.name for g in slots.values()}
    if names & {"bathrobe", "pyjamas", "kimono", "crop top"}:
        return _piece("bare")
    if "space suit" in names or "armour" in names:
        return replace(_piece("boots"), colour=slots["top"].colour)
    if names & {"gown", "dress", "tutu"}:
        return replace(_piece("heels"), colour=slots["top"].colour)
    if names & {"suit", "tuxedo", "uniform", "coat", "trench coat", "lab coat"}:
        return _piece("shoes")
    return replace(_piece(pick("feet", ("sneakers", "boots", "shoes"))))
