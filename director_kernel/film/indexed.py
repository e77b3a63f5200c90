"""Films, plans, stored takes and the catalog as documents that can be found."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import NamedTuple

from director_kernel.catalog.book import Catalog
from director_kernel.errors import CatalogError
from director_kernel.film.shots import Placed, full
from director_kernel.prompts.read import read_slots
from director_kernel.prompts.similar import Words, plain, words_of_slots
from director_kernel.schema.catalog import UseCase
from director_kernel.schema.direction import Grammar, Profile, Recipe, Variant
from director_kernel.schema.finding import FindKind
from director_kernel.schema.model import Model
from director_kernel.schema.plan import Kind, Plan, Step
from director_kernel.schema.project import Project, Scene
from director_kernel.store.search import Doc, Took

KINDS = {kind: number for number, kind in enumerate(FindKind, 1)}
NUMBERS = {number: kind for kind, number in KINDS.items()}
SHOWN = 400
"""Characters of a document's text."""
LONG = 2_000
"""Characters of a text whose words are looked for."""
PICTURED = (Kind.TEXT_TO_IMAGE, Kind.IMAGE_EDIT, Kind.TEXT_TO_VIDEO, Kind.IMAGE_TO_VIDEO)


def _doc(kind: FindKind, name: str, address: str, title: str, text: str, words: Words, asset: str = "") -> Doc:
    flat = " ".join(text[: LONG * 2].split())
    shown = flat if len(flat) <= SHOWN else flat[: SHOWN - 1].rstrip() + "…"
    cut = Words(words.what[:LONG], words.place[:LONG], words.look[:LONG], words.sentence[:LONG])
    return Doc(name, KINDS[kind], address, " ".join(title.split())[:200], shown, *cut, asset)


def _words(what: object = "", place: object = "", look: object = "", sentence: str = "") -> Words:
    return Words(plain(str(what)[:LONG]), plain(str(place)[:LONG]), plain(str(look)[:LONG]), " ".join(sentence.split())[:LONG])


# Films


class Drawn(NamedTuple):
    """A film's documents with the value they were made of, scene by scene: a scene that stayed as it was isn't read again."""

    project: Project
    scenes: dict[str, tuple[Scene, tuple[Doc, ...]]]

    @property
    def docs(self) -> tuple[Doc, ...]:
        return (_film(self.project), *(doc for _, docs in self.scenes.values() for doc in docs))


def drawn(project: Project, before: Drawn | None = None) -> Drawn:
    """The film, its scenes and shots."""
    known = before.scenes if before is not None and _alike(before.project, project) else {}
    scenes = {}
    for scene in project.scenes:
        was = known.get(scene.id)
        scenes[scene.id] = was if was is not None and was[0] is scene else (scene, tuple(_scene(project, scene)))
    return Drawn(project, scenes)


def _alike(a: Project, b: Project) -> bool:
    """Whether what all shots share is the same value."""
    return a.id == b.id and a.bible is b.bible and a.style is b.style and a.title == b.title


def _film(project: Project) -> Doc:
    bible, style = project.bible, project.style
    people = ", ".join(one.name for one in bible.characters)
    places = ", ".join(one.setting or one.name for one in bible.locations)
    things = ", ".join(one.name for one in bible.props)
    look = ", ".join((*style.style, *style.influences, style.era, *style.mood, *style.palette, style.grade))
    told = project.logline or (project.scenes[0].text or project.scenes[0].title if project.scenes else "")
    titles = ", ".join(scene.title for scene in project.scenes[:20])
    words = _words(
        f"{project.title} {project.logline} {people} {things} {titles}",
        places,
        f"{project.genre} {look}",
        f"{project.title}. {told}. {project.genre}. {places}",
    )
    return _doc(FindKind.PROJECTS, "", project.id, project.title, project.logline or titles, words)


def _scene(project: Project, scene: Scene) -> Iterator[Doc]:
    place = next((one for one in project.bible.locations if one.id == scene.location), None)
    where = (place.setting or place.name) if place is not None else scene.location
    beats = " ".join(beat.text for beat in scene.beats)
    hour = scene.time_of_day or (place.time_of_day if place is not None else None) or ""
    weather = scene.weather or (place.weather if place is not None else "")
    frame = next((shot.frame for beat in scene.beats for shot in beat.shots if shot.frame), "") or ""
    words = _words(
        f"{scene.title} {scene.text} {beats}",
        f"{where} {hour} {weather}",
        "",
        f"{scene.title}. {scene.text[:400]} {beats[:600]}. {where}, {hour}, {weather}",
    )
    path = f"scenes/{scene.id}"
    yield _doc(FindKind.SCENES, path, f"{project.id}/{path}", f"{project.title}: {scene.title}", scene.text or beats, words, frame)
    number = 0
    for beat in scene.beats:
        for shot in beat.shots:
            number += 1
            at = Placed(scene, beat, shot, number)
            slots = full(project, at)
            said = words_of_slots(slots, beat.text, shot.event)
            asset = shot.frame or shot.take or ""
            yield _doc(
                FindKind.SHOTS,
                at.path,
                f"{project.id}/{at.path}",
                f"{project.title}: {scene.title}, shot {number}",
                said.sentence,
                said,
                asset,
            )


# Plans


def plan_docs(plan: Plan) -> tuple[Doc, ...]:
    """A plan as a film, and each of its pictures and clips as a shot; what says the same again (a clip of its own frame) once."""
    told = plan.brief.text if plan.brief is not None else ""
    words = _words(f"{plan.title} {plan.summary} {told}", "", plan.use_case, f"{plan.title}. {told or plan.summary}")
    film = _doc(FindKind.PROJECTS, "", plan.id, plan.title, told or plan.summary, words)
    shots: dict[tuple[str, str], Doc] = {}
    for step in plan.steps:
        if step.kind in PICTURED:
            doc = _step(plan, step)
            shots.setdefault((doc.what, doc.place), doc)
    return (film, *shots.values())


def _step(plan: Plan, step: Step) -> Doc:
    said = words_of_slots(step.slots if step.slots.subject or step.slots.action or step.slots.setting else read_slots(step.prompt))
    sentence = said.sentence or step.prompt[:LONG]
    words = Words(said.what or plain(step.prompt[:LONG]), said.place, said.look, sentence)
    return _doc(FindKind.SHOTS, step.id, f"{plan.id}/{step.id}", f"{plan.title}: {step.action}", sentence, words)


def take_doc(took: Took) -> Doc | None:
    """The prompt a stored take was made with, None where none is known. The same prompt on the same model is one document, of its newest
    take."""
    prompt, model = took.meta.get("prompt"), took.meta.get("model")
    if not isinstance(prompt, str) or not prompt.strip():
        return None
    by = model if isinstance(model, str) else ""
    _, step, *_ = [*took.attempt.split("/"), "", ""]
    name = blake2b(f"{by}\n{prompt}".encode("utf-8", "replace"), digest_size=9).hexdigest()
    words = _words(prompt, "", by, prompt[:LONG])
    return _doc(
        FindKind.PROMPTS, name, f"{took.plan}/{step}".strip("/"), f"{by or 'a take'} ({took.mime.split('/')[0]})", prompt, words, took.asset
    )


# The catalog


def catalog_docs(catalog: Catalog) -> tuple[tuple[Doc, ...], str]:
    """Models that are there, and everything a film may be begun or directed with; and what is wrong with a file that can't be read, ""
    where all can: a mistake in one section hides no other."""
    sections: tuple[Callable[[], Iterable[Doc]], ...] = (
        lambda: (_model(one) for one in catalog.models.values() if one.active),
        lambda: map(_case, catalog.use_cases.values()),
        lambda: map(_grammar, catalog.grammars.values()),
        lambda: map(_profile, catalog.profiles.values()),
        lambda: map(_variant, catalog.variants.values()),
        lambda: map(_recipe, catalog.recipes.values()),
    )
    found: list[Doc] = []
    faults: list[str] = []
    for section in sections:
        try:
            found += section()
        except CatalogError as error:
            faults.append(error.message)
    return tuple(found), (faults[0] if faults else "")


def _model(model: Model) -> Doc:
    good = [note.text for note in (*model.strengths, *model.recommended_for)]
    kinds = ", ".join(kind.value.replace("-", " ") for kind in model.kinds)
    about = "; ".join(good) or f"{model.name} by {model.vendor}"
    words = _words(f"{model.name} {' '.join(model.aliases)} {about}", "", f"{model.vendor} {kinds}", f"{model.name}: {about}. {kinds}")
    return _doc(FindKind.MODELS, f"model/{model.id}", model.id, model.name, about, words)


def _template(kind: str, id: str, title: str, about: str, more: Sequence[str]) -> Doc:
    said = ", ".join(more)
    words = _words(f"{title} {about}", "", said, f"{title}. {about}. {said}")
    return _doc(FindKind.TEMPLATES, f"{kind}/{id}", f"{kind}/{id}", title, about or said, words)


def _case(case: UseCase) -> Doc:
    return _template("use-case", case.id, case.title, f"{case.reason} {case.tips}", case.words)


def _grammar(grammar: Grammar) -> Doc:
    return _template(
        "grammar", grammar.id, grammar.title, grammar.about, (*grammar.genres, *(str(shot.coverage) for shot in grammar.shots))
    )


def _profile(profile: Profile) -> Doc:
    return _template(
        "profile", profile.id, profile.title, profile.about, (*profile.labels, *profile.influences, profile.era, *profile.words)
    )


def _variant(variant: Variant) -> Doc:
    return _template("variant", variant.id, variant.title, variant.about, variant.words)


def _recipe(recipe: Recipe) -> Doc:
    return _template("recipe", recipe.id, recipe.title, recipe.about, (recipe.workflow.replace("_", " "),))
