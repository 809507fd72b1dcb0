"""The recorder: listens without being noticed, writes what can be had again, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from threading import Thread

import parity_harness as harness
import pytest
from parity_harness import NOON, SHOUT, TABLE, fill

from weft.parity import fixture, recorder
from weft.parity.fixture import Case


def listen(root, transforms=TABLE, **options):
    return recorder.recording(root, now=lambda: NOON, transforms=transforms, **options)


def verdicts(entries):
    return [entry.verdict for entry in entries]


def test_every_call_becomes_a_fixture_once(tmp_path):
    with listen(tmp_path) as recording:
        assert harness.shout("a") == "A!"
        assert harness.shout(text="a", mark="!") == "A!"
        assert harness.shout("a", "?") == "A?"
        assert recording.entries == []  # nothing is written before the end
    assert verdicts(recording.entries) == ["new", "new"]
    files = [tmp_path / "shout" / entry.file for entry in recording.entries]
    assert [(one.case.config, one.output) for one in map(fixture.read, files)] == [
        ({}, ["A!"]),
        ({"mark": "?"}, ["A?"]),
    ]


def test_the_functions_are_their_own_again(tmp_path):
    shout = harness.shout
    with listen(tmp_path):
        assert harness.shout is not shout
    assert harness.shout is shout


def test_when_the_recorded_code_raises_nothing_is_written(tmp_path):
    shout = harness.shout

    def fails():
        with listen(tmp_path):
            harness.shout("a")
            raise LookupError

    with pytest.raises(LookupError):
        fails()
    assert harness.shout is shout
    assert list(tmp_path.iterdir()) == []


def test_a_transform_that_raises_raises(tmp_path):
    with listen(tmp_path) as recording, pytest.raises(AttributeError):
        harness.shout(None)
    assert recording.entries == []


def test_calls_from_many_threads_are_heard(tmp_path):
    with listen(tmp_path) as recording:
        threads = [Thread(target=harness.shout, args=(f"text {n % 10}",)) for n in range(40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert verdicts(recording.entries) == ["new"] * 10


def test_only_the_named_transforms_are_heard(tmp_path):
    with listen(tmp_path, only=["whisper"]) as recording:
        harness.shout("a")
    assert recording.entries == []


def test_a_call_that_depends_on_more_than_its_case_makes_no_fixture(tmp_path, monkeypatch):
    """The configuration that decided was not captured, so the fixture would lie."""
    forgetful = replace(SHOUT, capture=lambda given: (given["text"], {}))
    with listen(tmp_path, {"shout": forgetful}) as recording:
        harness.shout("a", "?")
    (entry,) = recording.entries
    assert entry.verdict == recorder.REFUSED
    assert "depends on more than input and config" in entry.reason
    assert '-  "A?"' in entry.reason
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ({"capture": lambda given: (given["nothing"], {})}, "KeyError"),
        ({"capture": lambda given: (object(), {})}, "object is not a JSON value"),
        ({"project": lambda text: float("nan")}, "not a JSON number"),
        ({"project": lambda text: 1 / 0}, "ZeroDivisionError"),
    ],
)
def test_listening_never_breaks_the_call(tmp_path, part, reason):
    with listen(tmp_path, {"shout": replace(SHOUT, **part)}) as recording:
        assert harness.shout("a") == "A!"
    (entry,) = recording.entries
    assert entry.verdict == recorder.REFUSED
    assert reason in entry.reason


def test_a_call_that_no_fixture_can_stand_for_is_let_pass(tmp_path):
    with listen(tmp_path, {"shout": replace(SHOUT, capture=lambda given: None)}) as recording:
        harness.shout("a")
    assert recording.entries == []


def test_a_changed_output_is_named_and_kept_until_forced(tmp_path, monkeypatch):
    fill(tmp_path, "a", "b")
    monkeypatch.setattr(harness, "shout", lambda text, mark="!": text * 2 if text == "b" else "A!")
    cases = [Case("shout", text, {}) for text in "abc"]
    assert verdicts(recorder.record(tmp_path, cases, transforms=TABLE)) == [
        "same",
        "changed",
        "new",
    ]
    forced = recorder.record(tmp_path, cases, transforms=TABLE, force=True)
    assert verdicts(forced) == ["same", "replaced", "same"]


def test_what_cannot_be_recorded_has_a_reason(tmp_path):
    cases = [
        Case("whisper", "a", {}),
        Case("shout", ["no text"], {}),
        Case("shout", "a", {"unknown": 1}),
        Case("shout", "x" * fixture.MAX_BYTES, {}),
    ]
    entries = list(recorder.record(tmp_path, cases, transforms=TABLE))
    assert verdicts(entries) == [recorder.REFUSED] * 4
    for entry, reason in zip(
        entries, ["no comparator", "must be a string", "unknown", "at most"], strict=True
    ):
        assert reason in entry.reason
