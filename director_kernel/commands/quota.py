"""The month's quota: what was used of what, an account tier, limits of one's own, blocks on top."""

import re

import click
from click.shell_completion import CompletionItem

from director_kernel.commands.kit import HELP, command, json_option
from director_kernel.commands.session import Session, ShellSurface
from director_kernel.engine.allowance import Allowance
from director_kernel.errors import UsageError
from director_kernel.present.html import box, el, table
from director_kernel.present.shown import Shown
from director_kernel.present.text import columns
from director_kernel.schema.quota import COUNTED

LARGE = {"": 1, "k": 1_000, "m": 1_000_000}


def _tiers(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    session = ctx.obj if isinstance(ctx.obj, Session) else Session(ShellSurface())
    return [CompletionItem(name) for name in ("none", *session.director.catalog.quotas) if name.startswith(incomplete)]


def _limits(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(f"{what}=") for what in COUNTED if what.startswith(incomplete)]


@command("show")
def show(session: Session) -> Shown:
    """Show what this workspace used this month, of how much, and when the count begins anew."""
    return _shown(session.director.quotas)


@click.group("quota", context_settings=HELP, invoke_without_command=True)
@json_option
@click.pass_context
def quota(ctx: click.Context) -> Shown | None:
    """How much this workspace may use in a month: account tiers and limits of your own."""
    answer: Shown | None = ctx.invoke(show) if ctx.invoked_subcommand is None else None
    return answer


@command("use")
@click.argument("name", shell_complete=_tiers)
def use(session: Session, name: str) -> Shown:
    """Hold this workspace to an account tier (free, pro, custom), or with `none` to no quota."""
    session.director.quotas.use(name)
    return _shown(session.director.quotas)


@command("set")
@click.argument("limits", nargs=-1, shell_complete=_limits)
@click.option("--hard/--soft", "hard", default=None, help="Refuse what would pass a limit, or only say that it was passed.")
def set_(session: Session, limits: tuple[str, ...], hard: bool | None) -> Shown:
    """Set limits of your own, for example `set images=100 tokens=2M projects=none`."""
    if not limits and hard is None:
        raise UsageError("say what to set, for example `director quota set images=100 --hard`.")
    session.director.quotas.set(dict(_limit(limit) for limit in limits), hard=hard)
    return _shown(session.director.quotas)


@command("add")
@click.argument("what", type=click.Choice(COUNTED))
@click.argument("blocks", type=click.IntRange(1, 1_000), default=1)
def add(session: Session, what: str, blocks: int) -> Shown:
    """Give this month one more block of something (or BLOCKS of them), where the tier has blocks of it."""
    session.director.quotas.add(what, blocks)
    return _shown(session.director.quotas)


def _limit(text: str) -> tuple[str, int | None]:
    what, _, amount = text.partition("=")
    if amount.lower() in ("none", "no", "∞"):
        return what, None
    found = re.fullmatch(r"([0-9]{1,12})([kKmM]?)", amount.replace(",", "").replace("_", ""))
    if found is None or int(found[1]) * LARGE[found[2].lower()] > 10**12:
        raise UsageError(f"{text[:60]!r} sets nothing; write a whole number, for example `director quota set images=100 tokens=2M`.")
    return what, int(found[1]) * LARGE[found[2].lower()]


def _shown(quotas: Allowance) -> Shown:
    current, used = quotas.current(), quotas.used()
    rows = [
        (
            each.what,
            f"{each.used:,}",
            "no limit" if each.limit is None else f"{each.limit:,}",
            "" if each.limit is None else f"{each.limit - each.used:,}",
        )
        for each in used
    ]
    head = ("this month", "used", "of", "left")
    how = "what would pass a limit is refused" if current.hard else "passing a limit is only said"
    title = f"Quota {current.name}: {how}" if current.limits else "No quota: everything is counted, nothing is held back"
    foot = [f"The count begins anew on {quotas.resets}.", *quotas.notices()]
    text = "\n".join([title, columns(rows, head=head, right=(1, 2, 3)), *foot])
    html = box(table(head, rows, numbers=(1, 2, 3), caption=title), *(el("div", line) for line in foot))
    return Shown(text, html, quotas.wire())


for _command in (show, use, set_, add):
    quota.add_command(_command)

COMMANDS = [quota]
