"""The command tree: `%director …` in a notebook and `director …` in a shell are both this."""


def main() -> None:
    """The `director` command."""
    import sys

    from director_kernel.commands.shell import run

    sys.exit(run(sys.argv[1:]))
