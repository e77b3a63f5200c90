"""Director: a creative director that lives in a Jupyter notebook. `%load_ext director_kernel` gives `%director`.

In Python: `from director_kernel import Director`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from director_kernel.widgets.director import Director as Director

__all__ = ["Director", "load_ipython_extension"]
__version__ = "0.1.0"


def load_ipython_extension(shell: Any) -> None:
    """Called by `%load_ext director_kernel`."""
    from director_kernel.magics import register

    register(shell)


def __getattr__(name: str) -> Any:
    if name == "Director":
        from director_kernel.widgets.director import Director

        return Director
    raise AttributeError(name)
