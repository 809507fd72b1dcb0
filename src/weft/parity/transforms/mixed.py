"""How a mixed text is divided: where its sections stand, and what is known of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.engine.detect import detect
from weft.engine.mix import divide
from weft.engine.model import Origin
from weft.parity.comparator import Transform, text_of, the_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.mix import Section
    from weft.parity.comparator import Config
    from weft.parity.value import Json


def _call(case: Json, _: Config) -> Sequence[Section]:
    text = text_of(case)
    return divide.split(text, Origin(), detect(text))


def _project(sections: Sequence[Section]) -> Json:
    return [
        {"chars": [one.start + 1, one.end], "seam": True}
        if one.origin is None
        else {
            "chars": [one.start + 1, one.end],
            "arguments": one.origin.arguments,
            "media_type": one.origin.media_type,
        }
        for one in sections
    ]


SPLIT = Transform(
    name="split",
    about="the sections of a mixed text, or none",
    target="weft.engine.mix.divide:split",
    capture=lambda given: (given["text"], {}),
    call=_call,
    project=_project,
    cases=the_text,
)

__all__ = ["SPLIT"]
