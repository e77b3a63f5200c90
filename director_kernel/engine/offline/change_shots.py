"""Changes of shots: swapped, moved, removed, added, fewer or more."""

from director_kernel.engine.offline.change_length import LONGEST_SHOT, follow, least_needed, stretch
from director_kernel.engine.offline.changes import Change
from director_kernel.engine.offline.editor import Editor, named
from director_kernel.engine.offline.film import Film, FilmShot, rewritten
from director_kernel.prompts.read import read_slots, said_names
from director_kernel.schema.plan import Kind, Role
from director_kernel.schema.slots import Movement, ShotSize, Slots, Speed


def swap(ed: Editor, change: Change) -> None:
    a, b = change.value
    if max(a, b) > len(ed.film.shots) or min(a, b) < 1:
        ed.failed.append(f"there are only {len(ed.film.shots)} shots to swap")
        return
    shots = ed.film.shots
    shots[a - 1], shots[b - 1] = shots[b - 1], shots[a - 1]
    ed.say(f"shots {a} and {b} are swapped")


def move(ed: Editor, change: Change) -> None:
    number, place = change.value
    if not 1 <= number <= len(ed.film.shots):
        ed.failed.append(f"there is no shot {number}")
        return
    one = ed.film.shots.pop(number - 1)
    ed.film.shots.insert(len(ed.film.shots) if place == -1 else min(place, len(ed.film.shots) + 1) - 1, one)
    ed.say(f"shot {number} moved to {'the end' if place == -1 else f'place {place}'}")


def remove(ed: Editor, change: Change) -> None:
    gone = ed.film.at(change.shots)
    if len(gone) >= len(ed.film.shots):
        ed.failed.append("a film needs a shot; `cancel` drops the plan")
        return
    total = ed.film.seconds
    ed.film.shots = [s for s in ed.film.shots if s not in gone]
    if ed.brief.duration and ed.film.shots and total / len(ed.film.shots) <= LONGEST_SHOT:
        stretch(ed.film.shots, total)
    follow(ed)
    ed.say(f"{named(change.shots)} {'is' if len(change.shots) == 1 else 'are'} gone; the others fill {ed.film.seconds:g} s")


def add(ed: Editor, change: Change) -> None:
    where = change.more.get("where", 0)
    total = ed.film.seconds
    model = next((s for s in ed.film.shots if not s.is_card), ed.film.shots[0]) if ed.film.shots else None
    if model is None:
        ed.failed.append("there is no film to add a shot to")
        return
    made = new_shot(ed.film, model, change.value)
    cards = [n for n, s in enumerate(ed.film.shots) if s.is_card]
    at = min(where - 1, len(ed.film.shots)) if where else (cards[0] if cards and cards[0] > 0 else len(ed.film.shots))
    ed.film.shots.insert(at, made)
    if ed.brief.duration:
        stretch(ed.film.shots, total)
    ed.say(f"shot {at + 1} is new: {change.value}")


def shot_count(ed: Editor, change: Change) -> None:
    now = len(ed.film.shots)
    count = max(1, now + 1 if change.value == "+" else now - 1 if change.value == "-" else int(change.value))
    ed.brief = ed.brief.with_(shots=count)
    ed.retell = count > now
    while len(ed.film.shots) > count:
        ed.film.shots.remove(least_needed(ed.film.shots))
    if not ed.retell and ed.brief.duration:
        stretch(ed.film.shots, ed.brief.duration)
    ed.say(f"{count} {'shot' if count == 1 else 'shots'}")


def new_shot(film: Film, model: FilmShot, words: str, beat: str = "added") -> FilmShot:
    """A shot of what was said, in the look of `model`, framed by its own words or a size apart."""
    name = film.new_id("shot")
    look = model.slots
    read_in = read_slots(words)
    told = {n: getattr(read_in, n) for n in said_names(read_in)}
    people = tuple(next((c for c in look.characters if c.name == new.name), new) for new in read_in.characters)
    props = tuple(next((p for p in look.props if p.name == new.name), new) for new in read_in.props)
    slots = look.with_(
        **{
            "on_screen_text": (),
            "dialogue": (),
            "shot_size": ShotSize.MS if look.shot_size is not ShotSize.MS else ShotSize.CU,
            "movement": Movement.PUSH_IN,
            "movement_speed": Speed.SLOW,
            "setting": look.setting,
            **told,
            "characters": people,
            "props": props,
            "subject": read_in.subject,
            "action": words.strip(),
        }
    )
    base = {"aspect": film.head.get("aspect", ""), "slots": slots.model_dump(mode="json", by_alias=True)}
    seconds = model.seconds or 2.0
    frame = {**base, "id": f"{name}-frame", "kind": Kind.TEXT_TO_IMAGE.value, "action": f"Frame, {beat}: {words}"}
    clip = {
        **base,
        "id": f"{name}-clip",
        "kind": Kind.IMAGE_TO_VIDEO.value,
        "action": f"Shot, {beat}: {words}",
        "duration": seconds,
        "useSeconds": seconds,
        "inputs": [{"role": Role.START_IMAGE.value, "step": frame["id"]}],
        "dependsOn": [frame["id"]],
    }
    made = FilmShot(clip, frame)
    for step in made.steps:
        step["prompt"] = rewritten({"kind": step["kind"], "prompt": ""}, Slots(), slots)
    return made
