"""Markers are written and read in one grammar, and only ours are taken for ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.model import Chars, Cut, Lines, Rows, Whole
from weft.recall.marker import MAX_WHAT, SECRET_BYTES, Keyring, Receipt, parse, write

TEXT = st.text(st.characters())
HASH = st.text("0123456789abcdef", min_size=24, max_size=24)
SECRET = bytes(range(SECRET_BYTES))
KEYRING = Keyring(SECRET)


def test_a_marker_says_what_it_stands_for() -> None:
    reference = KEYRING.reference("acme", "line\n" * 300)
    written = reference.mark(Cut(Lines(120, 260), "passing tests"))
    assert written == f"<<ccr:{reference.hash} passing tests, lines 120-260>>"
    [marker] = parse(f"before {written} after")
    assert (marker.hash, marker.what) == (reference.hash, "passing tests, lines 120-260")
    assert f"before {written} after"[marker.start : marker.end] == written


def test_a_name_depends_on_secret_tenant_and_original() -> None:
    names = {
        KEYRING.reference("acme", "text").hash,
        KEYRING.reference("acme", "text ").hash,
        KEYRING.reference("acmet", "ext").hash,
        KEYRING.reference("umbrella", "text").hash,
        Keyring(bytes(SECRET_BYTES)).reference("acme", "text").hash,
    }
    assert len(names) == 5
    assert KEYRING.reference("acme", "text").hash == Keyring(SECRET).reference("acme", "text").hash


@given(TEXT, TEXT)
def test_we_know_our_own(tenant: str, original: str) -> None:
    reference = KEYRING.reference(tenant, original)
    assert KEYRING.owns(tenant, reference.hash)
    assert KEYRING.names(tenant, reference.hash, original)
    assert reference.owns(original + reference.mark(Cut(Whole())) + original)
    assert not KEYRING.owns(tenant + "x", reference.hash)
    assert not KEYRING.names(tenant, reference.hash, original + "x")


@given(st.lists(HASH))
def test_what_comes_from_outside_is_not_ours(hashes: list[str]) -> None:
    # One in 16 million is ours by chance.
    assert not any(KEYRING.owns("acme", hash_) for hash_ in hashes)


@pytest.mark.parametrize("digit", range(24))
def test_every_digit_counts(digit: int) -> None:
    hash_ = KEYRING.reference("acme", "text").hash
    other = f"{int(hash_[digit], 16) ^ 1:x}"
    assert not KEYRING.owns("acme", hash_[:digit] + other + hash_[digit + 1 :])


@given(HASH, TEXT)
def test_whatever_is_said_stays_inside_the_marker(hash_: str, what: str) -> None:
    written = write(hash_, what)
    [marker] = parse(written)
    assert (marker.hash, marker.start, marker.end) == (hash_, 0, len(written))
    assert len(marker.what) <= MAX_WHAT
    assert written.encode()
    assert write(hash_, marker.what) == written


@given(st.text(st.sampled_from("<>cr:0af \n\u2028"), max_size=80), TEXT)
def test_any_text_can_be_parsed(text: str, tail: str) -> None:
    for marker in parse(text + tail):
        assert (text + tail)[marker.start : marker.end].startswith(f"<<ccr:{marker.hash}")


@pytest.mark.parametrize(
    "text",
    [
        "<<ccr:0123456789abcdef01234567",
        "<<ccr:0123456789ABCDEF01234567>>",
        "<<ccr:0123456789abcdef0123456>>",
        "<<ccr:0123456789abcdef01234567 two\nlines>>",
        "<<ccr:0123456789abcdef01234567 a>b>>",
        "<<ccr:0123456789abcdef01234567 >>",
        "<<ccr:0123456789abcdef01234567 " + "x" * (MAX_WHAT + 1) + ">>",
        "< <ccr:0123456789abcdef01234567>>",
        "<<CCR:0123456789abcdef01234567>>",
    ],
)
def test_near_misses_are_plain_text(text: str) -> None:
    assert list(parse(text)) == []


@pytest.mark.parametrize(
    "hash_", ["", "0" * 23, "0" * 25, "0" * 23 + "g", "A" * 24, "0" * 24 + "\n"]
)
def test_a_hash_has_24_digits(hash_: str) -> None:
    with pytest.raises(ValueError, match="24 lowercase hex digits"):
        write(hash_)
    assert not KEYRING.owns("acme", hash_)


@pytest.mark.parametrize("part", [Whole(), Lines(1, 1), Rows(2, 9, "$.items"), Chars(5, 70)])
def test_a_long_label_never_hides_the_part(part: Whole | Lines | Rows | Chars) -> None:
    [marker] = parse(KEYRING.reference("acme", "text").mark(Cut(part, "label " * 100)))
    assert marker.what.endswith(str(part))


def test_a_secret_has_32_bytes() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Keyring(b"short")


def test_a_receipt_is_a_reference_to_something_durable() -> None:
    reference = KEYRING.reference("acme", "text")
    receipt = Receipt(reference.hash, "acme", KEYRING)
    assert receipt.durable
    assert receipt.mark(Cut(Whole())) == reference.mark(Cut(Whole()))
    assert repr(SECRET) not in repr(receipt)
