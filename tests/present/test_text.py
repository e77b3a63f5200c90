"""Plain text for terminals: nothing steers them, and everything fits."""

import pytest

from director_kernel.present import text
from director_kernel.present.plan_view import plan_view, renders_again
from director_kernel.present.text import LABEL, columns, cut, harmless
from director_kernel.schema.plan import Kind, Plan, Step

SAYS = "It was refused by the provider for what its prompt says about the label. Change the prompt, then try it again."


def step(order: int, after: tuple[int, ...] = ()) -> Step:
    return Step(
        id=f"s{order}",
        order=order,
        kind=Kind.ASSEMBLE if after else Kind.TEXT_TO_IMAGE,
        action="A long name of a step that nobody wants to read in full",
        model="a-model",
        model_name="Reel (made here)" if after else "Kling 2.6 Pro",
        depends_on=tuple(f"s{n}" for n in after),
        price=1_900,
    )


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\x1b]0;title\x07", "\r", "\x9b31m", "\x7f", "\x08"])
def test_nothing_steers_the_terminal(hostile: str) -> None:
    said = harmless(f"one{hostile}two\nthree")
    assert said.startswith("one ") and said.endswith("two\nthree") and said.isprintable() is False
    assert all(ch == "\n" or ch.isprintable() for ch in said)


@pytest.mark.parametrize("width", [80, 100, 120])
def test_tables_fit_the_screen(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    plan = Plan(title="Ad", steps=(*(step(n) for n in range(1, 17)), step(17, (2, 4, 6, 8, *range(10, 17)))))
    lines = plan_view(plan, cached={"s1": True}).text.splitlines()
    assert max(map(len, lines)) <= width
    assert width == 80 or "2, 4, 6, 8, 10–16" in lines[-1]


def test_a_folded_column_keeps_every_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = columns([(1, "Frame", "failed", SAYS), (2, "Shot", "skipped", "")], right=(0,), stretch=3, fold=True).splitlines()
    assert len(lines) > 2 and max(map(len, lines)) <= 80
    assert " ".join(" ".join(lines).split()).replace("2 Shot skipped", "").strip() == f"1 Frame failed {SAYS}"


def test_a_path_stays_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    path = "assets/f1/" + "f1" * 32 + ".png"
    assert path in columns([(1, "Frame", "completed", path)], stretch=3, fold=True)


def test_renders_again_counts_in_good_english() -> None:
    plan = Plan(title="Ad", steps=(step(1), step(2)))
    assert renders_again(plan, {"s1": True, "s2": False}) == "Renders again: step 2. The other 1 is stored and costs nothing."
    assert "1 step ·" in plan_view(Plan(title="Ad", steps=(step(1),))).text


def test_what_is_too_long_for_a_name_is_cut_and_says_so() -> None:
    assert cut("A film") == "A film" and cut("x" * LABEL) == "x" * LABEL
    assert len(cut("x" * 1_000_000)) == LABEL and cut("x" * 1_000_000).endswith("…")


def test_a_megabyte_in_a_cell_is_fitted_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    wide = [("1", "A" * 1_000_000, "B" * 900_000, "c")]
    lines = columns(wide, head=("#", "one", "two", "three"), right=(0,), stretch=1).splitlines()
    assert all(len(line) <= 120 for line in lines) and "…" in lines[-1]
    assert text._fitted([16, 300, 301, 9], 0, fixed=(3,)) in ([16, 34, 35, 9], [16, 35, 34, 9]), "the widest give way together"
