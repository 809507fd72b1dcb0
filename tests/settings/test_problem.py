"""What is wrong is said safely: no secrets, nothing a terminal obeys, the nearest name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.settings.problem import Problem, SettingsError, mask, nearest, printable, quote

KNOWN = ("state_dir", "store.idle", "store.url", "proxy.listen")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://user:hunter2@host:6379/0", "redis://user:***@host:6379/0"),
        ("redis://:hunter2@host", "redis://:***@host"),
        ("redis://:hun@ter:2/@host", "redis://:***@host"),
        ("https://token@host/path", "https://***@host/path"),
        (" redis://:hun\nter2@host", " redis://:***@host"),
        ("redis:user:hunter2@host", "redis:user:***@host"),
        ("redis://host?password=hunter2&db=1", "redis://host?password=***&db=1"),
        ("https://host?api_key=hunter2", "https://host?api_key=***"),
        ("redis://host:6379/0", "redis://host:6379/0"),
        ("sqlite:/home/a:b@c/recall.db", "sqlite:/home/a:b@c/recall.db"),
        ("/home/a:b@c", "/home/a:b@c"),
        ("0.0.0.0:8787", "0.0.0.0:8787"),
    ],
)
def test_secrets_in_urls_are_masked(url: str, shown: str) -> None:
    assert mask(url) == shown


@given(
    scheme=st.sampled_from(["redis", "rediss", "https", "reddis"]),
    user=st.text("abc", max_size=3),
    password=st.text(min_size=4),
)
def test_no_password_survives_the_mask(scheme: str, user: str, password: str) -> None:
    secret = f"Q{password}Q"
    assert secret not in mask(f"{scheme}://{user}:{secret}@host/0")


def test_the_nearest_name_is_found_by_its_letters_or_by_its_last_word() -> None:
    assert nearest("stroe.idle", KNOWN) == "; did you mean store.idle?"
    assert nearest("idle", KNOWN) == "; did you mean store.idle?"
    assert nearest("wholly.other", KNOWN) == ""


def test_a_wrong_value_is_quoted_shortly() -> None:
    assert quote(True) == "true"
    assert quote({"a": 1}) == "a table"
    assert quote([1]) == "a list"
    assert quote(10**5_000) == "a number too large to show"
    assert len(quote("x" * 1_000)) < 100


@given(st.text())
def test_what_is_printed_commands_no_terminal(text: str) -> None:
    assert all(sign.isprintable() for sign in printable(text))
    assert all(sign.isprintable() for sign in str(Problem(text, text, text)))


def test_an_error_lists_every_problem() -> None:
    one, two = Problem("a.toml, line 3", "is wrong", "store.idle"), Problem("--set", "too")
    assert str(SettingsError([one])) == "a.toml, line 3: store.idle: is wrong"
    assert str(SettingsError([one, two])) == (
        "2 problems in the configuration:\n  a.toml, line 3: store.idle: is wrong\n  --set: too"
    )
