"""`%director` and `%%director`: parse, one call, display. Loads in a blink: the command tree is imported at the first use."""

from typing import TYPE_CHECKING

from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand

from director_kernel.magics.words import split

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from director_kernel.commands.session import Session
    from director_kernel.present.shown import Shown


class Interrupted(KeyboardInterrupt):
    """Kernel → Interrupt during a command: one line in the cell, which still fails."""

    def _render_traceback_(self) -> list[str]:
        return [f"Interrupted: {self}"]


@magics_class
class DirectorMagics(Magics):
    """One magic; its words are those of the `director` command."""

    session: "Session | None" = None

    @no_var_expand
    @line_cell_magic
    def director(self, line: str, cell: str | None = None) -> None:
        """`%director COMMAND …` runs a command, `%director` alone says where you are; a `%%director` cell talks to the director."""
        from director_kernel.commands.session import Session
        from director_kernel.commands.tree import invoke
        from director_kernel.magics.surface import NotebookSurface

        if self.session is None:
            self.session = Session(NotebookSurface())
        words = [self._named(word) for word in split(line)]
        try:
            self._show(invoke(words if cell is None else ["say", *words, "--", cell], self.session))
        except KeyboardInterrupt:
            raise Interrupted(
                "nothing new is started, what is in flight is stored; `%director status` says how it stands, `%director resume` goes on."
            ) from None

    def _show(self, answer: "Shown | None") -> None:
        """Displays the answer, as a widget where there is one for it; nothing is returned, so a magic in the middle of a cell shows too."""
        from IPython.display import Image, display

        if answer is None or self.session is None:
            return
        live = answer.live if self.session.surface.live else None
        if (answer.text or answer.html) and (live is None or live.beside):
            display(answer)
        if live is not None:
            from director_kernel.magics.surface import widget

            display(widget(self.session.director, live))
        for picture in answer.pictures if live is None else ():
            display(Image(data=picture, format="jpeg"))
        for chart in answer.charts if not self.session.surface.json else ():
            display(chart, raw=True)

    def _named(self, word: str) -> str:
        """A word that is exactly `{name}` or `$name` of a variable here becomes its value; any other brace or dollar stays as typed."""
        name = word[1:-1] if word.startswith("{") and word.endswith("}") else word[1:] if word.startswith("$") else ""
        space = self.shell.user_ns if self.shell is not None else {}
        return str(space[name]) if name.isidentifier() and name in space else word


def register(shell: "InteractiveShell") -> None:
    """Registers the magic and its completion with `shell`."""
    from director_kernel.magics import completion

    shell.register_magics(DirectorMagics)
    completion.register(shell)
