"""What plans, tries and judgements teach, read off the books in the order they were committed.

Everything here is derived: `learn` reads on from where it stopped, in one transaction with what it writes, so that nothing is lost or
counted twice however a process ends. A batch is bounded; plan versions come first, then events, then judgements, because each of them
speaks of what came before it.
"""

import json
import sqlite3
from typing import Any, NamedTuple

from director_kernel.schema.brief import Intent
from director_kernel.schema.journal import AttemptId, AttemptState
from director_kernel.schema.plan import Kind
from director_kernel.schema.rating import TakeKey

SETTING = "learned"
"""Where the cursors are kept."""
VERSIONS, EVENTS, JUDGEMENTS = 100, 500, 500
"""How many of each are read in one transaction."""
TELLING = "('execution_started', 'step_stored', 'step_failed')"
OUTCOMES = {
    AttemptState.STORED: "made",
    AttemptState.FAILED: "failed",
    AttemptState.REFUSED: "refused",
    # What was rejected says nothing of the model: the key, the account or the service was at fault.
    AttemptState.LOST: "lost",
}
ASKED = ("prompt", "negativePrompt", "options", "aspect", "duration", "useSeconds", "seed", "takes", "inputs", "slots")
"""What a person changes of a step; everything else follows from it."""
ANEW = frozenset(intent.value for intent in Intent) - {Intent.REVISE.value}
"""Notes of versions that a conversation made: all but its revisions are the director's own choice."""
MARKS = {"keep": "accept", "lock": "lock", "discard": "discard"}
LONGEST = 200
"""Characters of a reason or a detail."""

CHOICE = """INSERT INTO model_feedback
        (at, conversation, plan, version, step, use_case, kind, suggested, selected, swapped, execution, taken)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"""
TRY = """INSERT INTO model_feedback (at, conversation, plan, version, step, use_case, kind, studio, suggested, selected, swapped, execution,
        take, number, outcome, why, seconds, price, estimate)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (execution, step, take, number) WHERE number > 0 DO UPDATE SET at = excluded.at, outcome = excluded.outcome,
        why = excluded.why, seconds = excluded.seconds, price = excluded.price"""
TAKEN = """UPDATE model_feedback SET taken = MAX(taken, ?)
    WHERE plan = ? AND step = ? AND selected = ? AND version <= ? AND number = 0"""
SUGGESTED = """SELECT suggested FROM model_feedback WHERE plan = ? AND step = ? AND selected = ? AND version <= ? AND number = 0
    ORDER BY version DESC LIMIT 1"""
REACTION = "INSERT INTO reactions (at, kind, plan, version, step, execution, take, model, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
ATTEMPT = """SELECT a.state, a.model, a.actual, a.message, a.at, e.plan, e.version, e.studio, e.conversation, s.spec
    FROM attempts a JOIN executions e ON e.id = a.execution JOIN steps s ON s.execution = a.execution AND s.step = a.step
    WHERE a.execution = ? AND a.step = ? AND a.take = ? AND a.number = ?"""
MODEL_BEFORE = """SELECT model FROM attempts WHERE execution = ? AND step = ? AND take = ? AND number < ? AND model <> ''
    ORDER BY number DESC LIMIT 1"""
TRIED = "SELECT 1 FROM model_feedback WHERE execution = ? AND step = ? AND take = ? AND number = ? AND number > 0"
MADE_BEFORE = """SELECT version, execution FROM model_feedback WHERE plan = ? AND step = ? AND take = ? AND studio = ? AND outcome = 'made'
    AND number > 0 AND NOT (execution = ? AND number = ?) ORDER BY seq DESC LIMIT 1"""
CHANGED_SINCE = "SELECT 1 FROM reactions WHERE plan = ? AND step = ? AND kind IN ('edit', 'swap') AND version > ? AND version <= ? LIMIT 1"
MAKERS = """SELECT t.execution, t.step, t.take, t.attempt, e.plan = ?1 AND t.step = ?2
    FROM takes t JOIN executions e ON e.id = t.execution WHERE t.asset = ?3 AND t.cached = 0"""
STARS = "UPDATE model_feedback SET stars = ? WHERE execution = ? AND step = ? AND take = ? AND number = ?"


class Cursors(NamedTuple):
    """The numbers of what was read last."""

    versions: int = 0
    events: int = 0
    judgements: int = 0


def cursors(connection: sqlite3.Connection) -> Cursors:
    """Where reading stopped."""
    return read_cursors(connection.execute("SELECT value FROM settings WHERE key = ?", (SETTING,)).fetchone())


def read_cursors(row: tuple[str] | None) -> Cursors:
    """The cursors of a row of the settings, at the beginning where there is none."""
    return Cursors(*json.loads(row[0])) if row is not None else Cursors()


def learn(connection: sqlite3.Connection) -> bool:
    """Reads on by one batch, as part of the caller's transaction; True where there may be more."""
    start = cursors(connection)
    reader = _Reader(connection)
    versions, more = reader.versions(start.versions)
    events, judgements = start.events, start.judgements
    if not more:
        events, more = reader.events(start.events)
    if not more:
        judgements, more = reader.judgements(start.judgements)
    now = Cursors(versions, events, judgements)
    if now != start:
        connection.execute(
            "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (SETTING, json.dumps(now)),
        )
    return more


class _Version(NamedTuple):
    """A version of a plan as it is kept. `origin` says that it is a comparison of models and no film, `note` what it was saved for."""

    at: float
    conversation: str
    origin: str
    note: str
    parent: int | None
    body: dict[str, Any]

    @property
    def steps(self) -> dict[str, dict[str, Any]]:
        return {step["id"]: step for step in self.body.get("steps", ())}

    @property
    def use_case(self) -> str:
        return str(self.body.get("useCase", "general"))

    @property
    def anew(self) -> bool:
        """True where the director chose by itself, not because a person wanted a step otherwise."""
        return self.note in ANEW

    @property
    def compares(self) -> dict[str, Any] | None:
        """What a comparison of models compares; None for a film, whatever its draft said."""
        found = self.body.get("extra", {}).get("compares")
        return found if self.origin and isinstance(found, dict) else None


class _Reader:
    """One batch: plan bodies are read once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._versions: dict[tuple[str, int], _Version | None] = {}

    def versions(self, after: int) -> tuple[int, bool]:
        rows = self._db.execute("SELECT seq, plan, version FROM plan_log WHERE seq > ? ORDER BY seq LIMIT ?", (after, VERSIONS)).fetchall()
        for seq, plan, version in rows:
            after = seq
            found = self._version(plan, version)
            if found is None:
                continue
            if found.compares is not None:
                self._compared(plan, version, found, found.compares)
            else:
                self._film(plan, version, found)
        return after, len(rows) == VERSIONS

    def events(self, after: int) -> tuple[int, bool]:
        (last,) = self._db.execute("SELECT COALESCE(MAX(seq), 0) FROM events").fetchone()
        rows = self._db.execute(
            f"SELECT seq, type, body FROM events WHERE seq > ? AND type IN {TELLING} ORDER BY seq LIMIT ?", (after, EVENTS)
        ).fetchall()
        for _, kind, body in rows:
            event = json.loads(body)
            if kind == "execution_started":
                self._started(event)
            else:
                self._ended(event)
        more = len(rows) == EVENTS
        return (rows[-1][0] if more else last), more

    def judgements(self, after: int) -> tuple[int, bool]:
        rows = self._db.execute(
            "SELECT seq, at, execution, step, take, asset, plan, kind, value, other FROM judgements WHERE seq > ? ORDER BY seq LIMIT ?",
            (after, JUDGEMENTS),
        ).fetchall()
        for seq, at, execution, step, take, asset, plan, kind, value, other in rows:
            after = seq
            if kind == "rate":
                self._rated(plan, step, asset, int(value))
            elif kind == "mark" and value in MARKS:
                self._marked(at, MARKS[value], TakeKey(execution, step, take), plan)
            elif kind == "vote" and value in ("a", "b"):
                self._won(at, TakeKey(execution, step, take) if value == "a" else TakeKey.parse(other))
        return after, len(rows) == JUDGEMENTS

    # Plan versions

    def _film(self, plan: str, version: int, found: _Version) -> None:
        before = self._version(plan, found.parent) if found.parent is not None else None
        old = before.steps if before is not None else {}
        # Another tier or another use case is another plan, and so is a new brief: the director chose anew.
        asked = before is not None and not found.anew and all(before.body.get(key) == found.body.get(key) for key in ("tier", "useCase"))
        for name, step in found.steps.items():
            was = old.get(name)
            if was is not None and was["model"] == step["model"]:
                if asked:
                    self._edited(plan, version, found.at, was, step)
            elif _has_model(step):
                swapped = was if asked and was is not None and _has_model(was) and was["kind"] == step["kind"] else None
                first = self._suggested(plan, name, swapped["model"], version - 1) if swapped is not None else step["model"]
                self._choice(plan, version, found, step, first, step["model"])
                if swapped is not None:
                    self._react(found.at, "swap", plan, version, name, swapped["model"], detail=step["model"])

    def _edited(self, plan: str, version: int, at: float, was: dict[str, Any], step: dict[str, Any]) -> None:
        changed = [field for field in ASKED if was.get(field) != step.get(field)]
        if changed and _has_model(step):
            self._react(at, "edit", plan, version, step["id"], step["model"], detail=", ".join(changed))

    def _compared(self, plan: str, version: int, found: _Version, said: dict[str, Any]) -> None:
        """The copies of a comparison: what the film has is suggested, each of them may be taken."""
        plan_of, version_of = said.get("plan"), said.get("version")
        source = self._version(plan_of, version_of) if isinstance(plan_of, str) and isinstance(version_of, int) else None
        own = source.steps.get(str(said.get("step", ""))) if source is not None else None
        for name in found.body.get("finals", ()):
            step = found.steps.get(name)
            if step is not None and _has_model(step):
                self._choice(plan, version, found, step, own["model"] if own is not None else step["model"], step["model"], swapped=False)

    def _choice(
        self,
        plan: str,
        version: int,
        found: _Version,
        step: dict[str, Any],
        suggested: str,
        selected: str,
        *,
        swapped: bool | None = None,
        execution: str = "",
        taken: float = 0.0,
    ) -> bool:
        """Enters a choice once; True where it is new."""
        swap = suggested != selected if swapped is None else swapped
        values = (taken or found.at, found.conversation, plan, version, step["id"], found.use_case, step["kind"])
        return self._db.execute(CHOICE, (*values, suggested, selected, int(swap), execution, taken)).rowcount > 0

    def _suggested(self, plan: str, step: str, selected: str, version: int) -> str:
        """What was suggested first where `selected` is used now."""
        row = self._db.execute(SUGGESTED, (plan, step, selected, version)).fetchone()
        return str(row[0]) if row is not None else selected

    # Events

    def _started(self, event: dict[str, Any]) -> None:
        """Whoever starts a plan takes its models; a comparison takes none before somebody says which is best."""
        plan, version = event["plan"], event["version"]
        found = self._version(plan, version)
        if found is None or found.compares is not None or event.get("resumed"):
            return
        for name, step in found.steps.items():
            if _has_model(step):
                self._db.execute(TAKEN, (event.get("at") or found.at, plan, name, step["model"], version))

    def _ended(self, event: dict[str, Any]) -> None:
        try:
            attempt = AttemptId.parse(event.get("attempt", ""))
        except ValueError:
            return  # a step that could not even be ordered
        row = self._db.execute(ATTEMPT, attempt).fetchone()
        if row is None:
            return
        state, model, actual, message, begun, plan, version, studio, conversation, spec = row
        found = self._version(plan, version)
        planned = found.steps.get(attempt.step) if found is not None else None
        if found is None or planned is None or not _has_model(planned):
            return
        at = event.get("at") or begun
        # The execution's own spec of a step is what a person's `retry --model` left there last; tries before it were of another.
        step = next((each for each in (planned, json.loads(spec) if spec else planned) if each["model"] == model), {**planned, "price": 0})
        if spec and model != planned["model"]:
            self._swapped(plan, version, found, planned, model, attempt, at)
        outcome = OUTCOMES.get(state)
        if event.get("cached") or outcome is None:
            return
        first = self._suggested(plan, attempt.step, model, version)
        where = (at, conversation, plan, version, attempt.step, found.use_case, step["kind"], studio, first, model, int(first != model))
        estimate = 0 if studio == "previs" else -(-int(step.get("price", 0)) // int(step.get("takes", 1)))
        why = "" if outcome == "made" else _short(message)
        made = (attempt.execution, attempt.take, attempt.number, outcome, why, max(0.0, at - begun), actual or 0, estimate)
        new = self._db.execute(TRIED, attempt).fetchone() is None
        self._db.execute(TRY, (*where, *made))
        if outcome == "made" and new:
            self._regenerated(plan, version, studio, model, attempt, at)

    def _swapped(
        self, plan: str, version: int, found: _Version, planned: dict[str, Any], model: str, attempt: AttemptId, at: float
    ) -> None:
        first = self._suggested(plan, attempt.step, planned["model"], version)
        if self._choice(plan, version, found, planned, first, model, execution=attempt.execution, taken=at):
            row = self._db.execute(MODEL_BEFORE, attempt).fetchone()
            self._react(at, "swap", plan, version, attempt.step, row[0] if row else planned["model"], TakeKey(*attempt[:3]), model)
        else:
            self._db.execute(TAKEN, (at, plan, attempt.step, model, version))

    def _regenerated(self, plan: str, version: int, studio: str, model: str, attempt: AttemptId, at: float) -> None:
        """A take made anew because a person wanted it otherwise; what was only made again for what it is made from is no reaction."""
        row = self._db.execute(MADE_BEFORE, (plan, attempt.step, attempt.take, studio, attempt.execution, attempt.number)).fetchone()
        if row is None:
            return
        before, execution = row
        again = execution == attempt.execution
        if again or self._db.execute(CHANGED_SINCE, (plan, attempt.step, before, version)).fetchone() is not None:
            detail = "tried again" if again else f"changed since version {before}"
            self._react(at, "regenerate", plan, version, attempt.step, model, TakeKey(*attempt[:3]), detail)

    # Judgements

    def _rated(self, plan: str, step: str, asset: str, stars: int) -> None:
        """The stars belong to the tries that made the file: those of this plan's step, or where it was found elsewhere, of there."""
        rows = self._db.execute(MAKERS, (plan, step, asset)).fetchall()
        own = [row for row in rows if row[4]]
        for execution, name, take, number, _ in own or rows:
            self._db.execute(STARS, (stars, execution, name, take, number))

    def _marked(self, at: float, kind: str, key: TakeKey, plan: str) -> None:
        row = self._db.execute("SELECT version FROM executions WHERE id = ?", (key.execution,)).fetchone()
        if row is not None:
            self._react(at, kind, plan, row[0], key.step, self._model_of(key), key)

    def _won(self, at: float, key: TakeKey) -> None:
        """The better one of two was taken."""
        row = self._db.execute("SELECT plan, version FROM executions WHERE id = ?", (key.execution,)).fetchone()
        model = self._model_of(key)
        if row is not None and model:
            self._db.execute(TAKEN, (at, row[0], key.step, model, row[1]))
            self._db.execute(
                "UPDATE model_feedback SET swapped = suggested <> selected WHERE plan = ? AND step = ? AND selected = ? AND number = 0",
                (row[0], key.step, model),
            )

    def _model_of(self, key: TakeKey) -> str:
        row = self._db.execute(
            "SELECT a.model FROM takes t JOIN attempts a ON a.execution = t.execution AND a.step = t.step AND a.take = t.take "
            "AND a.number = t.attempt WHERE t.execution = ? AND t.step = ? AND t.take = ?",
            key,
        ).fetchone()
        return str(row[0]) if row is not None else ""

    # Common

    def _react(
        self,
        at: float,
        kind: str,
        plan: str,
        version: int,
        step: str,
        model: str,
        key: TakeKey | None = None,
        detail: str = "",
    ) -> None:
        take = (key.execution, key.take) if key is not None else ("", 0)
        self._db.execute(REACTION, (at, kind, plan, version, step, *take, model, _short(detail)))

    def _version(self, plan: str, version: int) -> _Version | None:
        if (plan, version) not in self._versions:
            row = self._db.execute(
                "SELECT v.created_at, p.conversation, p.origin, v.note, v.parent, v.body FROM plan_versions v "
                "JOIN plans p ON p.id = v.plan WHERE v.plan = ? AND v.version = ?",
                (plan, version),
            ).fetchone()
            self._versions[plan, version] = _version(row) if row is not None else None
        return self._versions[plan, version]


def _version(row: tuple[float, str, str, str, int | None, str]) -> _Version:
    at, conversation, origin, note, parent, body = row
    return _Version(at, conversation, origin, note, parent, json.loads(body))


def _has_model(step: dict[str, Any]) -> bool:
    """True for a step that some model makes; a reel is joined by us."""
    return bool(step["model"]) and step["kind"] != Kind.ASSEMBLE.value


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
