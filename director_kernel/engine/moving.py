"""Steps put elsewhere in the plan: a shot goes as a whole, frame, clip and voice, and the film follows the order of the steps."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from director_kernel.errors import UsageError
from director_kernel.schema.plan import Input, Kind, Plan, Role, Step


@dataclass(frozen=True)
class _Shot:
    """One clip of the reel: `pictures` are the clip and the steps made for it alone, `sounds` are heard with it; ids in plan order."""

    pictures: tuple[str, ...]
    sounds: tuple[str, ...]


def moved(plan: Plan, key: str, place: int) -> Plan:
    """`plan` with the step `key` (an id) at `place` among the steps, counted from 1, and all of them numbered anew.

    A step of a shot takes the whole shot along, to before or after the shot that is at that place; reels then show their clips in
    the new order, and each voice keeps with its shot. Raises UsageError where a step would stand before one it needs.
    """
    if not 1 <= place <= len(plan.steps):
        raise UsageError(f"there is no place {str(place)[:20]} among the steps; write one from 1 to {len(plan.steps)}.")
    shots = _shots(plan)
    shot = next((one for one in shots if key in one.pictures), None)
    if shot is None:
        return _numbered(plan, _alone(plan, plan.step(key), place))
    film = _film(plan, shots, shot, plan.step(key).order, place)
    if film == shots:
        return plan
    return _retold(plan, _numbered(plan, _laid_out(plan, film), film))


def _shots(plan: Plan) -> list[_Shot]:
    """The shots of the film in the order it shows them."""
    reels = [step for step in plan.steps if step.kind is Kind.ASSEMBLE]
    clips = list(dict.fromkeys(each.step for reel in reels for each in reel.inputs if each.role is Role.CLIP and each.step))
    users: dict[str, set[str]] = {step.id: set() for step in plan.steps}
    for step in plan.steps:
        for need in _needs(step):
            users[need].add(step.id)
    owner: dict[str, str] = {clip: clip for clip in clips}
    for step in reversed(plan.steps):
        if step.id not in owner and users[step.id] and step.kind.media in ("image", "video", "text"):
            owners = {owner.get(user) for user in users[step.id]}
            if len(owners) == 1 and (only := owners.pop()) is not None:
                owner[step.id] = only
    sounds: dict[str, list[str]] = {clip: [] for clip in clips}
    for step in plan.steps:
        if step.kind.media == "audio":
            heard = {owner[need] for need in _needs(step) if need in owner}
            if len(heard) == 1:
                sounds[heard.pop()].append(step.id)
    pictures = {clip: tuple(step.id for step in plan.steps if owner.get(step.id) == clip) for clip in clips}
    return [_Shot(pictures[clip], tuple(sounds[clip])) for clip in clips]


def _film(plan: Plan, shots: list[_Shot], shot: _Shot, own: int, place: int) -> list[_Shot]:
    """The shots with `shot`, dragged from `own` to `place`, before or after the one that is there. Raises UsageError."""
    there = plan.steps[place - 1].id
    if there in shot.pictures:
        return shots
    _refuse_outsiders(plan, shots, shot, place)
    others = [one for one in shots if one is not shot]
    goes = next((n + (place > own) for n, one in enumerate(others) if there in one.pictures), None)
    if goes is None:
        # No shot is at that place: it goes past those on the way there.
        at = {step.id: step.order for step in plan.steps}
        if place > own:
            goes = max((n + 1 for n, one in enumerate(others) if own < at[one.pictures[-1]] <= place), default=None)
        else:
            goes = min((n for n, one in enumerate(others) if place <= at[one.pictures[0]] < own), default=None)
    if goes is None:
        return shots
    film = [*others[:goes], shot, *others[goes:]]
    _refuse_shots(plan, film)
    return film


def _refuse_outsiders(plan: Plan, shots: list[_Shot], shot: _Shot, place: int) -> None:
    """Raises UsageError where a step outside the shots that needs this one, or that it needs, would be passed."""
    inside = {key for one in shots for key in one.pictures} | set(shot.sounds)
    mine = set(shot.pictures)
    first, last = plan.step(shot.pictures[0]).order, plan.step(shot.pictures[-1]).order
    needed = {need for key in shot.pictures for need in _needs(plan.step(key))}
    for step in plan.steps:
        if step.id in inside:
            continue
        if last < step.order <= place and _needs(step) & mine:
            raise _refusal(plan.step(min(_needs(step) & mine)), step, step)
        if place <= step.order < first and step.id in needed:
            raise _refusal(plan.step(shot.pictures[-1]), step, plan.step(shot.pictures[-1]))


def _refuse_shots(plan: Plan, film: list[_Shot]) -> None:
    """Raises UsageError where a shot is made from one that would come after it."""
    place = {key: n for n, one in enumerate(film) for key in one.pictures}
    for step in plan.steps:
        for need in _needs(step):
            if step.id in place and need in place and place[need] > place[step.id]:
                raise _refusal(step, plan.step(need), step)


def _alone(plan: Plan, step: Step, place: int) -> list[Step]:
    """The steps with this one at `place`. Raises UsageError."""
    steps = [one for one in plan.steps if one.id != step.id]
    for one in steps[place - 1 :]:
        if one.id in _needs(step):
            raise _refusal(step, one, step)
    for one in steps[: place - 1]:
        if step.id in _needs(one):
            raise _refusal(step, one, one)
    return [*steps[: place - 1], step, *steps[place - 1 :]]


def _refusal(step: Step, other: Step, needing: Step) -> UsageError:
    """`step` can't pass `other`, because `needing` needs the one of the two that it isn't."""
    if needing is other:
        return UsageError(
            f"step {step.order} can't stand after step {other.order}, which needs it; choose a place before step {other.order}."
        )
    return UsageError(f"step {step.order} can't stand before step {other.order}, which it needs; choose a place after step {other.order}.")


def _laid_out(plan: Plan, film: list[_Shot]) -> list[Step]:
    """The steps with the places of shots filled in the order of the film, those of their sounds too; everything else stays.

    What a step needs goes before it where it stood later (a sheet that several shots share).
    """
    pictures, sounds = [key for one in film for key in one.pictures], [key for one in film for key in one.sounds]
    queues: dict[str, Iterator[str]] = {
        **dict.fromkeys(pictures, iter(pictures)),
        **dict.fromkeys(sounds, iter(sounds)),
    }
    steps = {step.id: step for step in plan.steps}
    laid: dict[str, Step] = {}
    for step in plan.steps:
        for key in _with_needs(steps, next(queues[step.id]) if step.id in queues else step.id, laid):
            laid.setdefault(key, steps[key])
    return list(laid.values())


def _with_needs(steps: Mapping[str, Step], key: str, laid: Mapping[str, Step]) -> list[str]:
    """`key` after everything it needs that isn't laid yet, in plan order."""
    wanted, stack = {key}, [key]
    while stack:
        for need in _needs(steps[stack.pop()]):
            if need not in wanted and need not in laid:
                wanted.add(need)
                stack.append(need)
    return sorted(wanted, key=lambda one: steps[one].order)


def _numbered(plan: Plan, steps: list[Step], film: Iterable[_Shot] = ()) -> Plan:
    """The plan with these steps in this order, and reels that take their clips and sounds in the order of the film."""
    turn = {key: n for n, key in enumerate(key for one in film for key in (*one.pictures, *one.sounds))}
    found = []
    for at, step in enumerate(steps, 1):
        inputs = _in_turn(step.inputs, turn) if step.kind is Kind.ASSEMBLE and turn else step.inputs
        found.append(step.with_(order=at, inputs=inputs))
    return plan.with_(steps=tuple(found))


def _in_turn(inputs: tuple[Input, ...], turn: Mapping[str, int]) -> tuple[Input, ...]:
    """The inputs with those of the film's shots in turn, role by role; what belongs to no shot keeps its place."""
    queues: dict[Role, Iterator[Input]] = {}
    for role in {each.role for each in inputs}:
        shots = [each for each in inputs if each.role is role and each.step in turn]
        queues[role] = iter(sorted(shots, key=lambda each: turn[each.step or ""]))
    return tuple(next(queues[each.role]) if each.step in turn else each for each in inputs)


def _needs(step: Step) -> set[str]:
    return {*step.depends_on, *(each.step for each in step.inputs if each.step)}


def _retold(before: Plan, after: Plan) -> Plan:
    """The plan with its summary told anew, where it is the one the offline director wrote from the shots."""
    # Loaded here: a plan is rarely reordered, and the reader of words is the largest part of the program.
    from director_kernel.engine.offline.film import Film

    if before.summary != Film.of(before).summary():
        return after
    return after.with_(summary=Film.of(after).summary())
