"""A knob says what it is, and reads or refuses a value."""

from __future__ import annotations

import pytest

from weft.settings.knob import KNOBS, SECTIONS, Value, WrongValueError, build
from weft.settings.tree import Settings


def test_every_knob_says_what_it_is_for() -> None:
    for knob in KNOBS.values():
        assert knob.description.endswith("."), knob.path
        assert knob.expects, knob.path


def test_every_default_is_a_value_its_knob_takes() -> None:
    for knob in KNOBS.values():
        if knob.default is not None:
            assert knob.of_toml(knob.default) == knob.default
            assert knob.of_text(knob.show(knob.default)) == knob.default


def test_environment_names_are_unique() -> None:
    assert len({knob.env for knob in KNOBS.values()}) == len(KNOBS)
    assert KNOBS["store.max_bytes"].env == "WEFT_STORE_MAX_BYTES"


def test_the_tree_is_built_of_its_leaves() -> None:
    assert build({path: knob.default for path, knob in KNOBS.items()}) == Settings()
    assert build({"store.idle": 5.0}).store.idle == 5.0
    assert {"store", "engine", "rewrite", "proxy", "log"} == SECTIONS


@pytest.mark.parametrize(
    ("path", "given", "value"),
    [
        ("store.idle", "1h", 3_600.0),
        ("store.idle", 60, 60.0),
        ("store.idle", 0.5, 0.5),
        ("store.active", 0, 0.0),
        ("store.max_bytes", "1GiB", 1 << 30),
        ("store.max_bytes", 4_096, 4_096),
        ("engine.lossy", False, False),
        ("engine.min_tokens", 0, 0),
        ("engine.model", "cl100k", "cl100k"),
        ("proxy.listen", "[::1]:80", "[::1]:80"),
        ("proxy.listen", "localhost:65535", "localhost:65535"),
        ("proxy.listen", ["0.0.0.0:80", "unix:/run/weft.sock"], "0.0.0.0:80,unix:/run/weft.sock"),
        ("proxy.listen", "0.0.0.0:80,[::1]:80", "0.0.0.0:80,[::1]:80"),
        ("proxy.upstream", "unix:/run/app.sock", "unix:/run/app.sock"),
        ("proxy.routes", ["/a=http://one", "/b=http://two/v1"], "/a=http://one,/b=http://two/v1"),
        ("proxy.upstream", "https://api.example.com/base", "https://api.example.com/base"),
        ("store.url", "redis://:pw@cache:6379/0", "redis://:pw@cache:6379/0"),
        ("state_dir", "/var/lib/織", "/var/lib/織"),
    ],
)
def test_a_toml_value_is_read(path: str, given: object, value: Value) -> None:
    assert KNOBS[path].of_toml(given) == value


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("store.idle", 0),
        ("store.idle", -1),
        ("store.idle", True),
        ("store.idle", float("nan")),
        ("store.idle", float("inf")),
        ("store.idle", 10**400),
        ("store.idle", "11 years"),
        ("store.idle", []),
        ("store.max_bytes", 1.5),
        ("store.max_bytes", 0),
        ("store.max_bytes", 1 << 70),
        ("engine.lossy", "true"),
        ("engine.lossy", 1),
        ("engine.min_tokens", True),
        ("engine.min_tokens", "5"),
        ("engine.model", "o300k"),
        ("proxy.listen", "8787"),
        ("proxy.listen", ":8787"),
        ("proxy.listen", "::1:8787"),
        ("proxy.listen", "host:65536"),
        ("proxy.listen", "http://host:80"),
        ("proxy.listen", []),
        ("proxy.listen", [1]),
        ("proxy.listen", ["a:1,b:2"]),
        ("proxy.listen", "a:1,,b:2"),
        ("proxy.routes", "openai=http://h"),
        ("proxy.workers", 0),
        ("proxy.upstream", "api.example.com"),
        ("proxy.upstream", "ftp://api.example.com"),
        ("proxy.upstream", "http://"),
        ("proxy.upstream", "http://host/?query"),
        ("proxy.upstream", "http://host/a b"),
        ("store.url", "postgres://host"),
        ("store.url", "sqlite:"),
        ("store.url", "sqlite:/a\x00b"),
        ("store.url", "sqlite:/a\n"),
        ("state_dir", ""),
        ("state_dir", "/a\ud800"),
        ("state_dir", {}),
    ],
)
def test_a_wrong_toml_value_is_refused(path: str, given: object) -> None:
    with pytest.raises(WrongValueError, match=r"^expected .*, not .*"):
        KNOBS[path].of_toml(given)


@pytest.mark.parametrize("word", ["true", "TRUE", "yes", "on", "1", " true "])
def test_a_flag_may_say_yes_in_many_ways(word: str) -> None:
    assert KNOBS["engine.lossy"].of_text(word) is True


@pytest.mark.parametrize("word", ["false", "No", "off", "0"])
def test_and_no(word: str) -> None:
    assert KNOBS["engine.lossy"].of_text(word) is False


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("engine.lossy", "maybe"),
        ("engine.min_tokens", "1.5"),
        ("engine.min_tokens", "-3"),
        ("engine.min_tokens", "٣"),
        ("engine.min_tokens", "9" * 5_000),
        ("store.idle", "soon"),
    ],
)
def test_a_wrong_text_is_refused(path: str, text: str) -> None:
    with pytest.raises(WrongValueError, match=r"^expected "):
        KNOBS[path].of_text(text)


def test_a_refusal_says_what_was_expected_and_what_is_near() -> None:
    with pytest.raises(WrongValueError) as refusal:
        KNOBS["log.level"].of_toml("inf")
    assert str(refusal.value) == (
        "expected one of trace, debug, info, warn, error, off, not 'inf'; did you mean info?"
    )
    with pytest.raises(WrongValueError) as refusal:
        KNOBS["store.idle"].of_toml("-1h")
    assert str(refusal.value) == (
        "expected a duration such as 90s, 1h30m, 500ms or a number of seconds "
        "(more than 0, at most 87600h), not '-1h'"
    )


def test_a_refusal_never_shows_a_password() -> None:
    with pytest.raises(WrongValueError) as refusal:
        KNOBS["store.url"].of_toml("reddis://user:hunter2@host/0")
    assert "hunter2" not in str(refusal.value)
    assert "reddis://user:***@host/0" in str(refusal.value)
