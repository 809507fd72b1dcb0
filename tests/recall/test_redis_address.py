"""The store URL: what is understood, what is refused, and that a password is never shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.recall.redis.address import Address, parse
from weft.recall.store import StoreRefused


def test_a_url_names_server_database_and_user() -> None:
    assert parse("redis://weft:s%2Fcret@db.example:6380/3?prefix=team-a&timeout=500ms") == Address(
        scheme="redis",
        host="db.example",
        port=6380,
        username="weft",
        password="s/cret",
        db=3,
        prefix="team-a",
        timeout=0.5,
    )


def test_what_is_left_out_has_defaults() -> None:
    address = parse("redis://localhost")

    assert (address.port, address.db, address.prefix, address.timeout) == (6379, 0, "weft", 2.0)
    assert address.username is None
    assert address.password is None


def test_a_socket_has_its_database_in_an_option() -> None:
    address = parse("unix:///run/redis/redis.sock?db=2")

    assert (address.path, address.db) == ("/run/redis/redis.sock", 2)


def test_tls_may_trust_an_authority_of_ones_own() -> None:
    assert parse("rediss://:pw@db.example?ca=/etc/ca.pem").ca == "/etc/ca.pem"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("redis://", "names no host"),
        ("redis:///0", "names no host"),
        ("redis://host/one", "must be a number"),
        ("redis://host/-1", "must be a number"),
        ("redis://host/²", "must be a number"),
        ("redis://host:port", "cannot be read"),
        ("redis://host:70000", "cannot be read"),
        ("redis://[::1", "cannot be read"),
        ("redis://host?timeuot=2s", "unknown option 'timeuot'"),
        ("redis://host?db=1", "unknown option 'db'"),
        ("redis://host?timeout=soon", "'timeout'"),
        ("redis://host?timeout=0", "'timeout'"),
        ("redis://host?timeout=1h", "'timeout'"),
        ("redis://host?timeout=900s", "'timeout'"),
        ("redis://host?prefix=", "'prefix'"),
        ("redis://host?prefix=a*", "'prefix'"),
        ("redis://host?prefix={a}", "'prefix'"),
        ("redis://host?prefix=a&prefix=b", "stands twice"),
        ("unix://run/redis.sock", "three slashes"),
        ("unix:///", "names no socket"),
        ("http://host", "begins with redis://"),
    ],
)
def test_a_wrong_url_is_refused_and_says_what_is_wrong(url: str, says: str) -> None:
    with pytest.raises(StoreRefused) as refusal:
        parse(url)

    assert says in str(refusal.value)


@pytest.mark.parametrize(
    "url",
    [
        "redis://weft:sesame@host/0?nonsense=1",
        "redis://weft:sesame@host/zero",
        "redis://weft:sesame@host:port",
        "redis://weft:/sesame@host",
        "redis://weft:x/sesame@host",
        "redis://weft:5?sesame=1@host",
        "redis://weft:5#sesame@host",
        "redis://weft:[sesame@host",
        "redis://:sesame@",
        "rediss://weft:sesame@host?db=1",
        "unix://weft:sesame@host/path",
    ],
)
def test_a_refusal_never_shows_the_password(url: str) -> None:
    with pytest.raises(StoreRefused) as refusal:
        parse(url)

    assert "sesame" not in str(refusal.value)


@given(st.text(min_size=1))
def test_neither_label_nor_repr_shows_the_password(password: str) -> None:
    address = Address("redis", "host", password="sesame" + password)

    assert "sesame" not in address.label
    assert "sesame" not in repr(address)


@given(st.text(), st.sampled_from(["redis://", "rediss://", "unix:///", ""]))
def test_any_text_is_an_address_or_refused(text: str, scheme: str) -> None:
    try:
        parse(scheme + text)
    except StoreRefused:
        return
