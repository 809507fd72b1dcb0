"""JSON rows: what is left out of a document, and that nothing is lost by it."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.engine import verify
from weft.engine.detect import detect, is_json
from weft.engine.forms.json_rows import JsonRows
from weft.engine.forms.registry import FORMS
from weft.engine.gap import open_gaps
from weft.engine.model import Block, Cut, Kind, Origin
from weft.engine.pipeline import Terms, render
from weft.engine.tokens import count
from weft.recall.marker import Keyring, Receipt

WORDS = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")
KEYRING = Keyring(bytes(32))


def rows(number: int = 300) -> list[dict[str, object]]:
    """Jobs, one of which failed, one slow, and one in a region of its own."""
    chance = random.Random(4)
    made: list[dict[str, object]] = [
        {
            "id": f"job-{at}",
            "state": "done",
            "ms": chance.randint(80, 120),
            "region": chance.choice(["eu", "us"]),
            "note": " ".join(
                chance.choices(["alpha", "beta", "gamma", "delta", "epsilon", "zeta"], k=4)
            ),
        }
        for at in range(number)
    ]
    made[97] |= {"state": "failed", "note": "connection refused by db-7"}
    made[141] |= {"ms": 9000}
    made[203] |= {"region": "ap"}
    return made


def left(text: str, question: str = "") -> str:
    """The text with cuts written as their words."""
    block = Block(text, Origin(question=question))
    pieces = JsonRows().cut(block, None)
    assert pieces is not None
    verify.tiles(text, pieces)
    gapped = open_gaps(pieces)
    assert gapped is not None
    assert detect(gapped) is detect(text)
    return "".join(piece.what if isinstance(piece, Cut) else piece for piece in pieces)


def test_errors_outliers_and_rare_values_stay() -> None:
    stays = left(json.dumps(rows()))
    assert "job-97" in stays
    assert "job-141" in stays
    assert "job-203" in stays
    assert len(stays) < len(json.dumps(rows())) / 2


def test_what_is_asked_for_stays() -> None:
    assert '"job-250"' in left(json.dumps(rows()), "What about job-250?")


def test_the_first_cut_says_what_all_rows_hold() -> None:
    stays = left(json.dumps(rows()))
    assert "of all 300 rows" in stays
    assert "done 299x, failed 1x" in stays


def test_rows_that_share_no_members_are_told_by_their_texts() -> None:
    made = [{f"k{at * step % 3001}": "x" for step in range(1, 7)} for at in range(600)]
    made[300]["state"] = "failed: no route to host"
    assert "no route to host" in left(json.dumps(made))


def test_versions_keep_the_first_release_of_the_newest_lines() -> None:
    versions = [f"{n // 40}.{n % 40}.{fix}" for n in range(160) for fix in range(2)]
    stays = left(json.dumps([{"version": version, "at": n} for n, version in enumerate(versions)]))
    assert '"2.0.0"' in stays
    assert '"3.0.0"' in stays


def test_a_cut_says_first_what_the_question_names() -> None:
    made = [dict.fromkeys((f"c{k}" for k in range(40)), at % 3) for at in range(60)]
    for at, row in enumerate(made):
        row["region"] = "north" if at % 5 else "south"
    stays = left(json.dumps(made), "How many are in region south?")
    assert "rows: region: south 12x, north 48x;" in stays


def test_lines_are_rows_too() -> None:
    text = "\n".join(map(json.dumps, rows())) + "\n"
    assert detect(text) is Kind.JSON_LINES
    stays = left(text)
    assert "job-97" in stays
    assert "lines " in stays


def test_long_texts_keep_the_error() -> None:
    trace = "\n".join(["start", *(f"step {at} of the work" for at in range(200))])
    trace = trace.replace("step 120 of the work", "ValueError: no such table")
    stays = left(json.dumps({"log": trace, "code": 1}))
    assert "ValueError: no such table" in stays
    assert "step 60 of" not in stays


def test_base64_keeps_its_ends() -> None:
    blob = "QUJD" * 4000
    assert len(left(json.dumps({"blob": blob}))) < 600


def test_lists_of_numbers_and_strings() -> None:
    numbers = [5] * 200 + [9999] + [5] * 200
    assert "9999" in left(json.dumps(numbers))
    names = [f"name number {at % 3}" for at in range(300)]
    names[150] = "panic: out of memory"
    assert "panic" in left(json.dumps(names))


@pytest.mark.parametrize("text", ["", "{", "[1", "[" * 500 + "]" * 500, '{"a":"' + "x" * 5000])
def test_what_is_no_document_is_left(text: str) -> None:
    assert JsonRows().cut(Block(text), None) is None


def test_a_scorer_of_ones_own_decides() -> None:
    class Last:
        def scores(self, question: str, texts: list[str]) -> list[float]:
            return [float("job-222" in text) for text in texts]

    text = json.dumps(rows())
    pieces = JsonRows(Last()).cut(Block(text, Origin(question="which?")), None)
    assert pieces is not None
    assert any(isinstance(piece, str) and '"job-222"' in piece for piece in pieces)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"k": st.integers() | st.text(max_size=9)},
            optional={"a,b": st.text(max_size=400), '"': st.lists(st.integers(), max_size=30)},
        ),
        min_size=16,
        max_size=40,
    ),
    st.booleans(),
    st.text(max_size=20),
)
def test_any_rows_are_tiled_and_settle(
    given_rows: list[object], lines: bool, question: str
) -> None:
    text = "\n".join(map(json.dumps, given_rows)) if lines else json.dumps({"d": given_rows})
    marks = KEYRING.reference("t", text)
    rendering = render(Block(text, Origin(question=question)), FORMS, Terms(count), marks)
    sent = rendering.settle(lambda _: Receipt(marks.hash, marks.tenant, KEYRING))
    assert count(sent) == rendering.tokens_after <= rendering.tokens_before
    again = render(Block(sent, Origin(question=question)), FORMS, Terms(count), marks)
    assert again.unchanged
    assert is_json(text) or lines
