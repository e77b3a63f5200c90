"""The director as a notebook has it: the facade, and its views as widgets."""

from typing import TYPE_CHECKING

from director_kernel import director

if TYPE_CHECKING:
    from director_kernel.widgets.views import View


class Director(director.Director):
    """A creative director with its widgets: `director.chat()` as the last line of a cell shows the conversation.

    What a view shows, it keeps showing as things go on; asked for again, it is the same widget in another cell. Imports what widgets
    need when the first one is asked for.
    """

    def chat(self, conversation: str = "") -> "View":
        """Talk with the director: the current conversation, or that one. Raises UsageError."""
        return self._view("chat", conversation)

    def plan(self, conversation: str = "") -> "View":
        """The plan of the current conversation, or of that one, as graph and table."""
        return self._view("plan", conversation)

    def preview(self, key: str = "") -> "View":
        """A run (`run-3`), or the latest of the current conversation, with its takes and reel."""
        return self._view("preview", key)

    def panel(self, conversation: str = "") -> "View":
        """Chat, plan and run as tabs of one widget."""
        return self._view("panel", conversation)

    def gallery(self, plan: str = "") -> "View":
        """All takes of the workspace, or of one plan."""
        return self._view("gallery", plan)

    def compare(self, step: str, models: "tuple[str, ...] | list[str]" = (), *, blind: bool = False) -> "View":
        """One step of the current plan on several models, side by side. Raises UsageError."""
        from director_kernel.widgets.shown import comparison

        return comparison(self, step, tuple(models), blind)

    def board(self, what: str = "") -> "View":
        """The storyboard of the current project: the whole film, a scene (number, id or title) or a board. Raises UsageError."""
        from director_kernel.film.board import place_of

        project = self.film.projects.require()
        return self._view("board", f"{project.id}|{place_of(project, what)}")

    def _view(self, kind: str, key: str) -> "View":
        from director_kernel.widgets.shown import view

        return view(self, kind, key)
