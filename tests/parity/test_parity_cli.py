"""`weft parity` as it is typed: what it prints, and what its exit status says."""

from __future__ import annotations

import json

import parity_harness as harness
import pytest
from click.testing import CliRunner
from parity_harness import TABLE, fill

from weft.cli.parity import parity
from weft.parity import transforms


@pytest.fixture
def at(tmp_path, monkeypatch):
    """A folder with three fixtures of `shout`, and a table that holds nothing else."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(transforms, "TRANSFORMS", TABLE)
    fixtures = tmp_path / "tests" / "parity" / "fixtures"
    fixtures.mkdir(parents=True)
    fill(fixtures, "one", "two", "three")
    return fixtures


def weft_parity(*arguments):
    result = CliRunner().invoke(parity, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_run_says_all_is_well(at):
    assert weft_parity("run") == (0, "[shout] total=3 matched=3 skipped=0 diffed=0 errors=0\n")
    assert weft_parity("run", "--strict", "--only", "shout")[0] == 0


def test_run_reports_a_divergent_transform(at, monkeypatch):
    monkeypatch.setattr(
        harness, "shout", lambda text, mark="!": "lie" if text == "two" else text.upper() + mark
    )
    code, output = weft_parity("run")
    assert code == 1
    assert output.startswith("[shout] total=3 matched=2 skipped=0 diffed=1 errors=0\n  diff: ")
    assert '    -  "TWO!"\n    +  "lie"\n' in output


def test_run_reports_an_error(at, monkeypatch):
    (at / "shout" / "x.json").write_bytes(b"\xff")
    code, output = weft_parity("run")
    assert code == 1
    assert "errors=1\n  error: x.json: not UTF-8 at byte 0\n" in output


def test_skipped_is_fine_unless_strict(at):
    (at / "shout").rename(at / "hum")
    for path in (at / "hum").iterdir():
        path.write_text(path.read_text().replace('"shout"', '"hum"'))
    code, output = weft_parity("run")
    assert code == 0
    assert "[hum] total=3 matched=0 skipped=3" in output
    assert "no comparator for the transform 'hum'" in output
    code, output = weft_parity("run", "--strict")
    assert code == 1
    assert "missing: a transform must have fixtures" in output


def test_run_prints_json(at):
    code, output = weft_parity("run", "--json")
    document = json.loads(output)
    assert (code, document["ok"], document["transforms"][0]["matched"]) == (0, True, 3)


def test_usage_errors_are_2_and_say_what_to_do(at, tmp_path):
    (tmp_path / "empty").mkdir()
    for arguments, says in [
        (["run", "--only", "shuot"], "no transform is called 'shuot'; did you mean shout?"),
        (["run", "--only", "zzz"], "there are: shout"),
        (["run", "--fixtures", "gone"], "no folder of fixtures at gone"),
        (["run", "--fixtures", "empty"], "no fixtures found in empty"),
        (["run", "--nonsense"], "--nonsense"),
        (["list", "--fixtures", "gone"], "no folder of fixtures at gone"),
        (["record", "--only", "zzz"], "no transform is called"),
        (["record", "--fixtures", "gone"], "no folder of fixtures at gone"),
        (["record", "--fixtures", "empty"], "no fixtures found in empty; name files"),
        (["record", "no-such-file"], "no-such-file"),
    ]:
        code, output = weft_parity(*arguments)
        assert (code, says in output) == (2, True), (arguments, output)


def test_list(at):
    assert weft_parity("list") == (0, "shout     3  upper case\n")
    (at / "hum").mkdir()
    assert "no comparator: its fixtures are skipped" in weft_parity("list")[1]
    document = json.loads(weft_parity("list", "--json")[1])
    assert document["transforms"][1] == {"name": "shout", "fixtures": 3, "about": "upper case"}


def test_recording_again_changes_nothing_until_forced(at, monkeypatch):
    summary = "new=0 same=3 changed=0 replaced=0 refused=0 broken=0\n"
    assert weft_parity("record") == (0, summary)
    monkeypatch.setattr(harness, "shout", lambda text, mark="!": text)
    code, output = weft_parity("record")
    assert (code, output.count("changed shout/")) == (1, 3)
    assert "changed=3" in output
    assert weft_parity("run")[0] == 1
    code, output = weft_parity("record", "--force")
    assert (code, output.count("replaced shout/")) == (0, 3)
    assert weft_parity("run")[0] == 0


def test_recording_new_files(at, tmp_path):
    (tmp_path / "new.bin").write_bytes(b"caf\xe9\r\n")
    code, output = weft_parity("record", tmp_path / "new.bin")
    assert code == 0
    assert "new=1 same=0" in output
    assert weft_parity("run")[1].startswith("[shout] total=4 matched=4")


def test_recording_names_broken_fixtures(at):
    (at / "shout" / "x.json").write_text("{")
    code, output = weft_parity("record")
    assert code == 1
    assert "broken shout/x.json: not a JSON file" in output
