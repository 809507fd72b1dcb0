"""Fixture files: exactly six members, whole or not at all, and every defect has a name."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parity_harness import NOON, fill

from weft.parity import fixture
from weft.parity.fixture import Case, Fixture, FixtureError, Saved


def test_a_file_holds_exactly_this(tmp_path):
    case = Case("shout", 'a\r\n"\ud800" é', {"mark": "?"})
    assert fixture.save(tmp_path, Fixture(case, ["A\r", "É?"], NOON)) is Saved.NEW
    canonical = b'"a\\r\\n\\"\\ud800\\" \\u00e9"'
    digest = hashlib.sha256(canonical).hexdigest()
    suffix = hashlib.sha256(b'{"mark":"?"}').hexdigest()[:8]
    path = tmp_path / "shout" / f"{digest[:16]}-{suffix}.json"
    assert path.read_text("utf-8") == (
        "{\n"
        '  "transform": "shout",\n'
        '  "input": "a\\r\\n\\"\\ud800\\" é",\n'
        '  "config": {\n'
        '    "mark": "?"\n'
        "  },\n"
        '  "output": [\n'
        '    "A\\r",\n'
        '    "É?"\n'
        "  ],\n"
        '  "recorded_at": "2025-01-02T12:00:00+00:00",\n'
        f'  "input_sha256": "{digest}"\n'
        "}\n"
    )
    assert fixture.read(path) == Fixture(case, ["A\r", "É?"], NOON)
    assert list(path.parent.iterdir()) == [path]  # no draft stays behind


def test_one_input_under_several_configs_is_several_files(tmp_path):
    for config in ({}, {"mark": "?"}, {"mark": "."}, {"mark": "?", "x": 1}):
        fixture.save(tmp_path, Fixture(Case("shout", "a", config), "A", NOON))
    assert len(list((tmp_path / "shout").iterdir())) == 4


def test_a_fixture_is_never_overwritten_unasked(tmp_path):
    case = Case("shout", "a", {})
    later = NOON + timedelta(days=1)
    fixture.save(tmp_path, Fixture(case, "A!", NOON))
    before = case.path(tmp_path).read_bytes()
    assert fixture.save(tmp_path, Fixture(case, "A!", later), force=True) is Saved.SAME
    assert fixture.save(tmp_path, Fixture(case, "lie", later)) is Saved.CHANGED
    assert case.path(tmp_path).read_bytes() == before
    assert fixture.save(tmp_path, Fixture(case, "lie", later), force=True) is Saved.REPLACED
    assert fixture.read(case.path(tmp_path)) == Fixture(case, "lie", later)


def test_a_broken_file_counts_as_changed(tmp_path):
    case = Case("shout", "a", {})
    case.path(tmp_path).parent.mkdir()
    case.path(tmp_path).write_bytes(b"\xff")
    assert fixture.save(tmp_path, Fixture(case, "A!", NOON)) is Saved.CHANGED
    assert fixture.save(tmp_path, Fixture(case, "A!", NOON), force=True) is Saved.REPLACED


def _document(tmp_path):
    fill(tmp_path, "a")
    path = next((tmp_path / "shout").iterdir())
    return path, json.loads(path.read_text())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"input": "b"}, "input_sha256 is .*, but the input's digest is"),
        ({"input_sha256": "0" * 64}, "input_sha256 is 0000"),
        ({"input_sha256": 7}, "input_sha256 must be a string"),
        ({"transform": "whisper"}, "says it is of transform 'whisper' but stands in 'shout'"),
        ({"transform": "../shout"}, "says it is of transform"),
        ({"config": []}, "config must be an object"),
        ({"config": {"mark": "?"}}, r"the name must be \w{16}-\w{8}.json"),
        ({"recorded_at": "yesterday"}, "not an ISO 8601 time"),
        ({"recorded_at": "2025-01-02T12:00:00"}, "no time zone"),
        ({"label": "x"}, "must hold exactly .*unknown: 'label'"),
    ],
)
def test_a_defect_is_named(tmp_path, change, says):
    path, document = _document(tmp_path)
    path.write_text(json.dumps(document | change))
    with pytest.raises(FixtureError, match=says):
        fixture.read(path)


def test_a_missing_member_is_named(tmp_path):
    path, document = _document(tmp_path)
    del document["config"], document["output"]
    path.write_text(json.dumps(document))
    with pytest.raises(FixtureError, match="'config', 'output'"):
        fixture.read(path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not a JSON file"),
        (b"\x00\xff\xfe\x80", "not UTF-8 at byte 1"),
        (b"[]", "holds no JSON object"),
        (b"[" * 200_000, "nested too deeply|not a JSON file"),
        (b'{"transform": ' + b'{"a":' * 100_000, "nested too deeply|not a JSON file"),
        (b" " * (fixture.MAX_BYTES + 1), "a fixture has at most"),
        (b'{"transform": 1, "transform": 2}', "stands twice"),
        (b'{"output": NaN}', "NaN"),
        (b'"\\ud800"', "no JSON object"),
    ],
)
def test_a_file_that_is_no_fixture_is_named(tmp_path, content, says):
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(FixtureError, match=says):
        fixture.read(path)


def test_what_is_no_file_is_not_opened(tmp_path):
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "dangling.json").symlink_to("nowhere")
    (tmp_path / "loop.json").symlink_to("loop.json")
    os.mkfifo(tmp_path / "pipe.json")
    for name, says in [
        ("folder", "not a regular file"),
        ("pipe", "not a regular file"),
        ("dangling", "No such file"),
        ("loop", "symbolic link"),
    ]:
        with pytest.raises(FixtureError, match=says):
            fixture.read(tmp_path / f"{name}.json")


@given(data=st.binary(max_size=200) | st.text(max_size=100).map(lambda t: t.encode()))
def test_any_bytes_are_a_fixture_or_a_fixture_error(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any") / "x.json"
    path.write_bytes(data)
    with pytest.raises(FixtureError):
        fixture.read(path)


def test_what_cannot_be_written_is_said_and_leaves_nothing(tmp_path):
    (tmp_path / "shout").write_text("a file where the folder should be")
    with pytest.raises(FixtureError, match="cannot be written"):
        fixture.save(tmp_path, Fixture(Case("shout", "a", {}), "A!", NOON))
    with pytest.raises(FixtureError, match="at most"):
        fixture.save(tmp_path, Fixture(Case("big", "a", {}), "x" * fixture.MAX_BYTES, NOON))
    assert list(tmp_path.iterdir()) == [tmp_path / "shout"]
