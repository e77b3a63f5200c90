"""What was learned and what it cost: costs, feedback."""

from director_kernel.commands.kit import command
from director_kernel.commands.session import Session
from director_kernel.present.learning_view import costs_view, feedback_view
from director_kernel.present.shown import Shown


@command("costs")
def costs(session: Session) -> Shown:
    """Show what was spent and is reserved by month, model and role, how near estimates came, and what chat calls took."""
    return costs_view(session.director.feedback.costs())


@command("feedback")
def feedback(session: Session) -> Shown:
    """Show what was learned: which models are taken, make what they should, or fail, and what was done with their takes."""
    return feedback_view(session.director.feedback.lessons())


COMMANDS = [costs, feedback]
