"""Reports: a line for each transform, and a verdict."""

from __future__ import annotations

import json

import pytest

from weft.parity import report
from weft.parity.compare import Outcome, Result

MATCH = Result("shout", "1.json", Outcome.MATCH)
DIFF = Result("shout", "2.json", Outcome.DIFF, "- a\n+ b")
SKIPPED = Result("whisper", "3.json", Outcome.SKIPPED, "not here")
ERROR = Result("whisper", "4\x1b\udc80.json", Outcome.ERROR, "ValueError: two\nlines")


def test_the_text_of_a_report():
    made = report.make([MATCH, DIFF, SKIPPED, ERROR], ["hum", "shout"])
    assert "\n".join(made.lines()).split("\n") == [
        "[hum] total=0 matched=0 skipped=0 diffed=0 errors=0",
        "[shout] total=2 matched=1 skipped=0 diffed=1 errors=0",
        "  diff: 2.json:",
        "    - a",
        "    + b",
        "[whisper] total=2 matched=0 skipped=1 diffed=0 errors=1",
        "  skipped: 3.json: not here",
        "  error: 4\\u001b\\udc80.json: ValueError: two",
        "    lines",
    ]


def test_the_document_of_a_report():
    made = report.make([MATCH, DIFF, ERROR], ["hum"])
    document = json.loads(report.dump(made.document()))
    assert (document["ok"], document["strict"], document["total"]) == (False, False, 3)
    assert document["transforms"][1] == {
        "name": "shout",
        "total": 2,
        "matched": 1,
        "skipped": 0,
        "diffed": 1,
        "errors": 0,
        "fixtures": [
            {"file": "1.json", "outcome": "match", "detail": ""},
            {"file": "2.json", "outcome": "diff", "detail": "- a\n+ b"},
        ],
    }


@pytest.mark.parametrize(
    ("results", "lenient", "strict"),
    [
        ([MATCH], True, True),
        ([MATCH, SKIPPED], True, False),
        ([MATCH, DIFF], False, False),
        ([MATCH, ERROR], False, False),
        ([], True, False),
    ],
)
def test_the_verdict(results, lenient, strict):
    assert report.make(results, ["shout"]).ok is lenient
    assert report.make(results, ["shout"], strict=True).ok is strict


def test_a_strict_report_names_transforms_without_fixtures():
    lines = list(report.make([MATCH], ["hum"], strict=True).lines())
    assert "  missing: a transform must have fixtures" in lines
