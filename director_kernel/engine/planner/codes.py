"""The codes of all faults a finished draft can have, in a few words each; a test keeps the list complete."""

from collections.abc import Mapping
from types import MappingProxyType

CODES: Mapping[str, str] = MappingProxyType(
    {
        # reading
        "not_json": "the text holds no JSON; a person must write it anew",
        "not_a_plan": "the value is no object or list; a person must write it anew",
        "no_steps": "there is nothing to make; a person must add a step",
        "wrapped": "the plan was inside another object, bare, or its steps were named",
        "bare_step": "a step is only words; they are its prompt",
        "not_a_step": "an item of the steps is no object; left out",
        "wrong_type": "a field can't be read; kept under `extra`",
        "wrong_slot": "a slot can't be read; left out",
        # ids and references
        "bad_id": "the id is no id or taken; the step has another",
        "duplicate_order": "two steps have one order; references mean the first",
        "bad_reference": "a step or asset that isn't there; dropped",
        "self_dependence": "a step waits for itself; dropped",
        "cycle": "steps wait for each other; the earlier one's wait is dropped",
        # models, kinds, inputs
        "model_missing": "no model named; one is chosen",
        "unknown_model": "no such model; one is chosen",
        "model_replaced": "the model is gone; its successor is used",
        "model_gone": "the model is gone and has no successor; one is chosen",
        "wrong_model": "the model can't make this kind or take its input; one is chosen",
        "no_endpoint": "the model can't be reached for this kind; one is chosen",
        "no_model": "no model makes it; a person must name another way",
        "no_price": "a named model has no price (live only); a person must choose",
        "manual_model": "the model has no API; a person makes the step by hand",
        "image_led": "an image feeds the step; its model's image endpoint is used",
        "missing_input": "the step lacks a file; found, made without, or left to a person",
        "wrong_role": "an input can't play its role; it plays the usual one",
        "input_unusable": "an input has no place; dropped",
        # what is asked of the model
        "option_unknown": "an option or its value isn't known; kept under `extra.options`, not sent",
        "option_missing": "a required option; filled, or left to a person",
        "aspect_unsupported": "the nearest aspect is used",
        "aspect_follows": "the model keeps its input's aspect",
        "resolution_unsupported": "the nearest resolution is used",
        "fps_unsupported": "the nearest frame rate is used",
        "audio_unsupported": "the model is silent",
        "takes_unsupported": "one to sixteen takes",
        "seed_unsupported": "another seed is used",
        "duration_unsupported": "the next length that holds it is made; the reel uses what was asked",
        "too_long": "longer than can be made in one step; cut",
        "split": "longer than the model makes; several shots that add up",
        "prompt_missing": "no prompt; the action is used, or left to a person",
        "prompt_too_long": "trimmed; quotes last",
        "negative_unsupported": "no negative prompt; said positively",
        # the reel and the bill
        "assemble_added": "clips or sounds without a reel; one is added",
        "audio_placed": "a sound nobody takes; mixed into the reel",
        "cost_corrected": "the draft's total is not the catalog's",
    }
)
