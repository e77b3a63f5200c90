"""Which price is booked when a job ends. Micro-USD."""

from director_kernel.errors import ProviderError


def of_result(actual: int | None, ceiling: int) -> int:
    """A take that was delivered: what the provider billed; the ceiling where it does not say, so that no cap is overstepped unseen."""
    return ceiling if actual is None else actual


def of_failure(actual: int | None) -> int:
    """A job that failed, was refused or cancelled: what the provider says it billed, otherwise nothing."""
    return actual or 0


def of_error(error: ProviderError, ceiling: int) -> int:
    """An error that tells whether the request was billed but not how much."""
    return ceiling if error.billed else 0


def of_lost(error: ProviderError, ceiling: int, actual: int | None = None) -> int:
    """An output that is gone: what the provider billed; the ceiling where it doesn't say how much, nothing if it says so."""
    if actual is not None:
        return actual
    return 0 if error.billed is False else ceiling
