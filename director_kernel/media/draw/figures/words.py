"""The words a look is read from. Tables only: each maps a pattern (whole words) to a value, earlier lines first."""

import re
from functools import cache

Table = tuple[tuple[str, str], ...]

GENDERS: Table = (
    (r"non-?binary|androgynous|they", "n"),
    (
        r"wom[ae]n|girls?|female|feminine|she|her|lady|ladies|mother|mum|mom|grandmother|grandma|granny|wife|sister|daughter|aunt|queen"
        r"|princess|actress|waitress"
        r"|heroine|bride|ballerina|nun|witch|hostess|businesswoman|sportswoman|goddess|mermaid|mrs|ms|miss|madam",
        "f",
    ),
    (
        r"m[ae]n|boys?|male|masculine|he|his|him|guy|gentleman|father|dad|grandfather|grandpa|husband|brother|son|uncle|king|prince|actor"
        r"|waiter|hero|groom|monk|wizard"
        r"|businessman|sportsman|fisherman|mr|sir|lord|bloke|dude|keeper|sailor|cowboy|lumberjack|santa",
        "m",
    ),
)

FEMININE = frozenset(
    {
        "maya",
        "emma",
        "olivia",
        "ava",
        "sophia",
        "isabella",
        "mia",
        "amelia",
        "harper",
        "evelyn",
        "abigail",
        "emily",
        "ella",
        "elizabeth",
        "camila",
        "luna",
        "sofia",
        "grace",
        "chloe",
        "zoe",
        "nora",
        "lily",
        "hannah",
        "alice",
        "rose",
        "ruby",
        "iris",
        "ivy",
        "claire",
        "jane",
        "jean",
        "kate",
        "sarah",
        "rachel",
        "leah",
        "ruth",
        "judith",
        "anne",
        "ann",
        "joan",
        "helen",
        "ellen",
        "karen",
        "susan",
        "megan",
        "yuki",
        "aiko",
        "mei",
        "ling",
        "priya",
        "ananya",
        "fatima",
        "aisha",
        "amara",
        "zara",
        "lena",
        "nina",
        "mary",
        "margaret",
        "agnes",
        "ingrid",
        "astrid",
        "freya",
        "june",
        "april",
        "dawn",
        "eve",
        "hope",
        "faith",
        "joy",
        "wren",
        "robin",
    }
)
MASCULINE = frozenset(
    {
        "liam",
        "noah",
        "oliver",
        "james",
        "elijah",
        "william",
        "henry",
        "lucas",
        "benjamin",
        "theodore",
        "jack",
        "levi",
        "alexander",
        "daniel",
        "michael",
        "mason",
        "sebastian",
        "ethan",
        "logan",
        "owen",
        "samuel",
        "jacob",
        "asher",
        "aiden",
        "john",
        "joseph",
        "david",
        "tom",
        "thomas",
        "tim",
        "peter",
        "paul",
        "mark",
        "luke",
        "matt",
        "matthew",
        "adam",
        "ben",
        "sam",
        "max",
        "leo",
        "hugo",
        "felix",
        "oscar",
        "marcus",
        "victor",
        "ivan",
        "omar",
        "ali",
        "ahmed",
        "hassan",
        "raj",
        "arjun",
        "kenji",
        "hiro",
        "wei",
        "chen",
        "jin",
        "kofi",
        "kwame",
        "malik",
        "jamal",
        "carlos",
        "diego",
        "luis",
        "juan",
        "george",
        "frank",
        "walter",
        "arthur",
        "ned",
        "joe",
        "bob",
        "bill",
        "nick",
    }
)

AGES: Table = (
    (r"toddler|baby|infant", "toddler"),
    (
        r"elderly|old|older|senior|grand(?:mother|father|ma|pa)|granny|aged|retired|ancient|wizened|[6-9]0s|sixties|seventies|eighties",
        "elder",
    ),
    (r"child|children|kids?|(?:little|young|small) (?:boy|girl)|boy|girl|schoolboy|schoolgirl|son|daughter", "child"),
    (r"teen|teenager|teenage|adolescent|student|youth", "teen"),
    (r"middle[- ]aged|mature|[45]0s|forties|fifties", "middle"),
    (r"young|adult|[23]0s|twenties|thirties", "adult"),
)

SKIN_RAMP = ("#f6d3b8", "#eec09c", "#dea47c", "#c68a5e", "#a0683f", "#7a4a2c", "#5a3620")
FAIR = (
    r"freckle[sd]?|ginger|auburn|strawberry[- ]blonde?|blonde?|red(?:head|[- ]haired)?(?= hair|$|,| braids| curls)|blue eyes|blue[- "
    r"]eyed|green[- ]eyed"
)
"""What makes fair skin likelier when nobody said which."""
SKINS: Table = (
    (r"porcelain|very pale|pale|fair|ivory|light", "#f6d3b8"),
    (r"tanned|tan|bronzed?|olive|golden|honey|caramel", "#cf9569"),
    (r"medium|beige", "#dea47c"),
    (r"very dark|deep|ebony", "#5a3620"),
    (r"dark|black", "#6b4128"),
    (r"brown", "#95603a"),
    (r"freckled|rosy|white", "#f3c8a8"),
    (r"green", "#7fae5a"),
    (r"blue", "#6f9fd0"),
)
HERITAGE: Table = (
    (r"african|black (?:wom[ae]n|m[ae]n|girl|boy)|nigerian|kenyan|ghanaian|senegalese|ethiopian|jamaican", "#6b4128"),
    (r"indian|south asian|pakistani|bengali|sri lankan|dark[- ]skinned", "#a06a42"),
    (r"latin[ao]?|hispanic|mexican|brazilian|colombian|arab|middle eastern|persian|mediterranean|moroccan", "#cf9569"),
    (r"asian|japanese|chinese|korean|vietnamese|thai", "#f0c6a0"),
    (r"scandinavian|nordic|irish|swedish|norwegian|pale|fair[- ]skinned|redhead|red[- ]haired|ginger", "#f6d3b8"),
    (r"weathered|sunburnt|tanned", "#cf9569"),
)

HAIR_STYLES: Table = (
    (r"bald(?:ing)?|shaved head|no hair|hairless", "bald"),
    (r"buzz(?:ed)?(?: ?cut)?|shaved|cropped", "buzz"),
    (r"afro|natural hair", "afro"),
    (r"dread(?:lock)?s?|locs", "locs"),
    (r"mohawk", "mohawk"),
    (r"braids?|braided|plaits?|pigtails?", "braids"),
    (r"pony ?tail|tied back|pulled back", "ponytail"),
    (r"(?:top)?knot|bun|updo|chignon|up-?do", "bun"),
    (r"bob|chin[- ]length|shoulder[- ]length|medium", "bob"),
    (r"pixie|undercut", "pixie"),
    (r"quiff|pompadour|spiky|messy|tousled|unruly|wild", "quiff"),
    (r"slick(?:ed)?(?: ?back)?|combed back|swept back", "slick"),
    (r"side[- ]part(?:ed|ing)?|parted|neat", "side"),
    (r"short curly|curly short|short,? curls", "curly_short"),
    (r"curly|curls|coil(?:y|s)|frizzy", "curly"),
    (r"wavy|waves|flowing", "wavy"),
    (r"short", "short"),
    (r"long|straight|waist[- ]length", "long"),
)
HAIR_STYLES_ANYWHERE: Table = (
    (r"bald(?:ing)?|shaved head", "bald"),
    (r"afro", "afro"),
    (r"dreadlocks|locs", "locs"),
    (r"mohawk", "mohawk"),
    (r"braids?|pigtails?", "braids"),
    (r"pony ?tail", "ponytail"),
    (r"hair bun|in a bun|topknot", "bun"),
    (r"pixie cut", "pixie"),
    (r"curls|curly[- ]haired", "curly"),
    (r"ballerina", "bun"),
    (r"soldier|marine", "buzz"),
)
HAIR_COLOURS: Table = (
    (r"strawberry[- ]blonde?", "#d99a5c"),
    (r"platinum(?:[- ]blonde?)?", "#efe2c2"),
    (r"dirty[- ]blonde?|dark blonde?", "#b08a52"),
    (r"blonde?|golden|fair|flaxen", "#dcb565"),
    (r"auburn", "#7e3a22"),
    (r"ginger|redhead|red[- ]haired|copper", "#b9532a"),
    (r"red", "#a63a22"),
    (r"salt[- ]and[- ]pepper", "#8d8983"),
    (r"silver|grey|gray|greying|graying", "#a9a7a5"),
    (r"white|snowy", "#e6e3de"),
    (r"dark brown|brunette", "#46291a"),
    (r"light brown|hazel", "#8f623c"),
    (r"chestnut", "#6e3b20"),
    (r"brown", "#5f3a23"),
    (r"jet|black|raven|dark", "#221a1a"),
)
HAIR_COLOURS_ANYWHERE: Table = (
    (r"blonde?", "#dcb565"),
    (r"brunette", "#46291a"),
    (r"redhead|ginger", "#b9532a"),
    (r"white[- ]bearded|santa", "#e6e3de"),
    (r"grey[- ](?:haired|bearded)|gray[- ](?:haired|bearded)|silver[- ]haired", "#a9a7a5"),
    (r"asian|japanese|chinese|korean|african|indian|nigerian", "#221a1a"),
)
HAIR_DICE = ("#221a1a", "#33211a", "#46291a", "#5f3a23", "#5f3a23", "#7e4a28", "#8f623c", "#c89a55", "#a24b26")

EYES: Table = (
    (r"blue", "#4a86b8"),
    (r"green|emerald", "#4f8a5a"),
    (r"hazel|amber", "#8a6a34"),
    (r"grey|gray|silver", "#77838c"),
    (r"violet|purple", "#7a5aa8"),
    (r"red", "#a8302a"),
    (r"brown|dark|black", "#4f321e"),
)

BEARDS: Table = (
    (r"clean[- ]?shaven|beardless|no beard", "none"),
    (r"(?:long|full|thick|bushy|big|great|white|grey|gray)[- ](?:\w+[- ])?beard(?:ed)?|santa|wizard", "full"),
    (r"goatee", "goatee"),
    (r"mou?stache", "moustache"),
    (r"stubble|unshaven|five o'clock shadow", "stubble"),
    (r"short beard|trimmed beard", "short"),
    (r"beard(?:ed)?", "full"),
    (r"fisherman|lumberjack|lighthouse keeper|sea captain", "full"),
)
GLASSES: Table = (
    (r"sun ?glasses|shades|aviators", "sun"),
    (r"goggles|vr headset|headset visor", "goggles"),
    (r"round glasses|round spectacles|wire[- ]rimmed", "round"),
    (r"glasses|spectacles|bespectacled|eyeglasses", "square"),
)
HATS: Table = (
    (r"space ?suit|astronauts?|cosmonaut|space helmet", "space"),
    (r"knight|great helm|(?:steel|medieval|iron) helmet", "helm"),
    (r"hard hat|construction worker|builder", "hard"),
    (r"(?:motorcycle|bike|racing|motorbike) helmet|helmet", "helmet"),
    (r"chef(?:'s)? hat|toque|\bchef\b", "toque"),
    (r"headscarf|hijab|veil", "hijab"),
    (r"turban", "turban"),
    (r"crown|king|queen|tiara", "crown"),
    (r"cowboy(?: hat)?|stetson|cowgirl", "cowboy"),
    (r"top hat|magician", "top"),
    (r"witch|wizard(?:'s)? hat|wizard", "witch"),
    (r"santa(?: hat)?", "santa"),
    (r"sou'?wester|rain hat", "brim"),
    (r"fedora|trilby|detective|panama hat", "fedora"),
    (r"sun ?hat|straw hat|wide[- ]brim(?:med)?(?: hat)?|farmer", "brim"),
    (r"beanie|knit(?:ted)? (?:cap|hat)|wool(?:len|ly)? (?:cap|hat)|watch cap", "beanie"),
    (r"flat cap|newsboy cap|peaked? flat cap", "flat"),
    (r"beret", "beret"),
    (r"(?:police|captain'?s?|sailor|pilot|peaked|officer'?s?) (?:cap|hat)|sea captain|pilot|police ?(?:man|woman|officer)", "peaked"),
    (r"baseball cap|snapback|trucker hat|cap", "cap"),
    (r"hood up|hooded|cloaked", "hood"),
    (r"head ?phones", "headphones"),
    (r"keeper|fisherman", "beanie"),
    (r"hat", "fedora"),
)
HAT_COLOURS = {
    "space": "#e9ebee",
    "helm": "#9aa2ab",
    "hard": "#f2b822",
    "helmet": "#2c3240",
    "toque": "#f7f5f0",
    "hijab": "#6d7f9a",
    "turban": "#b5452f",
    "crown": "#dba63a",
    "cowboy": "#8a5a33",
    "top": "#1f1f25",
    "witch": "#34304f",
    "santa": "#c22a2a",
    "fedora": "#5a4632",
    "brim": "#d9bd85",
    "beanie": "#2f4858",
    "flat": "#5b5a50",
    "beret": "#8c2530",
    "peaked": "#232f4a",
    "cap": "#2e4f86",
    "headphones": "#26282e",
}
BUILDS: Table = (
    (r"skinny|slim|slender|thin|lean|petite|lanky", "-0.7"),
    (r"fat|obese|overweight|heavy|heavyset|chubby|plump|round|stout|portly|big[- ]bellied|santa", "1.0"),
    (r"muscular|broad|burly|strong|stocky|bulky|athletic|bodybuilder|strapping|lumberjack|superhero", "0.55"),
)
EXTRAS: Table = (
    (r"freckle[sd]?", "freckles"),
    (r"earrings?|hoops", "earrings"),
    (r"necklace|pendant|pearls", "necklace"),
    (r"scarf", "scarf"),
    (r"(?<!bow )tie\b|necktie", "tie"),
    (r"bow ?tie|tuxedo", "bowtie"),
    (r"back ?pack", "backpack"),
    (r"scar(?:red)?", "scar"),
    (r"tattoos?|tattooed", "tattoo"),
    (r"eye ?patch|pirate", "patch"),
    (r"wings|angel|fairy", "wings"),
    (r"gloves?|gloved", "gloves"),
    (r"stethoscope|doctor", "stethoscope"),
    (r"wrinkle[sd]?|weathered|wizened", "lines"),
    (r"make-?up", "makeup"),
    (r"cape|superhero", "cape"),
    (r"bandana", "bandana"),
)


@cache
def compiled(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{words})(?!\w)")


def search(table: Table, text: str) -> tuple[str, re.Match[str]] | None:
    """The first line of `table` said in `text`, with where it was said."""
    for words, value in table:
        match = compiled(words).search(text)
        if match:
            return value, match
    return None


def first(table: Table, text: str) -> str:
    """The value of the first line of `table` said in `text`, or nothing."""
    found = search(table, text) if text else None
    return found[0] if found else ""


def every(table: Table, text: str) -> tuple[str, ...]:
    """The values of all lines of `table` said in `text`."""
    return tuple(value for words, value in table if compiled(words).search(text))
