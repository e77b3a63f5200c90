"""Drafts from anyone become plans that are valid for the models they name: `finish(draft, catalog) -> Finished(plan, faults)`.

What happens, in this order (one module each): `reading` takes any JSON at all; `graph` gives ids and resolves references; `casting`
settles kind, model, inputs and endpoint; `assembly` adds the reel; `options` and `shaping` fit what a provider is asked for; `lengths` fits
durations and splits what is too long; `wording` trims prompts; `pricing` adds seeds, prices and times. `requests` builds and checks what
would be sent.

All faults (`codes`) come back together, each with its way out; those that could be mended are mended and say so. Finishing a
finished plan changes nothing. The work is linear in steps, references and words.
"""

from dataclasses import dataclass
from typing import Any

from director_kernel.catalog.book import Catalog
from director_kernel.engine.planner import assembly, by_hand, lengths, options, pricing, shaping, wording
from director_kernel.engine.planner.building import build, title_of
from director_kernel.engine.planner.casting import cast
from director_kernel.engine.planner.facts import Facts
from director_kernel.engine.planner.graph import Ids, connect
from director_kernel.engine.planner.inputs import Media
from director_kernel.engine.planner.reading import read
from director_kernel.engine.planner.working import Sheet
from director_kernel.schema.brief import Brief
from director_kernel.schema.plan import Fault, Kind, Plan, Tier

__all__ = ["Finished", "finish"]


@dataclass(frozen=True)
class Finished:
    """A plan and everything that was wrong with its draft; `open` faults are left for a person, the others are mended."""

    plan: Plan
    faults: tuple[Fault, ...]

    @property
    def open(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if not fault.mended)

    @property
    def mended(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.mended)


def finish(draft: Any, catalog: Catalog, *, brief: Brief | None = None, studio: str = "previs") -> Finished:
    """The plan that `draft` means, checked against `catalog` and priced, and all its faults. Never raises on any draft.

    `draft` is a Plan, a Draft, or any JSON as value, text or bytes. `brief` wins over the draft's own: its aspect, tier, length and
    attachments fill what the draft leaves open. With `studio="live"` what only a live run would refuse (a model without a price) is a
    fault too.
    """
    sheet = read(draft)
    sheet.brief = brief or sheet.brief
    facts = Facts(catalog, tier=_settle_whole(sheet), live=studio == "live")
    _settle(sheet, facts)
    return Finished(build(sheet, catalog.hash), tuple(sheet.faults))


def _settle_whole(sheet: Sheet) -> Tier:
    brief = sheet.brief
    sheet.title = sheet.title or title_of(sheet)
    sheet.tier = sheet.tier or (brief.tier if brief else None) or "balanced"
    sheet.use_case = sheet.use_case or (brief.use_case if brief else None) or "general"
    return sheet.tier


def _settle(sheet: Sheet, facts: Facts) -> None:
    if not sheet.steps and all(fault.mended for fault in sheet.faults):
        sheet.open(None, "steps", "no_steps", "The plan has no steps.", "Add at least one step with a prompt.")
    ids = connect(sheet)
    media = Media(sheet)
    for step in sheet.steps:
        cast(step, facts, media)
        media.settled(step)
    _settle_pictures(sheet, facts, media)
    _settle_lengths(sheet, facts, media, ids)
    for step in sheet.steps:
        wording.settle_words(step, facts, sheet)
        if step.kind is Kind.SPEECH:
            lengths.settle_length(step, facts, sheet, 0.0)
        pricing.settle_seed(step, sheet)
        pricing.settle_price(step, facts, sheet)
        by_hand.settle_paste(step, facts, sheet)


def _settle_pictures(sheet: Sheet, facts: Facts, media: Media) -> None:
    for step in sheet.steps:
        options.lift_options(step, facts, sheet)
        pricing.settle_takes(step, sheet)
    sheet.aspect = shaping.plan_aspect(sheet)
    sheet.fps = sheet.fps or shaping.DEFAULT_FPS
    sheet.has_audio = any(step.media == "audio" for step in sheet.steps)
    for step in sheet.steps:
        options.fit_options(step, facts, sheet)
        shaping.shape(step, facts, media)


def _settle_lengths(sheet: Sheet, facts: Facts, media: Media, ids: Ids) -> None:
    """Shots first, then what follows them: edits, the reel, sounds."""
    share = lengths.share_of_brief(sheet)
    for step in sheet.steps:
        if step.kind in lengths.TIMED:
            lengths.settle_length(step, facts, sheet, share)
    lengths.split(sheet, facts, ids)
    assembly.assemble(sheet, media, ids)
    _follow(sheet)
    for step in sheet.steps:
        if step.media == "audio":
            lengths.settle_length(step, facts, sheet, lengths.sound_default(step, sheet))


def _follow(sheet: Sheet) -> None:
    """Lengths and sizes that come from the steps before: edits, upscales, reels."""
    steps = {step.id: step for step in sheet.steps}
    for step in sheet.steps:
        if step.kind is Kind.ASSEMBLE:
            assembly.measure(step, steps, sheet)
        elif step.kind not in lengths.TIMED and step.media != "audio":
            lengths.follow_source(step, steps)
            shaping.enlarge(step, steps)
