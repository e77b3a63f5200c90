"""The database's shape, as numbered steps that never change once released; a new need is a new step at the end.

`PRAGMA user_version` holds the number of steps taken, so that opening an up-to-date workspace needs nothing but sqlite3.
"""

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from director_kernel.errors import WorkspaceError

if TYPE_CHECKING:
    from sqlite_utils import Database

SET = "director"

M001_CONVERSATIONS = (
    "CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE conversations (
        id TEXT PRIMARY KEY, title TEXT NOT NULL DEFAULT '', plan TEXT NOT NULL DEFAULT '', data TEXT NOT NULL DEFAULT '{}',
        state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'archived', 'completed')),
        created_at REAL NOT NULL, updated_at REAL NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE messages (
        conversation TEXT NOT NULL REFERENCES conversations(id), position INTEGER NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('user', 'director', 'system')), text TEXT NOT NULL, data TEXT NOT NULL DEFAULT '{}',
        at REAL NOT NULL, PRIMARY KEY (conversation, position)) WITHOUT ROWID""",
    """CREATE TABLE plans (
        id TEXT PRIMARY KEY, conversation TEXT NOT NULL DEFAULT '', current INTEGER NOT NULL, created_at REAL NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE plan_versions (
        plan TEXT NOT NULL REFERENCES plans(id), version INTEGER NOT NULL, parent INTEGER, note TEXT NOT NULL DEFAULT '',
        body TEXT NOT NULL, created_at REAL NOT NULL, PRIMARY KEY (plan, version)) WITHOUT ROWID""",
    "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)

M002_ASSETS = (
    """CREATE TABLE assets (
        sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64), mime TEXT NOT NULL, suffix TEXT NOT NULL, bytes INTEGER NOT NULL,
        width INTEGER NOT NULL DEFAULT 0, height INTEGER NOT NULL DEFAULT 0, duration REAL NOT NULL DEFAULT 0,
        fps REAL NOT NULL DEFAULT 0, meta TEXT NOT NULL DEFAULT '{}', created_at REAL NOT NULL) WITHOUT ROWID""",
)

M003_RUNS = (
    """CREATE TABLE executions (
        id TEXT PRIMARY KEY, plan TEXT NOT NULL, version INTEGER NOT NULL, conversation TEXT NOT NULL DEFAULT '',
        studio TEXT NOT NULL CHECK (studio IN ('previs', 'live')), mode TEXT NOT NULL CHECK (mode IN ('auto', 'step')),
        status TEXT NOT NULL CHECK (status IN ('running', 'waiting', 'detached', 'completed', 'failed', 'cancelled')),
        tier TEXT NOT NULL DEFAULT '', epoch INTEGER NOT NULL DEFAULT 0, owner TEXT NOT NULL DEFAULT '',
        time_limit REAL NOT NULL, cancel INTEGER NOT NULL DEFAULT 0, message TEXT NOT NULL DEFAULT '',
        created_at REAL NOT NULL, finished_at REAL NOT NULL DEFAULT 0,
        FOREIGN KEY (plan, version) REFERENCES plan_versions(plan, version)) WITHOUT ROWID""",
    "CREATE INDEX executions_of_plan ON executions(plan, version)",
    # `spec` is empty unless the step was changed for this execution (another model on retry).
    """CREATE TABLE steps (
        execution TEXT NOT NULL REFERENCES executions(id), step TEXT NOT NULL, position INTEGER NOT NULL, spec TEXT NOT NULL DEFAULT '',
        approved INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (execution, step)) WITHOUT ROWID""",
    """CREATE TABLE attempts (
        execution TEXT NOT NULL, step TEXT NOT NULL, take INTEGER NOT NULL, number INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('awaiting_approval', 'awaiting_input', 'reserved', 'submitting', 'submitted', 'cancelling',
            'unknown', 'stored', 'failed', 'refused', 'rejected', 'lost', 'cancelled', 'released', 'skipped')),
        epoch INTEGER NOT NULL, fingerprint TEXT NOT NULL DEFAULT '', plan_key TEXT NOT NULL DEFAULT '',
        provider TEXT NOT NULL DEFAULT '', model TEXT NOT NULL DEFAULT '', request TEXT NOT NULL DEFAULT '',
        ticket TEXT NOT NULL DEFAULT '', ticket_data TEXT NOT NULL DEFAULT '', ceiling INTEGER NOT NULL DEFAULT 0 CHECK (ceiling >= 0),
        actual INTEGER CHECK (actual >= 0), message TEXT NOT NULL DEFAULT '', next_action TEXT NOT NULL DEFAULT '', at REAL NOT NULL,
        PRIMARY KEY (execution, step, take, number),
        FOREIGN KEY (execution, step) REFERENCES steps(execution, step)) WITHOUT ROWID""",
    # One attempt in flight per fingerprint per workspace, whoever writes.
    """CREATE UNIQUE INDEX attempts_in_flight ON attempts(fingerprint)
        WHERE state IN ('reserved', 'submitting', 'submitted', 'cancelling', 'unknown') AND fingerprint <> ''""",
    """CREATE TABLE takes (
        execution TEXT NOT NULL, step TEXT NOT NULL, take INTEGER NOT NULL, attempt INTEGER NOT NULL,
        asset TEXT NOT NULL REFERENCES assets(sha256), fingerprint TEXT NOT NULL, plan_key TEXT NOT NULL,
        cached INTEGER NOT NULL DEFAULT 0, price INTEGER NOT NULL DEFAULT 0, at REAL NOT NULL,
        PRIMARY KEY (execution, step, take)) WITHOUT ROWID""",
    "CREATE INDEX takes_by_fingerprint ON takes(fingerprint)",
    "CREATE INDEX takes_by_plan_key ON takes(plan_key)",
    """CREATE TABLE outputs (
        execution TEXT NOT NULL, step TEXT NOT NULL, take INTEGER NOT NULL, role TEXT NOT NULL,
        asset TEXT NOT NULL REFERENCES assets(sha256), PRIMARY KEY (execution, step, take, role)) WITHOUT ROWID""",
    "CREATE TABLE events (seq INTEGER PRIMARY KEY, stream TEXT NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL)",
    "CREATE INDEX events_of_stream ON events(stream, seq)",
)

M004_LEDGER = (
    """CREATE TABLE ledger (
        execution TEXT NOT NULL, step TEXT NOT NULL, take INTEGER NOT NULL, number INTEGER NOT NULL, tier TEXT NOT NULL DEFAULT '',
        reserved INTEGER NOT NULL CHECK (reserved >= 0), committed INTEGER NOT NULL DEFAULT 0 CHECK (committed >= 0),
        released INTEGER NOT NULL DEFAULT 0 CHECK (released >= 0), overrun INTEGER NOT NULL DEFAULT 0 CHECK (overrun >= 0),
        outstanding INTEGER NOT NULL CHECK (outstanding >= 0), at REAL NOT NULL,
        CHECK (reserved + overrun = committed + released + outstanding),
        PRIMARY KEY (execution, step, take, number)) WITHOUT ROWID""",
    # The running totals of each scope ('workspace', 'run:run-3', 'tier:premium'), so that a reservation costs the same in year two.
    """CREATE TABLE budgets (
        scope TEXT PRIMARY KEY, cap INTEGER CHECK (cap >= 0), reserved INTEGER NOT NULL DEFAULT 0,
        committed INTEGER NOT NULL DEFAULT 0, released INTEGER NOT NULL DEFAULT 0, overrun INTEGER NOT NULL DEFAULT 0,
        outstanding INTEGER NOT NULL DEFAULT 0,
        CHECK (reserved + overrun = committed + released + outstanding)) WITHOUT ROWID""",
)

M005_PEOPLE = (
    # 1 once a person left the step out of this execution; what can't be made without it follows from the plan.
    "ALTER TABLE steps ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0",
    # What a plan was made from, where asking for the same again must give the same plan (a comparison of models); mostly ''.
    "ALTER TABLE plans ADD COLUMN origin TEXT NOT NULL DEFAULT ''",
    "CREATE UNIQUE INDEX plans_by_origin ON plans(origin) WHERE origin <> ''",
    """CREATE TABLE judgements (
        seq INTEGER PRIMARY KEY, at REAL NOT NULL, execution TEXT NOT NULL, step TEXT NOT NULL, take INTEGER NOT NULL,
        asset TEXT NOT NULL REFERENCES assets(sha256), plan TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('rate', 'mark', 'vote')),
        value TEXT NOT NULL, other TEXT NOT NULL DEFAULT '', blind INTEGER NOT NULL DEFAULT 0)""",
    # What the last judgements come to. It belongs to the file in its place in the plan, so that it is still there when the plan runs again.
    """CREATE TABLE opinions (
        plan TEXT NOT NULL, step TEXT NOT NULL, asset TEXT NOT NULL REFERENCES assets(sha256),
        stars INTEGER NOT NULL DEFAULT 0 CHECK (stars BETWEEN 0 AND 5),
        mark TEXT NOT NULL DEFAULT '' CHECK (mark IN ('', 'keep', 'lock', 'discard')),
        PRIMARY KEY (plan, step, asset)) WITHOUT ROWID""",
    # The takes that were made, not found again: in the order of their making, and the first that made a file.
    "CREATE INDEX takes_made ON takes(at) WHERE cached = 0",
    "CREATE INDEX takes_made_of_asset ON takes(asset, at) WHERE cached = 0",
)

M006_KEYS = (
    # What is known of each key, wherever it is kept. `sealed` is the encrypted key where the workspace keeps it, else ''.
    # `changed_at` is when the state was found out, so that of two processes the later finding stays; 'removed': look for it again.
    """CREATE TABLE keys (
        id TEXT PRIMARY KEY, service TEXT NOT NULL, shown TEXT NOT NULL, sealed TEXT NOT NULL DEFAULT '',
        limits TEXT NOT NULL DEFAULT '{}',
        state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'limited', 'exhausted', 'invalid', 'removed')),
        until REAL NOT NULL DEFAULT 0, why TEXT NOT NULL DEFAULT '', changed_at REAL NOT NULL DEFAULT 0) WITHOUT ROWID""",
    # Requests of the last minute or day, of keys that have a limit there.
    "CREATE TABLE key_uses (seq INTEGER PRIMARY KEY, key TEXT NOT NULL, at REAL NOT NULL)",
    "CREATE INDEX key_uses_at ON key_uses(key, at)",
    # What every key sent and got, by day (UTC).
    """CREATE TABLE key_days (
        key TEXT NOT NULL, day TEXT NOT NULL, service TEXT NOT NULL, shown TEXT NOT NULL, sent INTEGER NOT NULL DEFAULT 0,
        made INTEGER NOT NULL DEFAULT 0, limited INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0,
        seconds REAL NOT NULL DEFAULT 0, used_at REAL NOT NULL DEFAULT 0, PRIMARY KEY (key, day)) WITHOUT ROWID""",
    # Jobs and requests in flight; `holder` is the process, which holds a lock file while it lives.
    """CREATE TABLE key_holds (
        key TEXT NOT NULL, job TEXT NOT NULL, holder TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (key, job)) WITHOUT ROWID""",
)

M007_CALLS = (
    # Chat calls: entered before they are sent, with what they may cost at most. `briefing` is the version of the system prompt,
    # `counted` what the call counts towards the month's quota of tokens: at most while it goes on, then what was used.
    """CREATE TABLE calls (
        seq INTEGER PRIMARY KEY, at REAL NOT NULL, month TEXT NOT NULL, role TEXT NOT NULL, provider TEXT NOT NULL, model TEXT NOT NULL,
        served TEXT NOT NULL DEFAULT '', conversation TEXT NOT NULL DEFAULT '', briefing TEXT NOT NULL DEFAULT '', holder TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('sent', 'done', 'broken', 'stopped', 'rejected', 'lost')),
        ceiling INTEGER NOT NULL CHECK (ceiling >= 0), price INTEGER NOT NULL DEFAULT 0 CHECK (price >= 0),
        tokens_in INTEGER NOT NULL DEFAULT 0, tokens_out INTEGER NOT NULL DEFAULT 0, counted INTEGER NOT NULL DEFAULT 0,
        seconds REAL NOT NULL DEFAULT 0, first_token REAL NOT NULL DEFAULT 0, message TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX calls_of_month ON calls(month)",
    "CREATE INDEX calls_under_way ON calls(holder) WHERE state = 'sent'",
)

M008_FEEDBACK = (
    # The plan versions in the order they were committed, for whoever reads on from the last one: their own key has no such order, and
    # clocks go back. Kept by a trigger, so that nobody who writes a version can forget it.
    "CREATE TABLE plan_log (seq INTEGER PRIMARY KEY, plan TEXT NOT NULL, version INTEGER NOT NULL)",
    "INSERT INTO plan_log (plan, version) SELECT plan, version FROM plan_versions ORDER BY created_at, plan, version",
    """CREATE TRIGGER plan_versions_logged AFTER INSERT ON plan_versions BEGIN
        INSERT INTO plan_log (plan, version) VALUES (NEW.plan, NEW.version); END""",
    # The `model_feedback` of the first source document. Rows with `number` 0 are choices: the model `suggested` for a step and the one
    # `selected`, at the version that brought it; `taken` is when it was last run (or won a comparison), 0 before. Rows with a number are
    # tries: what became of one attempt.
    """CREATE TABLE model_feedback (
        seq INTEGER PRIMARY KEY, at REAL NOT NULL, conversation TEXT NOT NULL, plan TEXT NOT NULL, version INTEGER NOT NULL,
        step TEXT NOT NULL, use_case TEXT NOT NULL, kind TEXT NOT NULL, studio TEXT NOT NULL DEFAULT '', suggested TEXT NOT NULL,
        selected TEXT NOT NULL, swapped INTEGER NOT NULL DEFAULT 0, taken REAL NOT NULL DEFAULT 0, execution TEXT NOT NULL DEFAULT '',
        take INTEGER NOT NULL DEFAULT 0, number INTEGER NOT NULL DEFAULT 0,
        outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'made', 'failed', 'refused', 'lost')),
        why TEXT NOT NULL DEFAULT '', seconds REAL NOT NULL DEFAULT 0,
        price INTEGER NOT NULL DEFAULT 0, estimate INTEGER NOT NULL DEFAULT 0, stars INTEGER NOT NULL DEFAULT 0)""",
    "CREATE UNIQUE INDEX model_feedback_choice ON model_feedback(plan, step, selected, version) WHERE number = 0",
    "CREATE UNIQUE INDEX model_feedback_try ON model_feedback(execution, step, take, number) WHERE number > 0",
    "CREATE INDEX model_feedback_taken ON model_feedback(taken) WHERE number = 0",
    "CREATE INDEX model_feedback_tried ON model_feedback(at) WHERE number > 0",
    "CREATE INDEX model_feedback_step ON model_feedback(plan, step)",
    # What people did with steps and takes. `version` is the plan's by then; a swap's `model` was left for the one in `detail`.
    """CREATE TABLE reactions (
        seq INTEGER PRIMARY KEY, at REAL NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('accept', 'edit', 'discard', 'lock', 'regenerate', 'swap')),
        plan TEXT NOT NULL, version INTEGER NOT NULL, step TEXT NOT NULL DEFAULT '', execution TEXT NOT NULL DEFAULT '',
        take INTEGER NOT NULL DEFAULT 0, model TEXT NOT NULL DEFAULT '', detail TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX reactions_of_step ON reactions(plan, step)",
    "CREATE INDEX reactions_at ON reactions(at)",
)

M009_QUOTAS = (
    # What counts towards a month's quota (UTC), as running totals: looking costs the same at the end of the month.
    """CREATE TABLE used (
        month TEXT NOT NULL, what TEXT NOT NULL, amount INTEGER NOT NULL DEFAULT 0 CHECK (amount >= 0),
        PRIMARY KEY (month, what)) WITHOUT ROWID""",
    # What a live order counts as; the row goes when the order ends without a take.
    """CREATE TABLE uses (
        execution TEXT NOT NULL, step TEXT NOT NULL, take INTEGER NOT NULL, number INTEGER NOT NULL,
        month TEXT NOT NULL, what TEXT NOT NULL, PRIMARY KEY (execution, step, take, number)) WITHOUT ROWID""",
    # Projects and scenes count once a month, however often they are ordered.
    "CREATE TABLE used_once (month TEXT NOT NULL, what TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (month, what, name)) WITHOUT ROWID",
)

M010_PROJECTS = (
    "CREATE TABLE projects (id TEXT PRIMARY KEY, title TEXT NOT NULL, current INTEGER NOT NULL, created_at REAL NOT NULL) WITHOUT ROWID",
    # A version is the changes that led to it and those that lead back; the whole project stands in some of them only (`body`).
    """CREATE TABLE project_versions (
        project TEXT NOT NULL REFERENCES projects(id), version INTEGER NOT NULL, parent INTEGER, who TEXT NOT NULL DEFAULT '',
        note TEXT NOT NULL DEFAULT '', changes TEXT NOT NULL DEFAULT '[]', inverse TEXT NOT NULL DEFAULT '[]', body TEXT,
        created_at REAL NOT NULL, PRIMARY KEY (project, version)) WITHOUT ROWID""",
    """CREATE TABLE project_proposals (
        id TEXT PRIMARY KEY, project TEXT NOT NULL REFERENCES projects(id), version INTEGER NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL,
        changes TEXT NOT NULL, accepted TEXT NOT NULL DEFAULT '[]',
        state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'edited', 'refused')), at REAL NOT NULL, decided_at REAL NOT NULL DEFAULT 0
        ) WITHOUT ROWID""",
    "CREATE INDEX proposals_of_project ON project_proposals(project, state)",
    """CREATE TABLE project_checkpoints (
        seq INTEGER PRIMARY KEY, project TEXT NOT NULL, scene TEXT NOT NULL, stage TEXT NOT NULL, version INTEGER NOT NULL,
        note TEXT NOT NULL DEFAULT '', at REAL NOT NULL)""",
    "CREATE INDEX checkpoints_of_scene ON project_checkpoints(project, scene)",
    # A workflow that was started: what it was asked, the plan it became, and whether what was made has been taken into the project.
    """CREATE TABLE project_works (
        id TEXT PRIMARY KEY, project TEXT NOT NULL, version INTEGER NOT NULL, workflow TEXT NOT NULL, settings TEXT NOT NULL, plan TEXT
        NOT NULL, state TEXT NOT NULL CHECK (state IN ('open', 'taken', 'dropped')), note TEXT NOT NULL DEFAULT '', at REAL NOT NULL)
        WITHOUT ROWID""",
    "CREATE INDEX works_of_project ON project_works(project, state)",
    """CREATE TABLE project_traces (
        seq INTEGER PRIMARY KEY, project TEXT NOT NULL, workflow TEXT NOT NULL, place TEXT NOT NULL, body TEXT NOT NULL,
        asset TEXT NOT NULL DEFAULT '', verdict TEXT NOT NULL DEFAULT '', at REAL NOT NULL)""",
    "CREATE INDEX traces_of_asset ON project_traces(project, asset)",
    """CREATE TABLE project_resolutions (
        seq INTEGER PRIMARY KEY, project TEXT NOT NULL, version INTEGER NOT NULL, finding TEXT NOT NULL, rule TEXT NOT NULL,
        how TEXT NOT NULL CHECK (how IN ('fixed', 'dismissed', 'reopened')), changes TEXT NOT NULL DEFAULT '[]', at REAL NOT NULL)""",
)

M011_SEARCH = (
    # What can be found, all of it derived: deleted and made again at will. The upper half of `id` is the kind, so that a kind is a range;
    # `digest` names what the sentence means, whoever says it. The index of words is made by `store/search` where SQLite has FTS5.
    """CREATE TABLE search_docs (
        id INTEGER PRIMARY KEY, source TEXT NOT NULL, name TEXT NOT NULL, mark TEXT NOT NULL, address TEXT NOT NULL, title TEXT NOT NULL,
        text TEXT NOT NULL, asset TEXT NOT NULL DEFAULT '', what TEXT NOT NULL, place TEXT NOT NULL, look TEXT NOT NULL,
        sentence TEXT NOT NULL, digest TEXT NOT NULL)""",
    "CREATE UNIQUE INDEX search_docs_by_name ON search_docs(source, name)",
    "CREATE INDEX search_docs_by_digest ON search_docs(digest)",
    # How far each source has been read: a film's or a plan's version, the catalog's hash, the last event.
    "CREATE TABLE search_sources (name TEXT PRIMARY KEY, stamp TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE search_vectors (seq INTEGER PRIMARY KEY AUTOINCREMENT, digest TEXT NOT NULL UNIQUE, kind INTEGER NOT NULL, vector BLOB)",
)

STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("m001_conversations", M001_CONVERSATIONS),
    ("m002_assets", M002_ASSETS),
    ("m003_runs", M003_RUNS),
    ("m004_ledger", M004_LEDGER),
    ("m005_people", M005_PEOPLE),
    ("m006_keys", M006_KEYS),
    ("m007_calls", M007_CALLS),
    ("m008_feedback", M008_FEEDBACK),
    ("m009_quotas", M009_QUOTAS),
    ("m010_projects", M010_PROJECTS),
    ("m011_search", M011_SEARCH),
)


def pending(connection: sqlite3.Connection) -> int:
    """How many steps are still to be taken. Raises WorkspaceError for a database newer than this program."""
    taken: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if taken > len(STEPS):
        raise WorkspaceError(f"this workspace was written by a newer director (shape {taken}, known {len(STEPS)}); upgrade director-kernel")
    return len(STEPS) - taken


def migrate(connection: sqlite3.Connection, *, upto: int = len(STEPS)) -> None:
    """Takes the pending steps up to number `upto`, each in a transaction of its own.

    One that fails leaves the shape before it. The caller holds the lock that keeps other processes from migrating meanwhile.
    """
    database, migrations = _sqlite_utils(connection)
    for number, (name, statements) in enumerate(STEPS[:upto], start=1):
        migrations(name=name)(_step(number, statements))
    migrations.apply(database)


def _step(number: int, statements: tuple[str, ...]) -> "Callable[[Database], None]":
    def take(database: "Database") -> None:
        for statement in statements:
            database.conn.execute(statement)
        database.conn.execute(f"PRAGMA user_version = {number}")

    return take


def _sqlite_utils(connection: sqlite3.Connection) -> "tuple[Database, Any]":
    """sqlite_utils is imported here and only when there is something to migrate: it costs half a second where pandas is installed."""
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

    return Database(connection), Migrations(SET)
