"""A plan as an editor sees it: shots (frame and clip), sounds and a reel, changed here and written back as a draft."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from director_kernel.prompts.compile import compile_prompt
from director_kernel.prompts.dialect import Target
from director_kernel.schema.plan import Draft, Kind, Plan, Role, Step
from director_kernel.schema.slots import Slots

Json = dict[str, Any]
_CLIPS = (Kind.IMAGE_TO_VIDEO, Kind.TEXT_TO_VIDEO)
_CAST = ("model", "modelName", "provider", "endpoint", "options", "reason", "price", "ceiling", "estimatedCost", "estimatedSeconds")
"""What the planner settles; taken out, it is settled anew."""


@dataclass
class FilmShot:
    """One shot: the clip and, where it has its own, the frame it starts from; both as draft JSON."""

    clip: Json
    frame: Json | None = None

    @property
    def steps(self) -> list[Json]:
        return [s for s in (self.frame, self.clip) if s is not None]

    @property
    def slots(self) -> Slots:
        return Slots.model_validate(self.clip.get("slots", {}))

    @property
    def seconds(self) -> float:
        return float(self.clip.get("useSeconds") or self.clip.get("duration") or 0.0)

    @property
    def is_card(self) -> bool:
        """True for end and title cards."""
        return bool(re.search(r", (?:end|title|resolve):", str(self.clip.get("action", ""))))

    def last(self, seconds: float) -> None:
        """The shot runs `seconds`."""
        self.clip["useSeconds"] = self.clip["duration"] = round(seconds, 3)
        _unfit(self.clip, ("duration", "seconds", "num_frames"))

    def film(self, change: Callable[[Slots], Slots]) -> bool:
        """Changes the slots of clip and frame and rewrites their prompts; False when nothing was different."""
        changed = False
        for step in self.steps:
            old = Slots.model_validate(step.get("slots", {}))
            new = change(old)
            if new != old:
                step["prompt"] = rewritten(step, old, new)
                step["slots"] = new.model_dump(mode="json", by_alias=True)
                changed = True
        return changed


def rewritten(step: Json, old: Slots, new: Slots) -> str:
    """The step's prompt for its new slots; words a person wrote stay, and what changed is said after them."""
    before, after = (prompt_for(step["kind"], s) for s in (old, new))
    prompt = str(step.get("prompt", ""))
    if prompt.endswith(before) and before:
        return prompt[: len(prompt) - len(before)] + after
    if not prompt:
        return after
    told = Slots(**{n: getattr(new, n) for n in Slots.model_fields if n != "inferred" and getattr(new, n) != getattr(old, n)})
    return f"{prompt} {compile_prompt(told, Target(Kind(step['kind']))).prompt}".strip()


def prompt_for(kind: str, slots: Slots) -> str:
    """The prompt of a frame or clip: the subject is left out where the action names it already."""
    what = Kind(kind)
    heads = [w for w in slots.subject.lower().split() if len(w) > 2]
    bare = slots.with_(subject="") if heads and slots.action and heads[-1] in slots.action.lower() else slots
    if what.media == "image":
        bare = bare.with_(dialogue=(), movement=None, movement_speed=None, motion_strength=None)
    return compile_prompt(bare, Target(what, image_led=what is Kind.IMAGE_TO_VIDEO)).prompt


def _unfit(step: Json, names: Sequence[str]) -> None:
    if isinstance(step.get("options"), dict):
        step["options"] = {k: v for k, v in step["options"].items() if k not in names}


def uncast(step: Json) -> Json:
    """The step with its model left for the planner to choose."""
    return {k: v for k, v in step.items() if k not in _CAST}


@dataclass
class Film:
    """A plan taken apart: `other` holds every step that is neither shot, sound nor reel, left as it is."""

    head: Json
    shots: list[FilmShot]
    sounds: list[Json]
    reel: Json | None
    other: list[Json] = field(default_factory=list)

    @classmethod
    def of(cls, plan: Plan) -> "Film":
        wires = {s.id: _wire(s) for s in plan.steps}
        reel = next((s for s in plan.steps if s.kind is Kind.ASSEMBLE), None)
        order = [i.step for i in reel.inputs if i.role is Role.CLIP and i.step] if reel else []
        clips = [c for c in dict.fromkeys([*order, *(s.id for s in plan.steps if s.kind in _CLIPS)]) if c in wires]
        shots, used = [], set(clips)
        for clip in clips:
            start = next((i.step for i in plan.step(clip).inputs if i.role is Role.START_IMAGE and i.step), None)
            frame = start if start in wires and start not in used else None
            used |= {frame} if frame else set()
            shots.append(FilmShot(wires[clip], wires[frame] if frame else None))
        sounds = [wires[s.id] for s in plan.steps if s.kind.media == "audio"]
        used |= {s["id"] for s in sounds} | ({reel.id} if reel else set())
        head = {k: v for k, v in plan.wire().items() if k not in ("steps", "totalCost", "estimatedTime", "catalog", "version", "id")}
        return cls(head, shots, sounds, wires[reel.id] if reel else None, [wires[s.id] for s in plan.steps if s.id not in used])

    @property
    def seconds(self) -> float:
        return sum(s.seconds for s in self.shots)

    def at(self, numbers: Sequence[int]) -> list[FilmShot]:
        """The shots with these display numbers (-1: the last); all of them for ()."""
        if not numbers:
            return self.shots
        return [self.shots[n - 1 if n > 0 else n] for n in numbers if n == -1 or 0 < n <= len(self.shots)]

    def new_id(self, stem: str) -> str:
        taken = {s["id"] for s in [*self.other, *self.sounds, *(x for shot in self.shots for x in shot.steps)]}
        at = len(self.shots) + 1
        while any(f"{stem}-{at}-{kind}" in taken for kind in ("frame", "clip")):
            at += 1
        return f"{stem}-{at}"

    def summary(self) -> str:
        """One line on how the story goes, from the names of its shots."""
        beats = [re.search(r"^Shot[^,:]*, ([a-z][a-z ]*?)(?: \d+)?:", str(s.clip.get("action", ""))) for s in self.shots]
        told = " → ".join(dict.fromkeys(m.group(1) if m else f"shot {n}" for n, m in enumerate(beats, 1)))
        word = "shot" if len(self.shots) == 1 else "shots"
        return f"{len(self.shots)} {word} in {self.seconds:g} s, {self.head.get('aspect', '')}: {told}."

    def _in_turn(self, sounds: list[Json]) -> list[Json]:
        """The sounds, those that belong to one shot in the order of the shots: a line is never spoken before one of an earlier shot."""
        turns = {shot.clip["id"]: turn for turn, shot in enumerate(self.shots)}
        own = {s["id"]: [turns[d] for d in s.get("dependsOn", ()) if d in turns] for s in sounds}
        placed = iter(sorted((s for s in sounds if len(own[s["id"]]) == 1), key=lambda s: own[s["id"]][0]))
        return [next(placed) if len(own[s["id"]]) == 1 else s for s in sounds]

    def draft(self) -> Draft:
        """The film as a draft: orders renewed, the reel fed by its shots and sounds."""
        if self.shots:
            kept = {s.clip["id"] for s in self.shots}
            self.sounds = self._in_turn([s for s in self.sounds if not _orphan(s, kept)])
        steps = [*self.other, *(x for shot in self.shots for x in shot.steps), *self.sounds]
        if self.reel is not None and self.shots:
            clips = [{"role": Role.CLIP.value, "step": s.clip["id"]} for s in self.shots]
            heard = [{"role": (Role.VOICE if s["kind"] == Kind.SPEECH.value else Role.AUDIO).value, "step": s["id"]} for s in self.sounds]
            reel = {k: v for k, v in self.reel.items() if k not in ("duration", "width", "height", "aspect")}
            steps.append(
                {**reel, "inputs": clips + heard, "dependsOn": [i["step"] for i in clips + heard], "useSeconds": round(self.seconds, 3)}
            )
        if self.shots:
            self.head["summary"] = self.summary()
            self.head["finalOutputs"] = [
                f"{self.head.get('title') or 'Film'}, {self.seconds:g} s, {self.head.get('aspect', '')}".rstrip(", ")
            ]
        return Draft.model_validate({**self.head, "steps": [{**s, "order": at} for at, s in enumerate(steps, 1)]})


def _orphan(sound: Json, clips: set[str]) -> bool:
    """True for a line whose shot is gone."""
    return sound["kind"] == Kind.SPEECH.value and bool(sound.get("dependsOn")) and not clips & set(sound["dependsOn"])


def _wire(step: Step) -> Json:
    """The step as draft JSON, prices left to the planner."""
    wire = step.wire()
    for name in ("price", "ceiling", "estimatedCost", "estimatedSeconds", "type"):
        wire.pop(name, None)
    return wire
