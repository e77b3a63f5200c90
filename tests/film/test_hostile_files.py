"""What is typed, pasted or taken in from files nobody vouches for: devices, half letters, markup."""

import json
import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from director_kernel.commands.session import Session, ShellSurface
from director_kernel.commands.tree import invoke
from director_kernel.errors import DirectorError
from director_kernel.film import files
from director_kernel.store.reading import read_file

HALF = "T\udcff \ud800"


@pytest.fixture
def session(workspace_folder: Path) -> Iterator[Session]:
    made = Session(ShellSurface(), workspace_folder)
    yield made
    made.close()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
@pytest.mark.parametrize("ending", [".fountain", ".json", ".yaml"])
def test_a_pipe_or_a_device_is_no_file(tmp_path: Path, ending: str, session: Session) -> None:
    pipe, device = tmp_path / f"pipe{ending}", tmp_path / f"zero{ending}"
    os.mkfifo(pipe)
    device.symlink_to("/dev/zero")
    invoke(["project", "new", "A film"], session)
    for path in (pipe, device):
        for words in (["project", "import"], ["scene", "otio", "in"], ["recipe", "import"], ["recipe", "check"], ["bible", "add"]):
            with pytest.raises(DirectorError, match="no ordinary file"):
                invoke([*words, str(path)], session)


def test_a_file_that_grows_while_it_is_read_is_read_no_further(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    path.write_bytes(b"x" * 2_000_001)
    with pytest.raises(OSError, match="it has 2 MB, and 2 MB is the most"):
        read_file(path, 2_000_000)
    assert len(read_file(path, 2_000_001)) == 2_000_001
    with pytest.raises(OSError, match=r"directory|ordinary"):
        read_file(tmp_path, 10)


def test_halves_of_letters_are_never_in_the_way(tmp_path: Path, session: Session) -> None:
    path = tmp_path / "half.json"
    path.write_text(json.dumps({"title": HALF, "bible": {"rules": [HALF]}, "scenes": [{"id": "s1", "title": "x", "wardrobe": {}}]}))
    assert "\ud800" in json.loads(path.read_text())["title"]
    (read,) = files.read(path).projects
    assert (read.title, read.bible.rules) == ("T? ?", ("T? ?",))
    for words in (["project", "import", str(path)], ["project", "new", HALF], ["project", "set", f"title={HALF}"], ["scene", "add", HALF]):
        assert invoke(words, session) is not None
    assert session.director.film.projects.require().title == "T? ?"


NASTY = (
    "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> ]]></svg> &amp; [a](javascript:alert(3)) \x1b[31m\x9b31m \u202eevil\u2066"
)
SCREENPLAY = f"""Title: {NASTY}

INT. ROOM {NASTY} - DAY

Somebody {NASTY} comes in.

BOB
{NASTY}
"""


class Elements(HTMLParser):
    """Every element of a page with its attributes, as a browser reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))


def told(session: Session, *words: str) -> str:
    """What a command says in a notebook; nothing of it runs."""
    shown = invoke(list(words), session)
    assert shown is not None
    found = Elements()
    found.feed(shown.html)
    assert not {"script", "svg", "iframe", "object"} & {tag for tag, _ in found.all}, words
    for _, attributes in found.all:
        assert not any(name.startswith("on") for name in attributes), words
        sources = [attributes.get(name) or "" for name in ("href", "src")]
        assert not any(source and not source.startswith(("#", "data:image/", "https://")) for source in sources), words
    plain = shown._repr_mimebundle_()["text/plain"]
    assert not re.search("[\x1b\x9b\u202e\u2066]", plain), words
    return shown.html


def test_markup_in_a_film_is_words_wherever_it_is_shown(tmp_path: Path, session: Session) -> None:
    path = tmp_path / "film.fountain"
    path.write_text(SCREENPLAY, encoding="utf-8")
    told(session, "project", "import", str(path))
    told(session, "bible", "add", "character", "Ana")
    told(session, "bible", "set", "ana", f"name={NASTY}", f"about={NASTY}", f"hair={NASTY}")
    told(session, "bible", "add", "location", "Pier")
    told(session, "bible", "set", "pier", f"name={NASTY}", f"setting={NASTY}")
    told(session, "project", "set", f"style.era={NASTY}", f"style.palette+={NASTY}")
    told(session, "project", "set", f"1.1.setting={NASTY}", f"1.1.lens={NASTY}", f"1.1.note={NASTY}")
    told(session, "project", "set", "targets+=veo-3.1")
    told(session, "scene", "revise", "1", "--propose", f"more kinetic {NASTY}")
    for words in (
        ["project"], ["project", "list"], ["project", "history"], ["project", "proposals"], ["project", "diff"], ["scene"], ["scene", "1"],
        ["bible"], ["film"], ["continuity"], ["continuity", "health"], ["work"], ["compile", "--shot", "1", "--all"],
        ["compile", "--shot", "1", "--target", "veo-3.1"],
    ):  # fmt: skip
        told(session, *words)
