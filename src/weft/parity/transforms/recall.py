"""The names of recall: markers, the keyed hash of an original, the identity of a block.

If one of these changes, what earlier versions stored can no longer be found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weft.parity.comparator import Transform, member, text_of, the_text
from weft.recall import ledger, marker

if TYPE_CHECKING:
    from weft.parity.comparator import Arguments, Config
    from weft.parity.value import Json

# Markers are keyed. Fixtures are made with this key, and only calls with it can be recorded.
TEST_KEYRING = marker.Keyring(bytes(marker.SECRET_BYTES))
TENANT = "golden"


def _identity(case: Json, config: Config) -> object:
    deciders = config.get("deciders", [])
    return ledger.identity(text_of(case), *(text_of(decider) for decider in deciders))


def _capture_identity(given: Arguments) -> tuple[Json, Config]:
    deciders = list(given["deciders"])
    return given["original"], {"deciders": deciders} if deciders else {}


LEDGER_IDENTITY = Transform(
    name="ledger_identity",
    about="the name of a block in the replay ledger",
    target="weft.recall.ledger:identity",
    capture=_capture_identity,
    call=_identity,
    project=bytes.hex,
    cases=the_text,
)


def _project_markers(found: Any) -> Json:
    return [
        {"hash": one.hash, "what": one.what, "start": one.start, "end": one.end} for one in found
    ]


MARKER_PARSE = Transform(
    name="marker_parse",
    about="what has the form of a marker in a text",
    target="weft.recall.marker:parse",
    capture=lambda given: (given["text"], {}),
    call=lambda case, _: marker.parse(text_of(case)),
    project=_project_markers,
    cases=the_text,
)

MARKER_WRITE = Transform(
    name="marker_write",
    about="a marker for a hash and what it says",
    target="weft.recall.marker:write",
    capture=lambda given: ({"hash": given["hash_"], "what": given["what"]}, {}),
    call=lambda case, _: marker.write(member(case, "hash", str), member(case, "what", str)),
    project=str,
)


def _capture_reference(given: Arguments) -> tuple[Json, Config] | None:
    if given["self"] is not TEST_KEYRING:
        return None
    return given["original"], {"tenant": given["tenant"]}


MARKER_HASH = Transform(
    name="marker_hash",
    about="the keyed hash of an original, under a secret of zeros",
    target="weft.recall.marker:Keyring.reference",
    capture=_capture_reference,
    call=lambda case, config: TEST_KEYRING.reference(member(config, "tenant", str), text_of(case)),
    project=lambda reference: reference.hash,
    cases=lambda text: ((text, {"tenant": TENANT}),),
)

__all__ = [
    "LEDGER_IDENTITY",
    "MARKER_HASH",
    "MARKER_PARSE",
    "MARKER_WRITE",
    "TENANT",
    "TEST_KEYRING",
]
