"""Two who hold different credentials never get the same tenant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.policy.tenants import LOCAL, MEMO, Tenants

Headers = list[tuple[bytes, bytes]]

SECRET = bytes(range(32))
TENANTS = Tenants(SECRET)
KEYS = st.binary(min_size=1, max_size=40).filter(lambda key: key.strip() == key)
FIELDS = st.sampled_from([b"x-api-key", b"x-goog-api-key", b"api-key", b"Authorization"])
OWN = b"x-weft-tenant"
A_SECRET = b"a-secret-of-mine"


def bearer(token: bytes) -> tuple[bytes, bytes]:
    return b"authorization", b"Bearer " + token


def test_no_credential_is_one_tenant() -> None:
    assert TENANTS.tenant([]) == LOCAL
    assert TENANTS.tenant([(b"user-agent", b"curl"), (b"content-type", b"text/plain")]) == LOCAL


@given(FIELDS, KEYS, KEYS)
def test_other_keys_are_other_tenants(field: bytes, one: bytes, other: bytes) -> None:
    same = TENANTS.tenant([(field, one)]) == TENANTS.tenant([(field, other)])
    assert same is (one == other)


@given(KEYS)
def test_a_tenant_does_not_show_the_key(key: bytes) -> None:
    name = TENANTS.tenant([(b"x-api-key", key)])
    assert len(name) == 32
    assert name != Tenants(b"another secret").tenant([(b"x-api-key", key)])


def test_the_same_key_is_the_same_tenant_whatever_else_is_sent() -> None:
    one = TENANTS.tenant([(b"X-API-Key", b"k"), (b"user-agent", b"a")], b"/v1/messages")
    assert one == Tenants(SECRET).tenant(
        [(b"cookie", b"c=1"), (b"x-api-key", b" k "), (b"x-weft-mode", b"off")]
    )


@pytest.mark.parametrize(
    "headers",
    [
        [(b"x-api-key", b"k")],
        [(b"api-key", b"k")],
        [bearer(b"k")],
        [bearer(b"k"), (b"x-api-key", b"k")],
        [(b"cookie", b"session=k")],
        [(b"x-portkey-api-key", b"k")],
        [(b"cf-access-token", b"k")],
        [(b"sec-websocket-protocol", b"realtime, openai-insecure-api-key.k, x")],
    ],
)
def test_wherever_a_credential_stands_it_counts(headers: Headers) -> None:
    changed = [(name, value.replace(b"k", b"j")) for name, value in headers]
    assert TENANTS.tenant(headers) not in {LOCAL, TENANTS.tenant(changed)}


@pytest.mark.parametrize("name", [b"key", b"api_key", b"Api-Key", b"access_token", b"token"])
def test_a_key_in_the_query_counts(name: bytes) -> None:
    target = b"/v1beta/x?alt=sse&" + name + b"="
    names = {TENANTS.tenant([], target + key) for key in (b"a", b"b", b"c&key=a")}
    assert len(names) == 3
    assert LOCAL not in names


def test_a_query_without_a_key_is_nobodys() -> None:
    assert TENANTS.tenant([], b"/v1/messages?beta=true&monkey=a") == LOCAL


def test_fields_do_not_run_into_each_other() -> None:
    one = TENANTS.tenant([(b"x-api-key", b"a"), (b"api-key", b"b")])
    assert one != TENANTS.tenant([(b"x-api-key", b"ab"), (b"api-key", b"")])
    assert one == TENANTS.tenant([(b"api-key", b"b"), (b"x-api-key", b"a")])


def test_what_changes_with_every_request_is_no_credential() -> None:
    assert TENANTS.tenant([(b"sec-websocket-key", b"x"), (b"idempotency-key", b"y")]) == LOCAL


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"sk-ant-oat01-old", b"sk-ant-oat01-new"),
        (b"a.b.old", b"a.b.new"),
        (b"ya29.old", b"ya29.new"),
    ],
)
def test_a_secret_of_the_clients_outlives_a_token_that_rotates(old: bytes, new: bytes) -> None:
    assert TENANTS.tenant([bearer(old)]) != TENANTS.tenant([bearer(new)])
    own = (OWN, A_SECRET)
    assert TENANTS.tenant([bearer(old), own]) == TENANTS.tenant([own, bearer(new)])
    assert TENANTS.tenant([bearer(old), own]) != TENANTS.tenant([bearer(old), (OWN, b"b" * 16)])


def test_it_never_stands_for_a_key() -> None:
    own = (OWN, A_SECRET)
    for one, other in (
        (bearer(b"sk-one"), bearer(b"sk-other")),
        ((b"x-api-key", b"one"), (b"x-api-key", b"other")),
    ):
        assert TENANTS.tenant([one, own]) != TENANTS.tenant([other, own])
        assert TENANTS.tenant([one, own]) == TENANTS.tenant([one])


def test_a_short_one_could_be_guessed_and_says_nothing() -> None:
    short = (OWN, b"me")
    assert TENANTS.tenant([bearer(b"a.b.c"), short]) == TENANTS.tenant([bearer(b"a.b.c")])
    assert TENANTS.tenant([short]) == LOCAL


def test_claims_in_a_token_are_not_believed() -> None:
    claims = b"eyJhbGciOiJub25lIn0.eyJzdWIiOiJ2aWN0aW0ifQ."
    assert TENANTS.tenant([bearer(claims + b"true")]) != TENANTS.tenant([bearer(claims + b"fake")])


def test_more_keys_than_are_remembered() -> None:
    names = [TENANTS.tenant([(b"x-api-key", b"%d" % n)]) for n in range(MEMO + 50)]
    assert len(set(names)) == len(names)
    assert names[0] == TENANTS.tenant([(b"x-api-key", b"0")])


def test_a_long_credential_counts_to_its_end() -> None:
    one, other = (TENANTS.tenant([(b"cookie", b"x" * 50_000 + end)]) for end in (b"a", b"b"))
    assert one != other
    assert one == TENANTS.tenant([(b"cookie", b"x" * 50_000 + b"a")])
