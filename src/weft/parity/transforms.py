"""The table of transforms: what is held to its golden fixtures, and how each is called.

Rules of this file: one entry per transform, nothing but calling and projecting; every function is
looked up in its module at the moment of the call, so that a changed one is seen. Texts in outputs
are lists of lines, so that a change of a fixture is a readable diff.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weft.parity.comparator import Transform, member, text_of, the_text
from weft.parity.fixture import Case
from weft.recall import ledger, marker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.parity.comparator import Arguments, Config
    from weft.parity.value import Json

# Markers are keyed. Fixtures are made with this key, and only calls with it can be recorded.
TEST_KEYRING = marker.Keyring(bytes(marker.SECRET_BYTES))
TENANT = "golden"


def _call_ledger_identity(case: Json, config: Config) -> object:
    deciders = config.get("deciders", [])
    return ledger.identity(text_of(case), *(text_of(decider) for decider in deciders))


LEDGER_IDENTITY = Transform(
    name="ledger_identity",
    about="the name of a block in the replay ledger",
    target="weft.recall.ledger:identity",
    capture=lambda given: (
        given["original"],
        {"deciders": list(given["deciders"])} if given["deciders"] else {},
    ),
    call=_call_ledger_identity,
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

TRANSFORMS: dict[str, Transform] = {
    one.name: one for one in (LEDGER_IDENTITY, MARKER_HASH, MARKER_PARSE, MARKER_WRITE)
}


def cases_of(text: str) -> Iterator[Case]:
    """Every case that is worth recording for a text."""
    for transform in TRANSFORMS.values():
        for given, config in transform.cases(text):
            yield Case(transform.name, given, config)


__all__ = ["TENANT", "TEST_KEYRING", "TRANSFORMS", "cases_of"]
