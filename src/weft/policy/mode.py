"""How far this request may be rewritten: what the settings say, who pays, what the client asks for.

The order, first that speaks wins:

1. A bypass header: `off`.
2. The settings say `off`: nothing turns it on.
3. The body is signed, or its digest was sent along: `off`. One changed byte would break it.
4. `x-weft-mode: off|observe|lossless|full`, whoever pays. To ask for `full` is to know better.
5. `x-headroom-mode: audit|simulate` is `observe`; `optimize` is what the settings say.
6. OAuth and subscriptions get no more than `lossless`, unless that is not enforced: nothing is
   added to their requests and nothing left out.
7. What the settings say.

A header that says something else is ignored, and the explanation says so: an error would break a
client for a typing mistake.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weft.policy.words import Auth, Mode

if TYPE_CHECKING:
    from weft.policy.auth import Headers

BYPASS = (b"x-weft-bypass", b"x-headroom-bypass")
OURS = b"x-weft-mode"
THEIRS = b"x-headroom-mode"
_THEIR_WORDS = {"audit": Mode.OBSERVE, "simulate": Mode.OBSERVE, "optimize": None}
_YES = frozenset((b"true", b"1", b"yes", b"on"))
_NO = frozenset((b"false", b"0", b"no", b"off", b""))
_DIGESTS = frozenset(
    (b"content-digest", b"repr-digest", b"digest", b"content-md5", b"signature-input")
)
_HASHED = b"x-amz-content-sha256"
_UNHASHED = b"UNSIGNED-PAYLOAD"
_SIGNED = b"AWS4-"
_CAREFUL = frozenset((Auth.OAUTH, Auth.SUBSCRIPTION))
MAX_SHOWN = 40  # characters of what a client wrote


@dataclass(frozen=True, slots=True)
class Chosen:
    """A mode, and why it is this one."""

    mode: Mode
    why: str


@dataclass(slots=True)
class _Asked:
    """What the headers say."""

    bypass: bytes = b""
    signed: bytes = b""
    mode: Mode | None = None
    by: str = ""
    ignored: str = ""


def mode(setting: Mode, auth: Auth, headers: Headers, *, enforce: bool = True) -> Mode:
    """The mode of a request, without why."""
    return choose(setting, auth, headers, enforce=enforce).mode


def choose(setting: Mode, auth: Auth, headers: Headers, *, enforce: bool = True) -> Chosen:
    """The mode of a request. `enforce` is whether it counts who pays."""
    asked = _read(headers)
    chosen = _choose(setting, auth, asked, enforce)
    return Chosen(chosen.mode, f"{chosen.why}; {asked.ignored}") if asked.ignored else chosen


def _choose(setting: Mode, auth: Auth, asked: _Asked, enforce: bool) -> Chosen:
    if asked.bypass:
        return Chosen(Mode.OFF, f"{asked.bypass.decode()} asks for it")
    if setting is Mode.OFF:
        return Chosen(Mode.OFF, "the settings say so")
    if asked.signed:
        return Chosen(Mode.OFF, f"the body is signed ({asked.signed.decode()})")
    if asked.mode is not None:
        return Chosen(asked.mode, f"{asked.by} asks for it")
    if enforce and auth in _CAREFUL and setting is Mode.FULL:
        return Chosen(Mode.LOSSLESS, f"{auth} pays: nothing is added or left out")
    return Chosen(setting, "the settings say so")


def _read(headers: Headers) -> _Asked:
    asked = _Asked()
    for name, value in headers:
        kind = name.lower()
        if kind.startswith((b"x-weft-", b"x-headroom-")):
            _own(asked, kind, value.strip().lower())
        elif (
            kind in _DIGESTS
            or (kind == _HASHED and value.strip() != _UNHASHED)
            or (kind == b"authorization" and value.lstrip().startswith(_SIGNED))
        ):
            asked.signed = kind
    return asked


def _own(asked: _Asked, kind: bytes, value: bytes) -> None:
    word = value.decode("latin-1")
    if kind in BYPASS:
        if value in _YES:
            asked.bypass = kind
        elif value not in _NO:
            asked.ignored = _ignored(kind, word)
    elif kind == OURS:
        if word in {mode.value for mode in Mode}:
            asked.mode, asked.by = Mode(word), kind.decode()
        else:
            asked.ignored = _ignored(kind, word)
    elif kind == THEIRS:
        if word not in _THEIR_WORDS:
            asked.ignored = _ignored(kind, word)
        elif asked.mode is None and (theirs := _THEIR_WORDS[word]) is not None:
            asked.mode, asked.by = theirs, kind.decode()


def _ignored(kind: bytes, word: str) -> str:
    return f"{kind.decode()}: {word[:MAX_SHOWN]!r} says nothing here and was ignored"
