"""Which part of a model's answer is words for a person: told apart while it streams, so that no JSON is ever shown.

A plan may come as a tool's arguments, in `<plan>` tags, in a fenced block or as the whole answer. All of it is kept back; of the
arguments, the words in `reply` are shown as they come.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from director_kernel.schema.noun import storable

_OPENS = re.compile(r"<(plan|think|thinking)>|```[^\n`]*\n", re.IGNORECASE)
# What may yet become one of these, at the end of what has come so far.
_MAY_OPEN = re.compile(r"<[a-z]{0,8}$|`{1,3}$|```[^\n`]{0,40}$", re.IGNORECASE)
_MAY_OPEN_MOST = 60
_EMPTY_BRACE = re.compile(r"\{\s*")
_JSON_BEGINS = re.compile(r"\{\s*[\"}]")
_JSON_FENCES = ("", "json", "jsonc", "json5", "plan")


@dataclass
class Block:
    """A part that is not shown: `kind` is `plan`, `json` or `think`. `whole` says that its end came."""

    kind: str
    text: str = ""
    whole: bool = False


@dataclass
class Sieve:
    """Takes the answer's text piece by piece and gives back what is words. `blocks` are the parts kept back."""

    blocks: list[Block] = field(default_factory=list)
    _waiting: str = ""
    _inside: Block | None = None
    _closes: str = ""
    _any: bool = False
    _reply: "Reply | None" = None
    _space: str = ""
    _said: bool = False

    def feed(self, piece: str) -> str:
        """The words that are certain with this piece. Blank space waits for the word behind it: before a part kept back it is none."""
        self._waiting += piece
        shown: list[str] = []
        while self._step(shown):
            pass
        said = self._space + "".join(shown)
        words = said.rstrip()
        self._space = said[len(words) :] if words or self._said else ""
        words = words if self._said else words.lstrip()
        self._said = self._said or bool(words)
        return words

    def end(self) -> str:
        """The words that were still waited for; a part that was never closed stays kept back."""
        rest, self._waiting = self._waiting, ""
        if self._inside is None:
            return (self._space + rest).rstrip() if self._said else rest.strip()
        self._inside.text += rest
        self._inside = None
        return ""

    def _step(self, shown: list[str]) -> bool:
        """One stretch of the waiting text; False when more must come first."""
        if self._inside is not None:
            return self._close(shown)
        if not self._any:
            self._waiting = self._waiting.lstrip()
            if not self._waiting:
                return False
            if _EMPTY_BRACE.fullmatch(self._waiting):
                return False
            self._any = True
            if _JSON_BEGINS.match(self._waiting):
                # The whole answer is JSON. Its end is the end of the answer.
                self._begin("json", "")
                self._reply = Reply()
                return True
        found = _OPENS.search(self._waiting)
        if found is None:
            tail = self._waiting[-_MAY_OPEN_MOST:]
            held = _MAY_OPEN.search(tail)
            keep = len(tail) - held.start() if held else 0
            shown.append(self._waiting[: len(self._waiting) - keep])
            self._waiting = self._waiting[len(self._waiting) - keep :]
            return False
        after = self._waiting[found.end() :]
        if found.group(1):
            name = found.group(1).lower()
            shown.append(self._waiting[: found.start()])
            self._waiting = after
            self._begin("plan" if name == "plan" else "think", f"</{name}>")
            return True
        first = after.lstrip()[:1]
        if not first and found.group()[3:].strip().lower() in _JSON_FENCES:
            # Its first letter says whether it is JSON.
            shown.append(self._waiting[: found.start()])
            self._waiting = self._waiting[found.start() :]
            return False
        if first == "{" and found.group()[3:].strip().lower() in _JSON_FENCES:
            shown.append(self._waiting[: found.start()])
            self._waiting = after
            self._begin("json", "```")
            return True
        # Code for the person to read, up to the fence that ends it.
        shown.append(self._waiting[: found.end()])
        self._waiting = after
        self._inside, self._closes, self._reply = Block("code"), "```", None
        return True

    def _begin(self, kind: str, closes: str) -> None:
        self._inside, self._closes, self._reply = Block(kind), closes, None
        self.blocks.append(self._inside)

    def _close(self, shown: list[str]) -> bool:
        inside = self._inside
        assert inside is not None
        if not self._closes:
            inside.text += self._waiting
            if self._reply is not None:
                shown.append(self._reply.feed(self._waiting))
            self._waiting = ""
            return False
        end = self._waiting.lower().find(self._closes)
        cut = end if end >= 0 else max(0, len(self._waiting) - len(self._closes) + 1)
        if inside.kind == "code":
            cut = end + len(self._closes) if end >= 0 else cut
            shown.append(self._waiting[:cut])
            self._waiting = self._waiting[cut:]
        else:
            inside.text += self._waiting[:cut]
            self._waiting = self._waiting[cut + (len(self._closes) if end >= 0 else 0) :]
        if end < 0:
            return False
        inside.whole = True
        self._inside = None
        return True


_SURROGATE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}$")
_UNFINISHED = re.compile(r"\\(u[0-9a-fA-F]{0,3})?$")


@dataclass
class Reply:
    """Takes the JSON of an answer piece by piece and gives back what its `reply` says, as it comes."""

    key: str = "reply"
    done: bool = False
    _depth: int = 0
    _string: bool = False
    _escaped: bool = False
    _is_key: bool = True
    _last: str = ""
    _name: list[str] = field(default_factory=list)
    _raw: str = ""

    def feed(self, piece: str) -> str:
        """The words of `reply` that this piece adds."""
        if self.done:
            return ""
        said: list[str] = []
        for letter in piece:
            if self._string:
                self._inside(letter, said)
                if self.done:
                    break
            elif letter == '"':
                self._string, self._name = True, []
            elif letter in "{[":
                self._depth += 1
                self._is_key = letter == "{"
            elif letter in "}]":
                self._depth -= 1
            elif letter == ":":
                self._is_key = False
            elif letter == "," and self._depth == 1:
                self._is_key = True
        return self._spoken("".join(said))

    @property
    def _speaking(self) -> bool:
        return self._depth == 1 and not self._is_key and self._last == self.key

    def _inside(self, letter: str, said: list[str]) -> None:
        speaking = self._speaking
        if self._escaped:
            self._escaped = False
        elif letter == "\\":
            self._escaped = True
        elif letter == '"':
            self._string = False
            if self._depth == 1 and self._is_key:
                self._last = "".join(self._name)
            self.done = speaking
            return
        if speaking:
            said.append(letter)
        elif self._depth == 1 and self._is_key and len(self._name) < 40:
            self._name.append(letter)

    def _spoken(self, raw: str) -> str:
        """`raw` without its escapes. What ends in half of one waits for the rest, and so does the first half of a pair."""
        raw, self._raw = self._raw + raw, ""
        if not self.done and (half := _UNFINISHED.search(raw)) and _odd(raw, half.start()):
            raw, self._raw = raw[: half.start()], raw[half.start() :]
        if not self.done and (first := _SURROGATE.search(raw)) and _odd(raw, first.start()):
            raw, self._raw = raw[: first.start()], raw[first.start() :] + self._raw
        try:
            said: str = json.loads(f'"{raw}"', strict=False)
        except ValueError:
            return raw
        return said


def _odd(text: str, at: int) -> bool:
    """Whether the backslash at `at` begins an escape, rather than being escaped itself."""
    before = len(text[:at]) - len(text[:at].rstrip("\\"))
    return before % 2 == 0


@dataclass
class Speech:
    """What is said to the person, through `write`, in one turn of perhaps several rounds; nothing of it twice.

    `text` is all that was written. Whatever `write` raises is kept in `stopped` and goes through.
    """

    write: Callable[[str], None]
    text: str = ""
    stopped: BaseException | None = None
    rounds: int = 0
    _quiet: bool = False
    _sieve: Sieve = field(default_factory=Sieve)
    _replies: dict[int, Reply] = field(default_factory=dict)
    _round: str = ""
    _aside: str = ""
    _voice: int | None = None

    def begin(self) -> None:
        """A round begins. Once something was said, a later round is only heard: it repairs what was not meant for the person."""
        self.rounds += 1
        self._quiet = bool(self.text.strip())
        self._sieve, self._replies, self._round, self._aside, self._voice = Sieve(), {}, "", "", None

    @property
    def repairing(self) -> bool:
        """The words were said in a round before this one."""
        return self._quiet

    def words(self, piece: str) -> None:
        """A piece of the answer's text."""
        self._say(self._sieve.feed(piece))

    def arguments(self, part: int, piece: str) -> None:
        """A piece of a tool's arguments; `part` tells the calls of one answer apart."""
        reply = self._replies.setdefault(part, Reply()).feed(piece)
        if reply and self._voice is None and not self._round.strip():
            self._voice = part
        if part == self._voice:
            self._say(reply)
        else:
            # Words before the call and words in it mostly say the same: those in it wait until that is known.
            self._aside += reply

    def end(self) -> None:
        """The round is over."""
        self._say(self._sieve.end())
        if self._aside.strip() and _bare(self._aside) not in _bare(self._round):
            self._say(("\n\n" if self._round.strip() else "") + self._aside)
        if self._quiet and (whole := self._round.lstrip()).startswith(self.text):
            self._write(whole[len(self.text) :])

    def add(self, text: str) -> None:
        """Says `text` where nothing was said."""
        if text.strip() and not self.text.strip():
            self._write(text)

    def _say(self, piece: str) -> None:
        if not piece:
            return
        self._round += piece
        if not self._quiet:
            self._write(piece)

    def _write(self, piece: str) -> None:
        # Blank space before the first word is none of it.
        piece = storable(piece if self.text else piece.lstrip()).replace("\x00", "")
        if not piece:
            return
        try:
            self.write(piece)
        except BaseException as error:
            self.stopped = error
            raise
        self.text += piece


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()
