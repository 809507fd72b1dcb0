"""How far a request may be rewritten: settings, payer and headers, in the order of the rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.policy.mode import choose, mode
from weft.policy.words import Auth, Mode

Headers = list[tuple[bytes, bytes]]

OFF, OBSERVE, LOSSLESS, FULL = Mode.OFF, Mode.OBSERVE, Mode.LOSSLESS, Mode.FULL
KEY, OAUTH, SUBSCRIPTION = Auth.KEY, Auth.OAUTH, Auth.SUBSCRIPTION


def asks(mode: bytes) -> Headers:
    return [(b"X-Weft-Mode", mode)]


@pytest.mark.parametrize(
    ("setting", "auth", "headers", "chosen"),
    [
        (FULL, KEY, [], FULL),
        (FULL, Auth.NONE, [], FULL),
        (FULL, OAUTH, [], LOSSLESS),
        (FULL, SUBSCRIPTION, [], LOSSLESS),
        (OBSERVE, SUBSCRIPTION, [], OBSERVE),
        (LOSSLESS, KEY, [], LOSSLESS),
        (OFF, KEY, [], OFF),
        (OFF, KEY, asks(b"full"), OFF),
        (FULL, KEY, asks(b"off"), OFF),
        (FULL, KEY, asks(b" Lossless "), LOSSLESS),
        (LOSSLESS, KEY, asks(b"full"), FULL),
        (FULL, OAUTH, asks(b"full"), FULL),
        (FULL, KEY, asks(b"fully"), FULL),
        (FULL, OAUTH, asks(b"fully"), LOSSLESS),
        (FULL, KEY, [(b"x-weft-bypass", b"true")], OFF),
        (FULL, KEY, [(b"X-Headroom-Bypass", b"TRUE")], OFF),
        (FULL, KEY, [(b"x-weft-bypass", b"false")], FULL),
        (FULL, KEY, [(b"x-weft-bypass", b"perhaps")], FULL),
        (FULL, KEY, [*asks(b"full"), (b"x-weft-bypass", b"1")], OFF),
        (FULL, KEY, [(b"x-headroom-mode", b"audit")], OBSERVE),
        (FULL, KEY, [(b"x-headroom-mode", b"simulate")], OBSERVE),
        (FULL, OAUTH, [(b"x-headroom-mode", b"optimize")], LOSSLESS),
        (FULL, KEY, [*asks(b"lossless"), (b"x-headroom-mode", b"audit")], LOSSLESS),
        (FULL, KEY, [(b"x-headroom-mode", b"audit"), *asks(b"lossless")], LOSSLESS),
    ],
)
def test_the_mode_of_a_request(setting: Mode, auth: Auth, headers: Headers, chosen: Mode) -> None:
    assert mode(setting, auth, headers) is chosen


@pytest.mark.parametrize(
    "header",
    [
        (b"authorization", b"AWS4-HMAC-SHA256 Credential=a, Signature=b"),
        (b"Content-Digest", b"sha-256=:abc=:"),
        (b"content-md5", b"abc"),
        (b"signature-input", b"sig=()"),
        (b"x-amz-content-sha256", b"0a0b"),
    ],
)
def test_a_signed_body_is_never_changed(header: tuple[bytes, bytes]) -> None:
    assert choose(FULL, KEY, [header, *asks(b"full")]).mode is OFF


def test_a_signature_that_leaves_the_body_out_forbids_nothing() -> None:
    assert mode(FULL, KEY, [(b"x-amz-content-sha256", b"UNSIGNED-PAYLOAD")]) is FULL


@pytest.mark.parametrize("auth", [OAUTH, SUBSCRIPTION])
def test_who_pays_counts_only_where_that_is_enforced(auth: Auth) -> None:
    assert mode(FULL, auth, [], enforce=False) is FULL


@pytest.mark.parametrize(
    ("setting", "auth", "headers", "why"),
    [
        (FULL, KEY, [], "the settings say so"),
        (FULL, OAUTH, [], "oauth pays: nothing is added or left out"),
        (FULL, OAUTH, asks(b"full"), "x-weft-mode asks for it"),
        (
            FULL,
            KEY,
            asks(b"fully"),
            "the settings say so; x-weft-mode: 'fully' says nothing here and was ignored",
        ),
    ],
)
def test_it_says_why(setting: Mode, auth: Auth, headers: Headers, why: str) -> None:
    assert choose(setting, auth, headers).why == why


NAMES = st.sampled_from(
    [b"x-weft-mode", b"x-weft-bypass", b"x-headroom-mode", b"x-headroom-bypass", b"authorization"]
)


@given(
    st.sampled_from(Mode),
    st.sampled_from(Auth),
    st.lists(st.tuples(NAMES | st.binary(max_size=12), st.binary(max_size=20)), max_size=5),
)
def test_any_headers_have_a_mode(setting: Mode, auth: Auth, headers: Headers) -> None:
    chosen = choose(setting, auth, headers)
    assert chosen.mode in Mode
    assert chosen.why
    if setting is OFF:
        assert chosen.mode is OFF
