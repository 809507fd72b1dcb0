"""What a WebSocket remembers of its responses, and what it forgets."""

from __future__ import annotations

from weft.dialects.reading import Mark
from weft.dialects.slot import Call
from weft.gateway.lineage import MOST_NAMES, Lineage
from weft.rewrite.before import Before


def before(size: int) -> Before:
    """What came before, with a call whose arguments have so many characters."""
    return Before(Mark("Why?", "", ((Call("c", "run", "x" * size), ""),)))


def test_a_response_is_known_by_its_name() -> None:
    lineage = Lineage()
    lineage.put("resp_1", before(1))
    lineage.put("resp_1", before(2))
    assert lineage.get("resp_1") == before(2)
    assert lineage.get("resp_2") is None
    assert len(lineage) == 1


def test_one_without_a_name_cannot_be_asked_for() -> None:
    lineage = Lineage()
    lineage.put("", before(1))
    assert len(lineage) == 0


def test_the_oldest_go_first() -> None:
    lineage = Lineage(most=10_000)
    for number in range(20):
        lineage.put(f"resp_{number}", before(1_000))
    assert lineage.get("resp_19") == before(1_000)
    assert lineage.get("resp_0") is None
    assert len(lineage) == 4


def test_one_that_is_too_large_does_not_push_out_the_others() -> None:
    lineage = Lineage(most=10_000)
    lineage.put("small", before(10))
    lineage.put("large", before(20_000))
    assert lineage.get("large") is None
    assert lineage.get("small") == before(10)


def test_a_name_stands_for_the_last_response() -> None:
    lineage = Lineage()
    lineage.stands_for("resp_1", "resp_2")
    lineage.stands_for("resp_1", "resp_3")
    assert (lineage.last("resp_1"), lineage.last("resp_9")) == ("resp_3", "resp_9")
    for number in range(MOST_NAMES):
        lineage.stands_for(f"new_{number}", "x")
    assert lineage.last("resp_1") == "resp_1"
