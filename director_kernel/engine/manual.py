"""Steps a person makes: their file is handed in and becomes the take."""

from director_kernel.engine.said import step_stored
from director_kernel.engine.shared import Shared
from director_kernel.errors import AssetError, UsageError
from director_kernel.schema.asset import Asset
from director_kernel.schema.brief import Attachment
from director_kernel.schema.journal import AttemptState, Execution
from director_kernel.schema.plan import Kind, Step
from director_kernel.store import Connection, Workspace, journal
from director_kernel.store import events as kept
from director_kernel.store.journal import Stored


async def provide(shared: Shared, execution: Execution, step: str, take: int | None, asset: Asset) -> None:
    """`asset` (stored already) becomes that take of a step, by default the first that awaits a file. Raises UsageError where none does."""
    tries = {a.take: a for a in shared.runs.attempts(execution.id) if a.step == step and take in (None, a.take)}
    last = next((tries[n] for n in sorted(tries) if tries[n].state is AttemptState.AWAITING_INPUT), None)
    if last is None:
        raise UsageError(f"{step} of {execution.id} waits for no file; `director status {execution.id}` shows what does")
    stored = Stored(last.id, last.epoch, execution.tier, last.fingerprint, last.plan_key, asset, (), 0, False)
    event = step_stored(last.id, asset)

    def write(connection: Connection) -> None:
        journal.store(connection, stored)
        kept.append(connection, (event,))

    await shared.writer.commit(write)
    shared.say(event)


def handed_in(workspace: Workspace, step: Step, given: Attachment) -> Asset:
    """The file as an asset, once it is known to be what the step makes. Raises AssetError, UsageError."""
    if step.kind is not Kind.MANUAL:
        raise UsageError(f"step {step.order} is made by {step.model_name}, not by hand; `director status` shows what waits for a file")
    made = made_by_hand(step)
    if given.kind != made or given.asset is None:
        raise UsageError(f"step {step.order} makes {_an(made)}, and {given.name[:60]} is {_an(given.kind)}; give it the right file.")
    asset = workspace.assets.get(given.asset)
    if asset is None:
        raise AssetError(f"{given.name[:60]} is not stored in this workspace; give the file again.")
    return asset


def made_by_hand(step: Step) -> str:
    """What a person makes for it: image, video or audio."""
    return str(step.options.get("media", step.kind.media))


def _an(medium: str) -> str:
    return {"image": "a picture", "video": "a film", "audio": "a sound", "url": "an address"}.get(medium, f"a {medium}")
