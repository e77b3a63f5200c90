"""What a scripted chat model says: an answer with what may go wrong with it, and a director that reads the brief it was given."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Fault = Literal["", "error", "drop", "stall", "malformed", "unended", "empty", "html", "whole"]


@dataclass(frozen=True)
class Say:
    """One answer. `status` other than 200 is an error instead; `fault` happens after `after` pieces (of `size` letters) were sent.

    `call` is what the tool is called with, as JSON text or as what it says. `comments` are keep-alives between the pieces.
    """

    text: str = ""
    call: Mapping[str, Any] | str | None = None
    tool: str = "propose"
    finish: str = ""
    refusal: str = ""
    reasoning: str = ""
    status: int = 200
    error: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    fault: Fault = ""
    after: int = 3
    size: int = 7
    pause: float = 0.0
    comments: int = 0
    tokens: tuple[int, int] = (1_200, 80)
    model: str = ""

    @property
    def arguments(self) -> str:
        return self.call if isinstance(self.call, str) else json.dumps(self.call, ensure_ascii=False)


ERRORS: dict[int, tuple[str, str]] = {
    400: ("invalid_request_error", "the request is not valid"),
    401: ("authentication_error", "invalid x-api-key"),
    402: ("insufficient_credits", "This request requires more credits, or fewer max_tokens. You requested up to 4096 tokens"),
    403: ("permission_error", "not allowed"),
    404: ("not_found_error", "no such model"),
    429: ("rate_limit_error", "Rate limit reached"),
    500: ("api_error", "Internal server error"),
    503: ("service_unavailable", "No provider is available"),
    529: ("overloaded_error", "Overloaded"),
}

_SECONDS = re.compile(r"(\d+)\s*(?:-\s*)?(?:s\b|sec|seconds?)", re.IGNORECASE)
_ASPECT = re.compile(r"\b(9:16|16:9|1:1|4:5|21:9)\b")
IMAGE, VIDEO = "nano-banana-2", "kling-2.6-pro"


_CLOSER = re.compile(r"shot (\d+) closer", re.IGNORECASE)


def directed(messages: Sequence[tuple[str, str]], system: str, *, tools: bool) -> Say:
    """A director's answer to a conversation: asked for a film it asks once who will see it, then it plans; a plan it can change.

    `messages` are (role, text), the person's first. What it plans follows from the words: seconds, format, subject.
    """
    said = [text for role, text in messages if role == "user"]
    brief, last = said[0], said[-1]
    asked = any(role == "assistant" and "Who is it for?" in text for role, text in messages)
    if len(said) == 1 and not re.search(r"\bfor (?:my|our|the|a)\b.*\b(?:followers|customers|team|fans)\b", brief, re.IGNORECASE):
        proposal: dict[str, Any] = {
            "reply": f"A film of {_subject(brief)}. Who is it for?",
            "intent": "brief",
            "questions": [{"text": "Who is it for?", "choices": ["Followers", "Customers", "The team"], "field": "audience"}],
        }
    elif asked and len(said) > 2 and "plan" in last.lower() and "?" in last:
        proposal = {"reply": "The plan stands as it is: stills first, then each of them moves.", "intent": "status"}
    elif asked and "?" in last and "model" in last.lower():
        proposal = {"reply": f"**{_models(system)[1]}** moves the camera as it is told.", "intent": "models"}
    elif asked and (closer := _CLOSER.search(last)):
        change = {"path": f"{2 * int(closer[1]) - 1}.prompt", "value": f"An extreme close-up of {_subject(brief)}, natural light"}
        proposal = {"reply": f"Shot {closer[1]} comes closer.", "intent": "revise", "changes": [change]}
    else:
        plan = plan_for(brief, _models(system), also=" ".join(said[1:]))
        proposal = {
            "reply": f"Here is the plan: {len(plan['steps'])} steps for **{plan['title']}**. Stills first, so every shot starts right.",
            "intent": "brief",
            "options": [{"tier": "balanced", "title": "As planned", "why": "good pictures at a fair price"}],
            "plan": plan,
        }
    if tools:
        return Say(call=proposal)
    block = f"\n\n<plan>{json.dumps(proposal['plan'], ensure_ascii=False)}</plan>" if "plan" in proposal else ""
    return Say(proposal["reply"] + block)


def plan_for(brief: str, models: tuple[str, str] = (IMAGE, VIDEO), *, also: str = "") -> dict[str, Any]:
    """A plan in the published format: a still and a moving shot for every five seconds the brief asks for, or what was said last."""
    seconds, aspects = _SECONDS.findall(f"{brief} {also}"), _ASPECT.findall(f"{brief} {also}")
    shots = min(6, max(1, round(int(seconds[-1]) / 5))) if seconds else 2
    aspect = aspects[-1] if aspects else "16:9"
    subject, (image, video) = _subject(brief), models
    steps: list[dict[str, Any]] = []
    views = ("a wide view of", "a close look at", "a low angle on", "a slow turn around", "a last look at", "a detail of")
    for number in range(shots):
        still = 2 * number + 1
        steps.append(
            {
                "order": still,
                "action": f"Still of shot {number + 1}",
                "kind": "text-to-image",
                "model": image,
                "type": "image",
                "prompt": f"{views[number].capitalize()} {subject}, natural light",
                "aspect": aspect,
                "dependsOn": [],
            }
        )
        steps.append(
            {
                "order": still + 1,
                "action": f"Shot {number + 1}",
                "kind": "image-to-video",
                "model": video,
                "type": "video",
                "prompt": f"{views[number].capitalize()} {subject}, the camera moves slowly",
                "duration": 5,
                "aspect": aspect,
                "dependsOn": [still],
                "reason": "keeps the look of its still",
            }
        )
    return {
        "title": subject[:1].upper() + subject[1:60],
        "summary": f"{shots} shots of {subject}.",
        "aspect": aspect,
        "steps": steps,
        "finalOutputs": ["one film"],
    }


def _subject(brief: str) -> str:
    words = " ".join(_ASPECT.sub("", _SECONDS.sub("", brief)).split())
    return (
        re.sub(r"^(?:please |make |create |i want |an? |film |video |of |about )+", "", words, flags=re.IGNORECASE)[:80].strip(" .,")
        or "it"
    )


def _models(system: str) -> tuple[str, str]:
    """The models of ours that the briefing names, else those we know."""
    image = next((one for one in ("nano-banana-2", "nano-banana-pro", "flux-dev") if one in system), IMAGE)
    video = next((one for one in ("kling-2.6-pro", "veo-3.1-fast", "kling-3.0-pro") if one in system), VIDEO)
    return image, video
