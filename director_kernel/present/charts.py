"""Bars for what tables say already: drawn where a notebook can, never the only place a figure stands.

A chart is a MIME bundle of its own. Notebooks draw Vega-Lite 5; our library writes version 6, of which nothing here is new.
"""

from collections.abc import Sequence
from typing import Any

MIME = "application/vnd.vegalite.v5+json"
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
WIDTH = 480
MOST_BARS = 20


def bars(
    rows: Sequence[tuple[str, float, str]], *, title: str, value: str, colour: str = "", format: str = ",.2f", share: bool = False
) -> dict[str, Any]:
    """A chart of (label, value, group) rows, the first of them on top: `value` names the axis, `colour` what the groups are.

    `share` sets the axis to 0–1. It says what it shows to screen readers, and as text that the figures are in the table.
    """
    import altair as alt

    shown = [{"label": label, "value": amount, "group": group} for label, amount, group in rows[:MOST_BARS]]
    axis = alt.Axis(format=format, tickMinStep=1) if format == "d" else alt.Axis(format=format)
    x = alt.X("value:Q", title=value, axis=axis, scale=alt.Scale(domain=[0, 1])) if share else alt.X("value:Q", title=value, axis=axis)
    encoding: dict[str, Any] = {
        "x": x,
        "y": alt.Y("label:N", title=None, sort=None),
        "tooltip": [alt.Tooltip("label:N", title=" "), alt.Tooltip("value:Q", title=value, format=format)],
    }
    if colour:
        encoding["color"] = alt.Color("group:N", title=colour)
        encoding["tooltip"].append(alt.Tooltip("group:N", title=colour))
    chart = alt.Chart(alt.Data(values=shown)).mark_bar().encode(**encoding)
    spec = chart.properties(title=title, width=WIDTH, description=f"{title}; the table above has every figure.").to_dict()
    return {MIME: {**spec, "$schema": SCHEMA}, "text/plain": f"[Chart: {title}; the table above has every figure.]"}
