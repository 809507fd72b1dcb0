"""The one marker grammar, written and parsed here and nowhere else: `<<ccr:HASH what>>`.

HASH is 24 lowercase hex digits in two halves of unequal length. The first 18 (72 bits) are a
keyed digest of the tenant and the original. The last 6 (24 bits) are a keyed tag over the first:
by it we know our own marker without asking a store, so that a text from outside that merely
looks like one is plain text to us. Being recognised opens nothing: a look-up is made under the
tenant's own key, and what is found must hash to the name it was found by.

`what` is for the reader: it says what is left out ("lines 120-260"). It never holds `<`, `>`,
control characters or line ends, whatever a form puts into it.

Where one text has several cuts, the first marker says the hash and the others do without it:
`<<what>>`. Such a short marker is for the reader alone, who has the hash above it; nothing parses
it, and nothing is known by it.

Rules of this file: no I/O; every comparison with a keyed value is constant-time.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.engine.model import Cut

DIGEST_DIGITS = 18
TAG_DIGITS = 6
SECRET_BYTES = 32
MAX_WHAT = 600  # characters; enough for a summary of each column, too few to stand for a text

_MARKER = re.compile(rf"<<ccr:([0-9a-f]{{24}})(?: ([^<>\x00-\x1f\x7f]{{1,{MAX_WHAT}}}))?>>")
_HASH = re.compile(r"[0-9a-f]{24}")
_FORBIDDEN = re.compile(r"[<>\x00-\x1f\x7f\ud800-\udfff\u2028\u2029]+")


def is_name(text: str) -> bool:
    """Whether this has the form of a hash, ours or not."""
    return _HASH.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker found in a text."""

    hash: str
    what: str
    start: int
    end: int


def write(hash_: str, what: str = "") -> str:
    """The marker for this hash."""
    if not _HASH.fullmatch(hash_):
        raise ValueError(f"not a marker hash (24 lowercase hex digits): {hash_!r}")
    clean = _clean(what)
    return f"<<ccr:{hash_} {clean}>>" if clean else f"<<ccr:{hash_}>>"


def write_short(what: str) -> str:
    """The marker for one more cut of a text whose first marker has said the hash."""
    return f"<<{_clean(what)}>>"


def _clean(what: str) -> str:
    return _FORBIDDEN.sub(" ", what)[:MAX_WHAT].strip()


def parse(text: str) -> Iterator[Marker]:
    """Everything in a text that has the form of a marker, ours or not."""
    for match in _MARKER.finditer(text):
        yield Marker(match[1], match[2] or "", match.start(), match.end())


class Keyring:
    """The secret of one installation, and the keys made from it for each tenant."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        if len(secret) != SECRET_BYTES:
            raise ValueError(f"an installation secret has {SECRET_BYTES} bytes, not {len(secret)}")
        self._secret = secret

    def secret_for(self, purpose: bytes) -> bytes:
        """A secret of this installation for something else, from which this one cannot be told."""
        return hashlib.blake2b(purpose, key=self._secret, person=b"weft purpose").digest()

    def reference(self, tenant: str, original: str) -> Reference:
        """Name an original of this tenant."""
        digest = self._mac(b"weft original", tenant, original.encode("utf-8", "surrogatepass"))
        stem = digest[:DIGEST_DIGITS]
        return Reference(stem + self._tag(tenant, stem), tenant, self)

    def owns(self, tenant: str, hash_: str) -> bool:
        """Whether this installation made this hash for this tenant."""
        if not _HASH.fullmatch(hash_):
            return False
        stem, tag = hash_[:DIGEST_DIGITS], hash_[DIGEST_DIGITS:]
        return hmac.compare_digest(self._tag(tenant, stem), tag)

    def names(self, tenant: str, hash_: str, original: str) -> bool:
        """Whether this hash is the name of this original."""
        return hmac.compare_digest(self.reference(tenant, original).hash, hash_)

    def _tag(self, tenant: str, stem: str) -> str:
        return self._mac(b"weft tag", tenant, stem.encode())[:TAG_DIGITS]

    def _mac(self, person: bytes, tenant: str, data: bytes) -> str:
        name = tenant.encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(
            len(name).to_bytes(8, "big") + name,
            key=self._secret,
            person=person,
            digest_size=16,
        )
        digest.update(data)
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Reference:
    """The name of an original that may or may not be stored: a plan."""

    hash: str
    tenant: str
    keyring: Keyring

    def mark(self, cut: Cut) -> str:
        """The marker that stands for this cut. A long label gives way to the part.

        A part that cannot be written as it is would lead elsewhere: the whole stands for it.
        """
        what = _what(cut)
        return write(self.hash) if what is None else write(self.hash, what)

    def again(self, cut: Cut) -> str:
        """The same, in a text whose first marker has said the hash."""
        what = _what(cut)
        return write(self.hash) if what is None else write_short(what)

    def owns(self, text: str) -> bool:
        """Whether a marker of this installation and tenant stands in this text."""
        return any(self.keyring.owns(self.tenant, marker.hash) for marker in parse(text))


def _what(cut: Cut) -> str | None:
    part = str(cut.part)
    if len(part) > MAX_WHAT or _FORBIDDEN.search(part):
        return None
    label = cut.label[: max(MAX_WHAT - len(part) - len(", "), 0)]
    return f"{label}, {part}" if label else part


class Receipt(Reference):
    """The name of an original that a store has made durable. Only stores make these."""

    __slots__ = ()
    durable: ClassVar[Literal[True]] = True


__all__ = ["Keyring", "Marker", "Receipt", "Reference", "is_name", "parse", "write", "write_short"]
