"""One turn of the conversation: the reply, the open questions, the options with their prices, what can be done next."""

from collections.abc import Sequence

from director_kernel.present.html import ACCENT, QUIET, RULE, Safe, box, el, join
from director_kernel.present.markdown import to_html
from director_kernel.present.text import wrapped
from director_kernel.schema.brief import Option, Question
from director_kernel.schema.money import usd
from director_kernel.schema.plan import spoken_time


def turn_text(reply: str, questions: Sequence[Question], options: Sequence[Option], actions: Sequence[str]) -> str:
    """The turn for a terminal."""
    blocks = [wrapped(_unmarked(reply))]
    for number, question in enumerate(questions, 1):
        lines = [f"{number}. {question.text}"] + [f"   {choice.id}) {choice.text}" for choice in question.choices]
        blocks.append("\n".join(wrapped(line) for line in lines))
    if options:
        blocks.append("\n".join(_option_line(option) for option in options))
    if actions:
        blocks.append("Next: " + " · ".join(actions))
    return "\n\n".join(block for block in blocks if block.strip())


def turn_html(reply: str, questions: Sequence[Question], options: Sequence[Option], actions: Sequence[str]) -> str:
    """The turn for a notebook."""
    asked = join(_question(number, question) for number, question in enumerate(questions, 1))
    offered = (
        el("div", *(_card(option) for option in options), style="display:flex;flex-wrap:wrap;gap:10px;margin:8px 0") if options else None
    )
    hints = (
        el("div", "Next: ", join((el("code", f"%director {action}") for action in actions), " · "), style=f"color:{QUIET};margin-top:6px")
        if actions
        else None
    )
    return box(to_html(reply), asked, offered, hints)


def _unmarked(markdown: str) -> str:
    return markdown.replace("**", "").replace("`", "")


def _option_line(option: Option) -> str:
    head = f"{option.id:<9} {usd(option.price):>8} live (at most {usd(option.ceiling)}), about {spoken_time(option.seconds)}"
    return head + "\n" + wrapped(f"{option.why}  [{', '.join(option.models)}]", " " * 10)


def _question(number: int, question: Question) -> Safe:
    pill = f"display:inline-block;border:1px solid {RULE};border-radius:12px;padding:2px 10px;margin:3px 6px 3px 0"
    pills = (el("span", el("strong", f"{number}{choice.id} "), choice.text, style=pill) for choice in question.choices)
    return el("div", el("div", f"{number}. {question.text}", style="margin-top:8px"), join(pills))


def _card(option: Option) -> Safe:
    return el(
        "div",
        el("div", option.title, style=f"color:{QUIET}"),
        el("div", usd(option.price), style="font-size:22px;font-variant-numeric:tabular-nums"),
        el("div", f"at most {usd(option.ceiling)} · about {spoken_time(option.seconds)}", style=f"color:{QUIET};font-size:12px"),
        el("div", option.why, style="margin:6px 0;font-size:12px"),
        el("div", ", ".join(option.models), style=f"color:{QUIET};font-size:12px"),
        el("div", el("code", f"%director choose {option.id}"), style=f"margin-top:6px;color:{ACCENT}"),
        style=f"border:1px solid {RULE};border-radius:6px;padding:10px 12px;flex:1 1 210px;max-width:300px",
    )
