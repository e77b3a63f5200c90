"""Numbers with their nouns, as people say them."""


def counted(count: int, noun: str) -> str:
    """`count` with `noun` in the right number.

    >>> counted(1, "step"), counted(3, "step")
    ('1 step', '3 steps')
    """
    return f"{count} {noun}{'' if count == 1 else 's'}"
