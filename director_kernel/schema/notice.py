"""A message about a run's end, on its way to whoever wanted to be told."""

from pydantic import Field

from director_kernel.schema.noun import Noun


class Notice(Noun):
    """One end of one execution. `id` is the same at every try, so that the receiver knows a repetition; `body` is what is signed and sent.

    `holder` is the process that delivers it; `tries` were made, the next one is due at `due` (seconds since the epoch). `over`: it was
    tried as often as it will be, `why` says what went wrong last.
    """

    id: str
    execution: str
    epoch: int
    url: str = Field(repr=False)
    body: str
    made: float
    holder: str = ""
    tries: int = 0
    due: float = 0.0
    why: str = ""
    over: bool = False
