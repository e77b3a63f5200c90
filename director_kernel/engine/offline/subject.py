"""Find what a brief is about: the noun phrase after "ad for", "trailer about", "photo of", or the one before "ad"."""

import re

from director_kernel.prompts.matching import Doc, apart, table
from director_kernel.prompts.read_people import people_in
from director_kernel.prompts.read_things import things_in

_STOP = re.compile(
    r"[,.;:!?()\[\]\n–—|]|\s-\s"
    r"|\b(?:with a budget|budget|on (?:tik ?tok|instagram|insta|youtube|facebook|linkedin|twitter|snapchat|amazon"
    r"|shopify|our|my|tv)|for (?:tik ?tok|instagram|insta|youtube"
    r"|facebook|linkedin|twitter|snapchat|our (?:website|site|shop|store|channel|homepage)|my (?:website|site|shop|store"
    r"|channel|homepage)|the web|social|a landing|amazon|shopify|tv)"
    r"|in (?:\d|vertical|square|portrait|widescreen|landscape|4k|hd|the style|a style|an? \w+ style|anime|slow motion"
    r"|black and white|morning|warm|soft|golden)"
    r"|lasting|under \$|for \$|at most|max|please|pls|using|shot on|that (?:is|runs|lasts|should|will be)|about \d"
    r"|around \d|less than|no longer|featuring music|set to|set in"
    r"|targeting|aimed at|target|which|so that|because|called|named|titled|around 1|with (?:upbeat|epic|soft|calm|lofi"
    r"|lo-fi|piano|music|voice|narration|a voice|the text|text|the tagline"
    r"|a tagline|subtitles|captions|warm|dramatic|cinematic|our logo|my logo|sound|no )|and (?:make|add|end|use|keep|put"
    r"|include|then|animate|it should)|ending|make it|needs to|should|going|style)\b",
    re.IGNORECASE,
)
_FORM = (
    r"(?:ads?|adverts?|advertisements?|commercials?|promos?|promo videos?|spots?|campaigns?|trailers?|teasers?|videos?"
    r"|films?|movies?|clips?|reels?|shorts?|tiktoks?|stor(?:y|ies)|posters?"
    r"|photos?|photographs?|pictures?|images?|illustrations?|animations?|reveals?|stings?|intros?|idents?|explainers?"
    r"|tutorials?|demos?|showcases?|launch(?:es)?|unboxings?|testimonials?"
    r"|reviews?|scenes?|shots?|footage|visuals?|thumbnails?|covers?|artworks?|sequences?|montages?|documentar(?:y|ies)"
    r"|vlogs?|prototypes?|drafts?|tests?|avatars?|hosts?|presenters?"
    r"|b-roll|loops?|listings?|concepts?|mockups?|banners?|wallpapers?|logo animations?|logo|logos|ugc|interviews?"
    r"|announcements?|messages?|lessons?|walkthroughs?|animatics?|icons?|turntables?|cuts?|previz|pieces?)"
)
_AFTER = re.compile(
    rf"\b{_FORM}\b[^.;:!?\n]{{0,24}}?\b(?:for|about|of|featuring|showing|introducing|starring|where|in which|on"
    rf"|advertising|promoting|presenting|explaining|reviewing|with|from|to promote|to advertise|to sell"
    rf"|to launch)\s+(?=\S)",
    re.I,
)
_COLON = re.compile(
    rf"\b(?:trailer|teaser|film|movie|story|clip|promo|spot|video|ugc|poster|explainer|animation|scene"
    rf"|{_FORM})\b(?:(?!\babout\b)[^.;:!?\n]){{0,60}}:\s+(?=\S)",
    re.IGNORECASE,
)
_PREAMBLE = re.compile(
    r"^(?:(?:about |around )?(?:\d+[\s-]*(?:seconds?|secs?|s|minutes?|mins?)|\w+[\s-](?:seconds?|minutes?))\b\s*|(?:for"
    r"|of|on|about|showing|featuring|starring|where|in which)\s+|(?:an?\s+)?(?:tiktok|instagram|youtube|facebook"
    r"|linkedin|snapchat|twitter)(?:\s+(?:reels?|shorts?"
    r"|stories|story))?\s+)+",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:explain|advertis(?:e|ing)|promot(?:e|ing)|introduc(?:es?|ing)|launch(?:es|ing)?|sell(?:ing)?|unbox(?:ing)?"
    r"|review(?:ing)?|explain(?:ing|s)?|animat(?:e|ing)|showcas(?:e|ing)|featur(?:e|ing)"
    r"|present(?:ing)?|show(?:ing|s)? off|demonstrat(?:e|ing)|visuali[sz]e|draw|paint|film|generate|depict(?:ing)?|how)\s+(?=\S)",
    re.IGNORECASE,
)
_ABOUT = re.compile(rf"^(?:[\w'-]+\s+){{0,3}}?{_FORM}\s+(?:for|of|about|with|featuring|showing|where|in which)\s+", re.IGNORECASE)
_MEDIUM = re.compile(r"^(?:[\w'-]+\s+){0,2}?(?:films?|movies?|games?|novels?|books?|series|short)\s+(?:about|of)\s+", re.IGNORECASE)
_BEFORE = re.compile(rf"([^,.;:!?\n]{{2,80}}?)[\s-]+{_FORM}\b", re.IGNORECASE)
_ARTICLE = re.compile(
    r"^(?:(?:an?|the|our|my|your|their|its|his|her|this|these|that|some|any|new|brand[- ]new|upcoming|latest)\s+)+", re.IGNORECASE
)
_LEAD = re.compile(
    r"^(?:(?:please|pls|can|could|would|will|you|i|we|i'd|we'd|i'm|we're|like|want|wanna|need|to|have|get|me|us|make"
    r"|create|creating|making|produce|shoot|design|generate|build|do|give|craft|write|render"
    r"|looking|for|hi|hello|hey|there|so|ok|okay|just|let's|lets|a|an|the|our|my|one|some|new|short|quick|simple|nice"
    r"|great|cool|good|awesome|beautiful|amazing|little|really|very|brief|about|of"
    r"|\d+\s?x|\d+[\s-]*(?:seconds?|secs?|s|minutes?|mins?|min)\b|[\w-]+[\s-](?:second|minute)\b|half[- ]minute|\d+:\d+"
    r"|vertical|square|portrait|landscape|widescreen|horizontal|cinematic|animated|professional"
    r"|funny|fun|epic|dramatic|emotional|elegant|minimalist|minimal|modern|stylish|premium|luxury|playful|moody|dark"
    r"|upbeat|energetic|high[- ]energy|fast[- ]paced|photorealistic|realistic|hyperrealistic|vibrant|calm"
    r"|instagram|tiktok|youtube|facebook|linkedin|twitter|snapchat|tv|social|media|product|brand|promo|promotional"
    r"|teaser|movie|film|video|reel|short|story|ugc|ai|talking|head|explainer|e-commerce|ecommerce"
    r"|marketing|commercial|launch|shorts|reels|stories|testimonial|unboxing|logo|4k|hd|3d|2d|anime|pixel|retro|vintage"
    r"|corporate|viral|catchy|warm|cozy|cosy|low[- ]budget|cheap|budget|trailer|draft|rough|website|hero"
    r"|two|three|four|five|six|seven|eight|nine|ten|different|variations?|versions?|and|&|with|from|this|that|these"
    r"|attached|photo|picture|image)\s+)+",
    re.IGNORECASE,
)
_EMPTY = frozenset(
    [
        "something",
        "anything",
        "stuff",
        "thing",
        "things",
        "it",
        "this",
        "that",
        "one",
        "me",
        "us",
        "my",
        "our",
        "business",
        "brand",
        "company",
        "product",
        "products",
        "project",
        "idea",
        "content",
        "social",
        "media",
        "video",
        "videos",
        "film",
        "clip",
        "ad",
        "image",
        "picture",
        "photo",
        "logo",
        "channel",
        "website",
        "page",
        "startup",
        "new",
        "cool",
        "nice",
        "fun",
        "good",
        "great",
        "awesome",
        "amazing",
        "beautiful",
        "store",
        "shop",
        "online",
        "youtube",
        "tiktok",
        "instagram",
        "attached",
        "client",
        "customer",
        "clients",
        "people",
        "everyone",
        "everybody",
        "us",
        "friend",
        "friends",
        "work",
        "today",
        "tomorrow",
        "free",
        "fast",
        "asap",
        "now",
        "here",
        "there",
        "you",
        "someone",
        "somebody",
        "style",
        "vibe",
        "vibes",
        "yes",
        "no",
        "ok",
        "please",
        "a",
        "an",
        "the",
        "i",
        "we",
        "whatever",
        "event",
        "brief",
        "budget",
        "marketing",
        "campaign",
        "post",
        "viral",
        "dope",
        "sick",
        "sweet",
        "pretty",
        "awesome",
        "epic",
        "wow",
        "creative",
        "art",
        "stuffs",
        "promo",
        "commercial",
        "trailer",
        "reel",
        "short",
        "story",
        "movie",
        "animation",
        "can",
        "could",
        "would",
        "will",
        "shall",
        "may",
        "do",
        "does",
        "surprise",
        "help",
        "kind",
        "some",
        "need",
        "needs",
        "have",
        "virtual",
        "sci-fi",
        "horror",
        "fantasy",
        "romance",
        "thriller",
        "startup",
        "epic",
        "with",
        "and",
        "for",
        "like",
        "want",
        "make",
        "create",
        "masterpiece",
        "founder",
        "ceo",
        "something-fun",
        "viral",
        "really",
        "loop",
        "thing",
        "first",
        "version",
        "new",
        "launch",
        "charity",
        "book",
        "indie",
    ]
)


def read_subject(text: str) -> str:
    """What the piece is about, without its article ("vitamin C serum"); "" when the brief doesn't say."""
    for candidate in _candidates(text):
        subject = _trim(candidate)
        if _means_something(subject):
            return subject
    return _from_lexicon(text)


def _candidates(text: str) -> list[str]:
    found: list[tuple[int, str]] = [(m.end() - 200, text[m.end() : m.end() + 160]) for m in _COLON.finditer(text)]
    for pattern in (_AFTER, _VERB):
        for match in pattern.finditer(text):
            found.append((match.end(), text[match.end() : match.end() + 160]))
    owner = re.match(r"\s*(?:our|my)\s+([\w' -]{3,40}?)\s+(?:needs?|wants?|is|are|has|opens?|turns?)\b", text, re.IGNORECASE)
    if owner:
        found.append((len(text), owner.group(1)))
    before = [(m.start(1), m.group(1)) for m in _BEFORE.finditer(text)]
    return [words for _, words in sorted(found[:8])] + [_last_phrase(words) for _, words in before[:4]]


def _last_phrase(words: str) -> str:
    """The noun phrase that ends in front of the form word ("I have a startup and need a yoga" → "yoga")."""
    last = re.split(
        r"\b(?:an?|our|my|your|the|need|needs|want|wants|make|create|with|me|us|have|for|of|some|to|help|do|get)\b",
        words,
        flags=re.IGNORECASE,
    )[-1]
    return _LEAD.sub("", last.strip() + " ").strip()


def _trim(candidate: str) -> str:
    words = _PREAMBLE.sub("", _MEDIUM.sub("", _ABOUT.sub("", candidate.strip())))
    words = _STOP.split(words, maxsplit=1)[0] or ""
    words = re.sub(r"\s+", " ", words).strip(" '\"-&")
    words = re.sub(r"\s+(?:and|with|for|in|on|at|of|to|by|the|a|from)$", "", words, flags=re.IGNORECASE)
    bare = _ARTICLE.sub("", words)
    lead = (
        _LEAD.sub("", bare + " ").strip()
        if _LEAD.match(bare + " ") and len(bare.split()) > 3 and re.match(r"(?:\d|vertical|square)", bare)
        else bare
    )
    return " ".join(lead.split()[:14])


def _means_something(subject: str) -> bool:
    words = [w for w in re.findall(r"[\w'’-]+", subject.lower()) if not w.isdigit()]
    return bool(words) and not all(w in _EMPTY or re.fullmatch(r"\d+\w*", w) for w in words) and bool(re.search(r"[^\W\d_]{2,}", subject))


def _from_lexicon(text: str) -> str:
    """The first person or thing the world lexicon knows."""
    doc = Doc(text)
    people = people_in(doc)
    found = sorted((*apart(people, things_in(doc)), *things_in(doc, people)), key=lambda m: m.first)
    first = next((m for m in found if m.said.lower() not in _EMPTY), None)
    if first is None:
        places = table("world", "settings", plurals=True).find(doc)
        return places[0].said if places else ""
    start = first.first
    while (
        start
        and first.first - start < 3
        and (word := doc.words[start - 1]).text not in _SMALL
        and doc.text[word.end : doc.words[start].start] in (" ", "-")
    ):
        start -= 1
    end = first
    while (after := next((m for m in found if m.first == end.last and doc.text[end.end : m.start] in (" ", "-")), None)) is not None:
        end = after
    return doc.text[doc.words[start].start : end.end]


_SMALL = _EMPTY | frozenset(
    [
        "of",
        "in",
        "on",
        "at",
        "for",
        "with",
        "and",
        "or",
        "to",
        "from",
        "by",
        "make",
        "create",
        "want",
        "need",
        "is",
        "are",
        "was",
        "be",
        "about",
        "an",
    ]
)
