"""A shortened text turned back: by its markers from the store, or by the forms that wrote it.

A text with markers is one rendering of one original, so the original stands for all of it. A text
without is unfolded: the form that gives this very text when it folds what it unfolds is the one
that wrote it, and so on, until nothing unfolds further. A mixed text is turned back part by part,
as far as the seams between its parts still tell them apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weft.dialects import splice
from weft.engine.detect import detect
from weft.engine.mix import NOTE, split
from weft.engine.model import Origin
from weft.library import request as requests
from weft.recall import marker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weft.dialects.slot import Path
    from weft.engine.formset import FormSet
    from weft.engine.model import LosslessForm
    from weft.recall.store import Store

MAX_FOLDS = 12  # one on the other; more than the engine ever makes
MAX_PARTS_DEEP = 3  # texts within texts


class ManyOriginals(ValueError):
    """A text that holds markers of several originals is no rendering of any one of them."""


class Gone(LookupError):
    """The original that a marker of ours stands for is no longer there."""


def expand(text: str, forms: FormSet, store: Store, tenant: str) -> str | None:
    """The original of a shortened text; nothing where it is not of our writing."""
    names = {found.hash for found in marker.parse(text)}
    ours = sorted(name for name in names if store.keyring.owns(tenant, name))
    if len(ours) > 1:
        raise ManyOriginals(
            "there are markers of several originals in it: "
            + ", ".join(ours)
            + "; fetch each with `weft retrieve HASH`"
        )
    if ours:
        folio = store.open(tenant, ours[0])
        if folio is None:
            raise Gone(f"the original {ours[0]} is no longer there")
        return folio.text()
    return unfold(text, forms)


def unfold(text: str, forms: FormSet, depth: int = 0) -> str | None:
    """What the lossless forms wrote as this text; nothing where none of them did."""
    turned = text
    for _ in range(MAX_FOLDS):
        further = next(filter(None, (_turned(form, turned) for form in forms.lossless)), None)
        if further is None or further == turned:
            break
        turned = further
    if turned == text and depth < MAX_PARTS_DEEP:
        turned = _parts_turned(text.removeprefix(NOTE), forms, depth)
    return None if turned == text else turned


def _parts_turned(text: str, forms: FormSet, depth: int) -> str:
    """A mixed text, each of its parts turned back where that part is of our writing."""
    written: list[str] = []
    for section in split(text, Origin(), detect(text), least=1):
        part = text[section.start : section.end]
        if section.origin is None:
            written.append(part)
            continue
        bare = part.removesuffix("\n")  # a line end may have been put behind what a form wrote
        turned = unfold(part, forms, depth + 1) or unfold(bare, forms, depth + 1)
        if turned is None:
            written.append(part)
        else:
            ends = part[len(bare) :] if not turned.endswith("\n") else ""
            written.append(turned + ends)
    return "".join(written) or text


def _turned(form: LosslessForm, text: str) -> str | None:
    """What this form folded to this text, if it did. A form refuses what it did not write."""
    try:
        original = form.unfold(text)
        return original if original != text and form.fold(original) == text else None
    except Exception:  # noqa: BLE001 - any form may refuse any text in its own way
        return None


def expand_body(
    data: bytes, body: Mapping[str, Any], forms: FormSet, store: Store, tenant: str
) -> bytes | None:
    """A request body with every text in it turned back; nothing where none is of our writing."""
    request = requests.of(body, Origin())
    before: dict[Path, str] = {}
    after: dict[Path, str] = {}
    for placed in request.texts:
        text = placed.block.text
        original = expand(text, forms, store, tenant)
        if original is not None:
            path = request.path(placed)
            before[path], after[path] = text, original
    if not after:
        return None
    found = splice.find(data, before)
    return splice.replace(data, [(span, after[path]) for path, span in found.items()])
