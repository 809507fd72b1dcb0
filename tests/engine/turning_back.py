"""Whether a candidate that leaves nothing out gives its original back, stretch by stretch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.engine.model import Exactness, Join
from weft.engine.pipeline import restore
from weft.engine.verify import same

if TYPE_CHECKING:
    from weft.engine.formset import FormSet
    from weft.engine.model import Candidate


def turned_back(original: str, candidate: Candidate, forms: FormSet) -> None:
    """Every stretch is turned back by its own forms and compared as exactly as they are."""
    exactness = {form.name: form.exactness for form in forms.lossless}
    written = candidate.write(lambda cut: f"a cut: {cut}")
    joins = candidate.joins or (Join(candidate.forms, written, len(original)),)
    assert "".join(one.text + one.added for one in joins) == written
    start = 0
    exact = True
    for one in joins:
        part = original[start : start + one.length]
        start += one.length
        if one.forms:
            whole = restore(type(candidate)(one.forms, (one.text,)), forms)
            by_bytes = all(exactness[name] is Exactness.BYTES for name in one.forms)
            same(part, whole, Exactness.BYTES if by_bytes else Exactness.JSON)
            exact = exact and by_bytes
        else:
            assert one.text == part
    assert start == len(original)
    if exact:
        assert restore(candidate, forms) == original
