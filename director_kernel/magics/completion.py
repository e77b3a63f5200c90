"""Completion: commands, options and values on a `%director` line; model names inside a `%%director` cell."""

from typing import TYPE_CHECKING

from IPython.core.completer import CompletionContext, SimpleCompletion, SimpleMatcherResult, context_matcher

from director_kernel.magics.words import split

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def complete_line(_: object, event: object) -> list[str]:
    """What may stand next on a `%director` line."""
    from director_kernel.commands.tree import completions

    words = split(str(getattr(event, "line", "")))[1:]
    symbol = str(getattr(event, "symbol", ""))
    return completions(words[:-1] if symbol and words else words, symbol)


@context_matcher()
def complete_cell(context: CompletionContext) -> SimpleMatcherResult:
    """Model ids for the word under the cursor of a `%%director` cell; nothing anywhere else."""
    if not context.full_text.startswith("%%director") or context.cursor_line == 0 or len(context.token) < 2:
        return SimpleMatcherResult(completions=[])
    from director_kernel.catalog import load_catalog

    names = [name for name in load_catalog().models if name.startswith(context.token.lower())]
    return SimpleMatcherResult(completions=[SimpleCompletion(text=name, type="model") for name in names], matched_fragment=context.token)


def register(shell: "InteractiveShell") -> None:
    """Adds both to `shell`; called again (a reload), it adds nothing twice."""
    shell.set_hook("complete_command", complete_line, str_key="%director")
    completer = shell.Completer
    if completer is not None and complete_cell not in completer.custom_matchers:
        completer.custom_matchers.append(complete_cell)
