"""The rules a careful eye goes by, in the order they are told: twelve of continuity, four of the story's health, three on pictures.

The twelve and their severities are standard film grammar. A rule says nothing about what nobody said; it says that it couldn't look.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from director_kernel.film.rules.camera import axis_180, rule_30, screen_size
from director_kernel.film.rules.directions import eyeline_match, match_on_action, screen_direction
from director_kernel.film.rules.light import light_direction
from director_kernel.film.rules.looks import wardrobe_props_hair
from director_kernel.film.rules.pace import beat_without_shots, location_unused, pacing, unused_character
from director_kernel.film.rules.place import coverage_gap, geography
from director_kernel.film.rules.seen import SeenFilm, SeenScene, Unchecked
from director_kernel.film.rules.sound import audio, duration_budget
from director_kernel.schema.project import Finding

__all__ = ["FILM_RULES", "RULES", "SCENE_RULES", "SeenFilm", "SeenScene", "Unchecked"]

InScene = Callable[[SeenFilm, SeenScene], Iterator[Finding | Unchecked]]
InFilm = Callable[[SeenFilm], Iterator[Finding | Unchecked]]


class Rule(NamedTuple):
    """A rule by its id. `health`: it is about the story's health rather than continuity."""

    id: str
    title: str
    health: bool = False


RULES = {
    rule.id: rule
    for rule in (
        Rule("axis_180", "180° line"),
        Rule("rule_30", "30° rule"),
        Rule("eyeline_match", "eyelines"),
        Rule("screen_direction", "screen direction"),
        Rule("match_on_action", "match on action"),
        Rule("light_direction", "light, time, weather"),
        Rule("wardrobe_props_hair", "wardrobe, props, hair"),
        Rule("screen_size", "size, headroom, lens"),
        Rule("geography", "geography", True),
        Rule("audio", "sound over cuts"),
        Rule("coverage_gap", "coverage", True),
        Rule("duration_budget", "time to speak", True),
        Rule("pacing", "pacing", True),
        Rule("beat_without_shots", "beats without shots", True),
        Rule("unused_character", "unused characters", True),
        Rule("location_established", "places shown", True),
        Rule("picture_palette", "palette of the pictures"),
        Rule("picture_light", "light in the pictures"),
        Rule("picture_look", "looks in the pictures"),
    )
}
SCENE_RULES: tuple[InScene, ...] = (
    axis_180,
    rule_30,
    eyeline_match,
    screen_direction,
    match_on_action,
    light_direction,
    wardrobe_props_hair,
    screen_size,
    geography,
    audio,
    duration_budget,
    pacing,
    beat_without_shots,
)
FILM_RULES: tuple[InFilm, ...] = (coverage_gap, unused_character, location_unused)
