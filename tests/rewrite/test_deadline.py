"""The time that one request may take."""

from __future__ import annotations

import pytest
from rewrite_world import Clock

from weft.engine.limit import unlimited
from weft.rewrite.deadline import Deadline, OverTime


def test_work_is_done_as_long_as_there_is_time() -> None:
    clock = Clock()
    deadline = Deadline(2.0, clock, unlimited)
    assert deadline("outline", lambda: "done") == "done"
    clock.time += 2.0
    assert deadline("outline", lambda: "still") == "still"
    assert not deadline.over
    clock.time += 0.5
    assert deadline.over
    with pytest.raises(OverTime):
        deadline("outline", lambda: "late")


def test_it_tells_how_long_each_form_took_since_it_was_asked() -> None:
    clock = Clock()
    deadline = Deadline(9.0, clock, unlimited)

    def takes(seconds: float) -> None:
        clock.time += seconds

    deadline("outline", lambda: takes(1.0))
    deadline("outline", lambda: takes(0.5))
    deadline("tables", lambda: takes(0.25))
    assert deadline.taken() == {"outline": 1.5, "tables": 0.25}
    assert deadline.taken() == {}


def test_what_fails_has_taken_its_time_too() -> None:
    clock = Clock()
    deadline = Deadline(9.0, clock, unlimited)

    def breaks() -> None:
        clock.time += 1.0
        raise KeyError

    with pytest.raises(KeyError):
        deadline("outline", breaks)
    assert deadline.taken() == {"outline": 1.0}


def test_the_work_of_one_form_is_bounded_by_the_limit_inside() -> None:
    def never(name: str, work: object) -> str:
        return f"{name} was not let"

    assert Deadline(9.0, Clock(), never)("outline", lambda: "done") == "outline was not let"
