"""Hundreds of jobs at once on a local fal: none lost, none twice, no limit of a key exceeded, booked as billed."""

import pytest

from bench.jobs import CONCURRENCY, beyond, measure


@pytest.mark.slow
def test_no_job_is_lost_and_no_limit_exceeded() -> None:
    found = measure(jobs=120, early=40, rpm=2_000)
    assert found["status"] == "completed" and found["states"] == {"stored": 120}
    assert (found["lost"], found["doubled"], found["posts"], found["accepted"]) == (0, 0, 120, 120)
    assert beyond(found, rpm=2_000) == 0 and 1 < found["most"] <= CONCURRENCY
    assert found["committed"] == found["billed"] and found["books"] == [] and found["leaks"] == []
    assert 0 < found["early"] <= found["late"] * 2
