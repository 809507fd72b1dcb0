"""The engine's bench measures what it says. How fast anything is stands nowhere here."""

from __future__ import annotations

import json

import pytest

from asked import KINDS, Asked, all_asked, asked
from engine import report, table
from engine_measure import BASELINES, savings, works

SMALL = 3000


@pytest.mark.parametrize("kind", KINDS)
def test_the_fact_stands_once_in_the_middle_of_its_text(kind: str) -> None:
    case = asked(kind, SMALL, seed=1)
    place = case.text.index(case.fact)
    assert case.text.count(case.fact) == 1
    assert len(case.text) / 4 < place < len(case.text) * 3 / 4
    assert case == asked(kind, SMALL, seed=1) != asked(kind, SMALL, seed=2)


@pytest.mark.parametrize("kind", ["JSON, pretty", "JSON, compact"])
def test_what_is_planted_leaves_a_document(kind: str) -> None:
    names = [record["name"] for record in json.loads(asked(kind, SMALL, seed=1).text)]
    assert names.count("quartz ledger") == 1


def test_baselines_do_what_they_are_called() -> None:
    case = Asked("JSON", '{ "a": 1,\n "quartz": 2 }\n', "where is quartz?", "2")
    made = {way: make(case) for way, make in BASELINES.items()}
    assert made["compact JSON"] == '{"a":1,"quartz":2}'
    assert made["lines of the question"] == ' "quartz": 2 }\n'
    assert made["head and tail"].startswith('{ "a"')
    assert BASELINES["compact JSON"](Asked("text", "{ a")) == "{ a"


def test_a_saving_that_loses_the_fact_is_told_apart() -> None:
    case = asked("log", SMALL, seed=1)
    found = {saving.way: saving for saving in savings(case)}
    assert found["lossless"].told
    assert found["lines of the question"].told
    assert not found["head and tail"].told
    assert found["head and tail"].left == pytest.approx(0.5, abs=0.1)


def test_the_time_of_each_form_is_told() -> None:
    found = works(asked("JSON, compact", 20_000, seed=1))
    assert sum(work.share for work in found) == pytest.approx(1)
    assert {"json_rows", "json_sheet"} <= {work.form for work in found}


def test_a_table_is_markdown() -> None:
    assert list(table(["a", "bb"], [["ccc", 1]])) == [
        "| a   | bb |",
        "| --- | -- |",
        "| ccc | 1  |",
        "",
    ]


def test_the_page_tells_of_every_kind() -> None:
    page = "\n".join(report((1000, 1500, 2000), 1))
    assert all(f"| {case.kind} " in page for case in all_asked(1000))
    assert "**median**" in page
