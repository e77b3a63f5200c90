"""Where a take comes from: everything that made it, as rows of label and value."""

import time
from typing import Any

from director_kernel.schema.journal import Attempt, Execution, Take
from director_kernel.schema.money import usd
from director_kernel.schema.plan import Step


def take_rows(take: Take, step: Step, execution: Execution, attempt: Attempt | None) -> list[dict[str, str]]:
    """Model, parameters, seed, price and provenance of a take; rows without a value are left out."""
    asset = take.asset
    options = ", ".join(f"{name} {value}" for name, value in sorted(step.options.items()))
    size = f"{asset.width} × {asset.height}" if asset.width else ""
    price = "nothing: it was stored already" if take.cached else "nothing: previs" if execution.studio == "previs" else usd(take.price)
    rows: list[tuple[str, Any]] = [
        ("step", f"{step.order} · {step.action}"),
        ("made by", "the offline studio (previs)" if execution.studio == "previs" else f"{step.model_name} at {step.provider or 'home'}"),
        ("planned for", step.model_name if execution.studio == "previs" else ""),
        ("seed", take.asset.meta.get("seed", step.seed)),
        ("aspect", step.aspect),
        ("options", options),
        ("length", f"{asset.duration:g} s" if asset.duration else ""),
        ("size", size),
        ("frames a second", f"{asset.fps:g}" if asset.fps else ""),
        ("price", price),
        ("attempt", f"{execution.id}.{take.step}.{take.take}.{take.attempt}"),
        ("job at the provider", attempt.ticket if attempt is not None and execution.studio == "live" else ""),
        ("made", time.strftime("%Y-%m-%d %H:%M", time.localtime(attempt.at if attempt is not None else execution.created_at))),
        ("file", str(asset.path)),
        ("type", f"{asset.mime}, {asset.bytes:,} bytes"),
        ("fingerprint", take.fingerprint[:16]),
    ]
    return [{"label": label, "value": str(value)} for label, value in rows if value not in ("", None)]
