"""A secret is read like any setting, and shown to nobody."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from weft.settings import Flag, SettingsError, load
from weft.settings.report import plain, report

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "s3cret-s3cret-s3cret"


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("WEFT_", "HEADROOM_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", ["WEFT_PROXY_TOKEN", "HEADROOM_PROXY_TOKEN"])
def test_it_is_masked_wherever_settings_are_shown(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, TOKEN)
    loaded = load()
    assert loaded.settings.proxy.token == TOKEN
    (line,) = [line for line in report(loaded) if line.knob.path == "proxy.token"]
    assert (line.shown, line.source) == ("***", f"environment {name}")
    assert TOKEN not in str(plain(loaded))


@pytest.mark.parametrize("text", ["short", "with spaces in it all over", "ünïcode" * 4, "x" * 257])
def test_one_that_does_not_do_is_not_quoted(text: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load([Flag("--set", "proxy.token", text)])
    assert "expected 16 to 256 printable ASCII characters" in str(refused.value)
    assert text not in str(refused.value)


def test_a_file_that_others_can_read_is_warned_of(tmp_path: Path) -> None:
    (tmp_path / "weft.toml").write_text(f'[proxy]\ntoken = "{TOKEN}"\n')
    (tmp_path / "weft.toml").chmod(0o644)
    (warning,) = load().warnings
    assert "holds a secret (proxy.token)" in warning
    (tmp_path / "weft.toml").chmod(0o600)
    assert load().warnings == ()


def test_hosts_are_names(tmp_path: Path) -> None:
    assert load([Flag("--set", "proxy.hosts", "a.internal, [::1]")]).settings.proxy.hosts
    for wrong in ("a.internal:80", "http://a", "a/b", "a b"):
        with pytest.raises(SettingsError, match="a host name without a port"):
            load([Flag("--set", "proxy.hosts", wrong)])
