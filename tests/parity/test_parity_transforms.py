"""The table: live calls of every transform are recorded as what they are, and lies are seen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from inputs import TEXTS
from parity_cases import FIXTURES

from weft.cli.parity import parity
from weft.engine import detect, pipeline, tokens
from weft.engine.forms.code_outline import CodeOutline
from weft.engine.forms.compact_json import CompactJson
from weft.engine.forms.registry import FORMS
from weft.engine.model import Block
from weft.parity import compare, recorder
from weft.parity.compare import Outcome
from weft.parity.fixture import Case
from weft.parity.transforms import TRANSFORMS, cases_of
from weft.parity.transforms.query import written
from weft.parity.transforms.recall import TENANT, TEST_KEYRING
from weft.recall import ledger, marker, query

ROOT = Path(__file__).parents[2]


def test_every_form_in_use_has_golden_fixtures():
    forms = (*FORMS.lossless, *FORMS.lossy, *FORMS.offload)
    assert {form.name for form in forms} <= set(TRANSFORMS)


def test_live_calls_become_fixtures_that_match(tmp_path):
    """One rendering of one block reaches most of the engine; recall is called beside it."""
    with recorder.recording(tmp_path) as recording:
        structured = ("table_box", "csv_constants", "yaml_compose", "xml_report")
        documents = ("document_guide", "document_page", "document_essay", "base64_blob")
        files = (
            "files_find",
            "files_tree",
            "files_grep_numbered",
            "files_git_diff",
            "files_git_log",
        )
        others = ("api_pretty", "long_log", "repeated_blocks", "code_go", "tool_cargo_test")
        for name in (*others, *structured, *files, *documents):
            text = TEXTS[name]()
            marks = TEST_KEYRING.reference(TENANT, text)
            terms = pipeline.Terms(tokens.for_model("gpt-4o"), min_tokens=5)
            rendering = pipeline.render(Block(text), FORMS, terms, marks)
            rendering.candidate.write(marks.mark)
        CodeOutline(grammars=False).cut(Block(TEXTS["code_go"]()), None)
        ledger.identity("text", "decider")
        list(marker.parse("see <<ccr:0123456789abcdef01234567>>"))
        query.ask(query.Plain("a\nb\n"), query.Lines(2, 2))
        query.ask(query.Plain("a\nb\n"), query.Pattern("b"), max_chars=10)
    assert {entry.verdict for entry in recording.entries} == {"new"}
    assert {entry.transform for entry in recording.entries} == set(TRANSFORMS)
    outcomes = {one.outcome for one in compare.run(tmp_path, TRANSFORMS)}
    assert outcomes == {Outcome.MATCH}


def test_what_another_key_or_counter_decided_is_not_recorded(tmp_path):
    text = TEXTS["long_log"]()
    other = marker.Keyring(b"k" * 32).reference(TENANT, text)
    with recorder.recording(tmp_path, only=["pipeline", "marker_hash"]) as recording:
        pipeline.render(Block(text), FORMS, pipeline.Terms(tokens.for_model("gpt-4o")), other)
        pipeline.render(Block(text), FORMS, pipeline.Terms(len))
        marker.Keyring(b"k" * 32).reference(TENANT, text)
    assert recording.entries == []


@pytest.mark.parametrize(
    "question",
    [
        query.Whole(),
        query.Lines(3, query.END),
        query.Chars(1, 5),
        query.Rows(1, 2, "items"),
        query.Select(where=(query.parse_condition('a>="5"'),), fields=("a", "b")),
        query.Pattern("x+", ignore_case=True, before=1, last=7),
        query.Search("some words"),
    ],
)
def test_a_question_reads_back_from_its_config(question, monkeypatch):
    asked = []
    monkeypatch.setattr(
        query, "ask", lambda original, what, max_chars: asked.append((what, max_chars))
    )
    TRANSFORMS["query"].call("text", written(question, 99))
    assert asked == [(question, 99)]


@pytest.mark.parametrize("name", sorted(TRANSFORMS))
@pytest.mark.parametrize("given", [None, 7, [], {"hash": 1}])
def test_a_case_without_meaning_is_refused(name, given, tmp_path):
    (entry,) = recorder.record(tmp_path, [Case(name, given, {"ask": "whole", "model": "x"})])
    assert (entry.verdict, "the " in entry.reason) == (recorder.REFUSED, True), entry


def test_a_text_from_outside_has_cases_for_every_transform_of_texts():
    names = {case.transform for case in cases_of("some text")}
    assert set(TRANSFORMS) - names == {"marker_write", "query"}


def test_a_form_that_lies_is_seen_at_the_command_line(monkeypatch):
    honest = CompactJson.fold

    def lying(self, text):
        folded = honest(self, text)
        return folded and folded.replace("1900000000000000000", "1900000000000000001")

    monkeypatch.setattr(CompactJson, "fold", lying)
    arguments = ["run", "--only", "compact_json", "--fixtures", str(FIXTURES)]
    result = CliRunner().invoke(parity, arguments)
    assert result.exit_code == 1
    assert '+\\"id\\":1900000000000000001,' in result.output


def test_a_transform_that_raises_is_seen_at_the_command_line(monkeypatch):
    def raises(text):
        raise ValueError("out of order")

    monkeypatch.setattr(detect, "detect", raises)
    arguments = ["run", "--only", "detect", "--fixtures", str(FIXTURES)]
    result = CliRunner().invoke(parity, arguments)
    assert result.exit_code == 1
    assert "matched=0 skipped=0 diffed=0" in result.output
    assert "ValueError: out of order" in result.output


def weft(*arguments, cwd=ROOT, **environment):
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from weft.cli.main import run; raise SystemExit(run())",
            *arguments,
        ],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        check=False,
        timeout=120,
    )


def test_the_command_in_a_checkout():
    done = weft("parity", "run", "--only", "detect", "--strict")
    assert (done.returncode, done.stdout.startswith(b"[detect] total=")) == (0, True), done.stderr


def test_the_command_elsewhere_says_what_is_missing(tmp_path):
    done = weft("parity", "run", cwd=tmp_path)
    assert done.returncode == 2
    assert b"no folder of fixtures at tests/parity/fixtures" in done.stderr


def test_a_difference_can_be_printed_on_any_terminal(tmp_path):
    shutil.copytree(FIXTURES / "repeated_lines", tmp_path / "repeated_lines")
    for path in (tmp_path / "repeated_lines").iterdir():
        path.write_text(
            path.read_text("utf-8").replace("[the line above", "[die Zeile 日"), "utf-8"
        )
    done = weft("parity", "run", "--fixtures", str(tmp_path), PYTHONIOENCODING="latin-1")
    assert done.returncode == 1, done.stderr
    assert b"[die Zeile \\u65e5" in done.stdout
