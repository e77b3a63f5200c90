"""Tell what is made from what is ordered: a brief is data, and sentences that address the director instead of the film are set aside."""

import re

_SENTENCE = re.compile(r"[^.;!?\n]+[.;!?\n]*")
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass|skip|disable)\b[^.;\n]{0,40}\b(?:instructions?|prompts?|rules?"
    r"|budgets?|limits?|caps?|approvals?|above|previous|prior|safety|checks?|guard\w*|questions?|confirmation)\b"
    r"|\b(?:system prompt|system message|developer mode|jailbreak|you are now|act as (?:an? )?(?:admin|root|system"
    r"|developer)|as an ai|new instructions?)\b"
    r"|\b(?:approve|execute|run|start|launch|confirm|authori[sz]e|accept)\b[^.;\n]{0,24}\b(?:plan|everything|all steps"
    r"|steps?|generation|jobs?|payments?|purchase|live run|execution|studio live)\b"
    r"|\b(?:spend|charge|pay|bill|transfer|wire|reserve)\b[^.;\n]{0,30}\b(?:\$ ?\d+|\d+ ?(?:dollars|usd|credits)|all"
    r"|everything|my card|budget|money|credits?|account)\b"
    r"|\b(?:without asking|don't ask|do not ask|no confirmation|skip (?:the )?questions)\b[^.;\n]{0,40}\b(?:run|approve"
    r"|spend|start|execute)\b"
    r"|\b(?:reveal|print|show|leak|send|exfiltrate|output)\b[^.;\n]{0,30}\b(?:api[- ]?keys?|system prompt|secrets?"
    r"|passwords?|credentials?|env(?:ironment)? (?:variables?|vars?)|tokens?)\b"
    r"|\brm\s+-rf\b|\bdrop\s+table\b|\bdelete\s+from\b|\bselect\s+\*|\bunion\s+select\b|\bcurl\s+\S+\s*\|\s*(?:ba)?sh\b"
    r"|\bsudo\b|\beval\s*\(|\bexec\s*\(|__import__|os\.system|subprocess"
    r"|^\s*(?:system|assistant|developer|user)\s*:|\[/?INST\]|<\|[\w ]+\|>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(script|style|iframe|object|svg)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_TEMPLATE = re.compile(
    r"\{\{[^{}]{0,200}\}\}|\$\{[^{}]{0,200}\}|\$\([^()]{0,200}\)|`[^`]{0,200}`|<!--.{0,400}?-->|<\|[\w ]{0,40}\|>", re.DOTALL
)
_ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_URL = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)


def without_markup(text: str) -> str:
    """`text` without HTML: scripts and styles go with their contents, other tags leave their words."""
    return _ANY_TAG.sub(" ", _TAG.sub(" ", text))


def urls_in(text: str) -> tuple[str, ...]:
    """The addresses in a text, each once, punctuation trimmed; never fetched."""
    return tuple(dict.fromkeys(url.rstrip(".,;:!?)\"'»”") for url in _URL.findall(text)))[:8]


def set_aside(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` without the sentences that give orders to the director, and those sentences."""
    kept: list[str] = []
    aside: list[str] = []
    for sentence in _SENTENCE.findall(_TEMPLATE.sub(" ", text)):
        parts = (
            re.split(r"(,| and (?=(?:then )?(?:run|approve|execute|spend|charge)\b))", sentence) if _ORDER.search(sentence) else [sentence]
        )
        for part in parts:
            (aside if _ORDER.search(part) else kept).append(part)
    return _URL.sub(" ", "".join(kept)).strip(), tuple(part.strip(" ,.") for part in aside if part.strip(" ,."))
