"""All takes of a workspace, a page at a time: one query for a page, one for the numbers, each walking an index.

A file that several executions found again is one take, the first that made it. The step is shown as the plan had it when it was
made; plan versions are read as JSON only for the takes of the page, and for a search once per version.
"""

import json
from typing import Any, NamedTuple

from director_kernel.errors import UsageError
from director_kernel.schema.gallery import GalleryTake
from director_kernel.schema.noun import storable
from director_kernel.store import assets
from director_kernel.store.reader import Readers

LARGEST_PAGE = 500
MOST_WORDS = 8
"""Words of a search beyond these are left out: each is looked for in every take."""
MEDIA = ("image", "video", "audio", "text")
MARKED = {
    "": "COALESCE(o.mark, '') <> 'discard'",
    "keep": "o.mark = 'keep'",
    "lock": "o.mark = 'lock'",
    "discard": "o.mark = 'discard'",
    "rated": "o.stars > 0 AND o.mark <> 'discard'",
}
MEDIUM = "CASE WHEN substr(a.mime, 1, 6) IN ('image/', 'video/', 'audio/') THEN substr(a.mime, 1, 5) ELSE 'text' END"
FROM = """FROM takes t CROSS JOIN executions e ON e.id = t.execution CROSS JOIN assets a ON a.sha256 = t.asset
    LEFT JOIN opinions o ON o.plan = e.plan AND o.step = t.step AND o.asset = t.asset
    WHERE t.cached = 0 AND NOT EXISTS (SELECT 1 FROM takes u WHERE u.cached = 0 AND u.asset = t.asset AND u.at <= t.at
        AND (u.at, u.execution, u.step, u.take) < (t.at, t.execution, t.step, t.take))"""
SAID = """said AS MATERIALIZED (
    SELECT ran.plan, ran.version, json_extract(s.value, '$.id') AS step
    FROM (SELECT DISTINCT plan, version FROM executions) ran
    CROSS JOIN plan_versions v ON v.plan = ran.plan AND v.version = ran.version CROSS JOIN json_each(v.body, '$.steps') s WHERE {words})"""
SAID_IN = (
    "json_extract(v.body, '$.title') || ' ' || COALESCE(json_extract(s.value, '$.action'), '') || ' ' || "
    "COALESCE(json_extract(s.value, '$.prompt'), '') || ' ' || json_extract(s.value, '$.modelName') || ' ' || "
    "json_extract(s.value, '$.model') || ' ' || json_extract(s.value, '$.id')"
)
MADE_IN = "COALESCE(json_extract(a.meta, '$.prompt'), '') || ' ' || COALESCE(json_extract(a.meta, '$.model'), '') || ' ' || t.step"
ASSET = ", ".join("a." + column.strip() for column in assets.COLUMNS.split(","))
PAGE = f"""page AS MATERIALIZED (
    SELECT t.execution AS execution, t.step AS step, t.take AS take, e.plan AS plan, e.version AS version, e.studio AS studio,
        {MEDIUM} AS medium, t.price AS price, t.at AS at, COALESCE(o.stars, 0) AS stars, COALESCE(o.mark, '') AS mark, {ASSET}
    {FROM} {{where}} ORDER BY t.at DESC, t.execution DESC, t.step DESC, t.take DESC LIMIT ? OFFSET ?)"""
SHOWN = """SELECT page.*, json_extract(v.body, '$.title'),
        COALESCE(NULLIF((SELECT spec FROM steps WHERE steps.execution = page.execution AND steps.step = page.step), ''),
            (SELECT s.value FROM json_each(v.body, '$.steps') s WHERE json_extract(s.value, '$.id') = page.step))
    FROM page CROSS JOIN plan_versions v ON v.plan = page.plan AND v.version = page.version
    ORDER BY page.at DESC, page.execution DESC, page.step DESC, page.take DESC"""


class Filter(NamedTuple):
    """Which takes are asked for; "" everywhere for all that are not discarded."""

    media: str = ""
    marked: str = ""
    text: str = ""
    plan: str = ""


class Query(NamedTuple):
    """SQL before and after `FROM`, with the values for its question marks."""

    tables: str
    where: str
    values: list[Any]


def page(readers: Readers, wanted: Filter, offset: int, limit: int) -> tuple[int, list[GalleryTake]]:
    """How many takes there are in all, and those from `offset`. Raises UsageError."""
    if offset < 0 or not 0 <= limit <= LARGEST_PAGE:
        raise UsageError(f"takes can't be shown from {offset} in pages of {limit}; begin at 0 or later and ask for at most {LARGEST_PAGE}")
    query = query_of(wanted)
    total = sum(_counts(readers, query).values())
    rows = readers.rows(page_sql(query), [*query.values, limit, offset]) if offset < total and limit else []
    return total, [_shown(row) for row in rows]


def count_by_media(readers: Readers, wanted: Filter) -> dict[str, int]:
    """How many takes there are of each medium; media without any are left out. Raises UsageError."""
    return _counts(readers, query_of(wanted))


def page_sql(query: Query) -> str:
    """The one query of a page; its last two values are limit and offset."""
    tables = ", ".join(part for part in (query.tables, PAGE.format(where=query.where)) if part)
    return f"WITH {tables} {SHOWN}"


def count_sql(query: Query) -> str:
    """The one query of the numbers."""
    return f"{f'WITH {query.tables} ' if query.tables else ''}SELECT {MEDIUM} AS medium, COUNT(*) {FROM} {query.where} GROUP BY medium"


def query_of(wanted: Filter) -> Query:
    """The filter as SQL. Raises UsageError for a medium or a mark that isn't one."""
    if wanted.marked not in MARKED:
        raise UsageError(f"takes are not marked {wanted.marked[:20]!r}; ask for {', '.join(filter(None, MARKED))}")
    if wanted.media and wanted.media not in MEDIA:
        raise UsageError(f"there is no medium {wanted.media[:20]!r}; ask for {', '.join(MEDIA)}")
    tables, where, before, values = "", [MARKED[wanted.marked]], [], []
    if wanted.media:
        where.append(f"{MEDIUM} = ?")
        values.append(wanted.media)
    if wanted.plan:
        where.append("e.plan = ?")
        values.append(storable(wanted.plan))
    words = [_like(word) for word in storable(wanted.text).split()[:MOST_WORDS]]
    if words:
        tables = SAID.format(words=_all_in(SAID_IN, words))
        told = "EXISTS (SELECT 1 FROM said WHERE said.plan = e.plan AND said.version = e.version AND said.step = t.step)"
        where.append(f"({told} OR {_all_in(MADE_IN, words)})")
        before, values = words, [*values, *words]
    return Query(tables, "".join(f" AND {part}" for part in where), [*before, *values])


def _all_in(text: str, words: list[str]) -> str:
    return "(" + " AND ".join([f"{text} LIKE ? ESCAPE '\\'"] * len(words)) + ")"


def _like(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _counts(readers: Readers, query: Query) -> dict[str, int]:
    return dict(readers.rows(count_sql(query), query.values))


def _shown(row: tuple[Any, ...]) -> GalleryTake:
    execution, step, take, plan, version, studio, medium, price, at, stars, mark, *asset, title, spec = row
    said = json.loads(spec) if spec else {}
    return GalleryTake(
        execution=execution,
        step=step,
        take=take,
        plan=plan,
        version=version,
        title=title or "",
        order=said.get("order", 1),
        action=said.get("action", ""),
        kind=said.get("kind", ""),
        prompt=said.get("prompt", ""),
        model=said.get("model", ""),
        model_name=said.get("modelName", ""),
        studio=studio,
        media=medium,
        asset=assets.from_row(tuple(asset)),
        price=price,
        stars=stars,
        mark=mark,
        at=at,
    )
