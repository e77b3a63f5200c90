"""Ids for new things: readable, made of what they are called, and free in their project."""

import re
import unicodedata
from collections.abc import Container

from director_kernel.schema.project import Project

LONGEST = 40


def slug(words: str, fallback: str = "thing") -> str:
    """An id made of words.

    >>> slug("Mira's Café"), slug("7 dwarfs", "group"), slug("…", "scene")
    ('miras-cafe', 'group-7-dwarfs', 'scene')
    """
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower().replace("'", "")
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-")
    return name if name[:1].isalpha() else f"{fallback}-{name}".strip("-")


def fresh(taken: Container[str], stem: str) -> str:
    """`stem`, with the next free number where it is taken.

    >>> fresh({"mira", "mira-2"}, "mira"), fresh({"s1"}, "s2")
    ('mira-3', 's2')
    """
    if stem not in taken:
        return stem
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def numbered(taken: Container[str], letter: str, start: int = 1) -> str:
    """The next free id of a row: s1, s2, s3.

    >>> numbered({"s1", "s2"}, "s")
    's3'
    """
    while f"{letter}{start}" in taken:
        start += 1
    return f"{letter}{start}"


def ids_of(project: Project) -> set[str]:
    """Every id that is used in the project."""
    bible = project.bible
    found = {one.id for group in (bible.characters, bible.locations, bible.props, bible.assets, project.boards) for one in group}
    found |= {panel.id for board in project.boards for panel in board.panels} | {one.id for one in project.marketing}
    for scene in project.scenes:
        found |= {scene.id, *(cue.id for cue in scene.cues)}
        for beat in scene.beats:
            found.add(beat.id)
            for shot in beat.shots:
                found |= {shot.id, *(cue.id for cue in shot.cues)}
    return found
