"""Outcomes: match, diff, skipped or error, one for each file, and never a crash."""

from __future__ import annotations

import os
from dataclasses import replace

import parity_harness as harness
import pytest
from hypothesis import given
from hypothesis import strategies as st
from parity_harness import SHOUT, TABLE, fill

from weft.parity import compare, fixture
from weft.parity.comparator import MissingExtraError
from weft.parity.compare import FolderError, Outcome


def outcomes(root, table=TABLE, only=()):
    return [result.outcome for result in compare.run(root, table, only)]


def lying(call):
    return {"shout": replace(SHOUT, call=call)}


def test_what_gives_the_same_matches(tmp_path):
    fill(tmp_path, "", "a\nb", "\ud800", mark="?")
    fill(tmp_path, "a\nb")
    assert outcomes(tmp_path) == [Outcome.MATCH] * 4


def test_a_divergent_transform_is_reported(tmp_path, monkeypatch):
    """The harness sees a lie, even in one character that nobody can see."""
    fill(tmp_path, "one\ntwo\n")
    monkeypatch.setattr(harness, "shout", lambda text, mark="!": "ONE\u200b\nTWO\n!")
    (result,) = compare.run(tmp_path, TABLE)
    assert result.outcome is Outcome.DIFF
    assert '-  "ONE",\n+  "ONE\\u200b",' in result.detail


class Panic(BaseException):
    """What native code raises when it panics."""


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ValueError("bad \x1b[31m luck"), "ValueError: bad \\u001b[31m luck"),
        (RecursionError("too deep"), "RecursionError: too deep"),
        (MemoryError(), "MemoryError"),
        (SystemExit(3), "SystemExit: 3"),
        (Panic("native"), "Panic: native"),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates"), "UnicodeEncodeError"),
    ],
)
def test_a_comparator_that_raises_is_an_error(tmp_path, error, says):
    def raises(case, config):
        raise error

    fill(tmp_path, "a", "b")
    results = list(compare.run(tmp_path, lying(raises)))
    assert [result.outcome for result in results] == [Outcome.ERROR] * 2
    assert says in results[0].detail


def test_an_output_that_json_cannot_say_is_an_error(tmp_path):
    fill(tmp_path, "a")
    table = {"shout": replace(SHOUT, project=lambda text: {1, 2})}
    (result,) = compare.run(tmp_path, table)
    assert (result.outcome, "a set is not a JSON value" in result.detail) == (Outcome.ERROR, True)


def test_the_interrupt_gets_through(tmp_path):
    def interrupted(case, config):
        raise KeyboardInterrupt

    fill(tmp_path, "a")
    with pytest.raises(KeyboardInterrupt):
        outcomes(tmp_path, lying(interrupted))


def test_what_cannot_run_here_is_skipped_with_the_reason(tmp_path):
    def missing(case, config):
        raise MissingExtraError("install weft[code]")

    fill(tmp_path, "a")
    (result,) = compare.run(tmp_path, lying(missing))
    assert (result.outcome, result.detail) == (Outcome.SKIPPED, "install weft[code]")
    (result,) = compare.run(tmp_path, {})
    assert result.outcome is Outcome.SKIPPED
    assert result.detail == "no comparator for the transform 'shout'"


def test_broken_files_are_errors_beside_good_ones(tmp_path):
    fill(tmp_path, "a")
    folder = tmp_path / "shout"
    (folder / "binary.json").write_bytes(os.urandom(4096))
    (folder / "deep.json").write_bytes(b'{"input":' * 50_000)
    (folder / "dangling.json").symlink_to("nowhere")
    (folder / "folder.json").mkdir()
    os.mkfifo(folder / "pipe.json")
    (folder / "huge.json").write_bytes(b" " * (2 << 20))
    (tmp_path / "stray.json").write_text("{}")
    (tmp_path / "README").write_text("no fixture")
    (tmp_path / ".hidden").mkdir()
    found = {result.file: result.outcome for result in compare.run(tmp_path, TABLE)}
    assert len(found) == 8
    assert sum(outcome is Outcome.MATCH for outcome in found.values()) == 1
    assert sum(outcome is Outcome.ERROR for outcome in found.values()) == 7


def test_an_edited_input_is_an_error_not_a_match(tmp_path):
    fill(tmp_path, "a")
    (path,) = (tmp_path / "shout").iterdir()
    path.write_text(path.read_text().replace('"input": "a"', '"input": "A"'))
    (result,) = compare.run(tmp_path, TABLE)
    assert (result.outcome, "digest" in result.detail) == (Outcome.ERROR, True)


def test_only_some_transforms(tmp_path):
    fill(tmp_path, "a")
    (tmp_path / "whisper").mkdir()
    (tmp_path / "whisper" / "x.json").write_text("{}")
    assert outcomes(tmp_path, only=["shout"]) == [Outcome.MATCH]
    assert outcomes(tmp_path, only=["whisper"]) == [Outcome.ERROR]


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(FolderError, match=r"no folder of fixtures at .*gone; .*--fixtures"):
        outcomes(tmp_path / "gone")


@given(start=st.integers(0, 400), length=st.integers(0, 30), into=st.binary(max_size=12))
def test_a_damaged_fixture_never_stops_a_run(tmp_path_factory, start, length, into):
    root = tmp_path_factory.mktemp("damaged")
    fill(root, 'one\r\n"two" \ud800', mark="?")
    (path,) = (root / "shout").iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[:start] + into + whole[start + length :])
    (result,) = compare.run(root, TABLE)
    if result.outcome is Outcome.MATCH:
        after = fixture.read(path)
        assert (after.case.input, after.output) == (
            'one\r\n"two" \ud800',
            ["ONE\r", '"TWO" \ud800?'],
        )
