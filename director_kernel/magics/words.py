"""The words of a magic line."""

import shlex

CURLY = {0x201C: '"', 0x201D: '"'}


def split(line: str) -> list[str]:
    """The words of `line`, quotes as in a shell but backslashes kept; curly double quotes count as quotes, for people paste them.

    A quote left open is closed at the end of the line; an apostrophe inside a word is a letter, not a quote.
    """
    lexer = shlex.shlex(line.translate(CURLY), posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.escape, lexer.commenters, lexer.quotes = True, "", "", '"'
    try:
        return list(lexer)
    except ValueError:
        return split(line + '"')
