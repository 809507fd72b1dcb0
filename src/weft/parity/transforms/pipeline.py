"""The whole pipeline: what becomes of a block under given terms, with the text that goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weft.engine import pipeline, tokens
from weft.engine.forms.registry import FORMS
from weft.engine.model import Block
from weft.parity import value
from weft.parity.comparator import Transform, member, text_of
from weft.parity.transforms.recall import TENANT, TEST_KEYRING
from weft.recall.marker import Reference

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weft.engine.model import Rendering
    from weft.parity.comparator import Arguments, Config
    from weft.parity.value import Json

MAY_CUT: Config = {"model": "gpt-4o", "marks": True}
LOSSLESS: Config = {"model": "gpt-4o", "marks": False}
MODELS = ("gpt-4o", "gpt-4", "claude-sonnet-4-5")  # one for each way to count
TERMS = ("lossy", "offload", "min_tokens")


def _call(case: Json, config: Config) -> object:
    text = text_of(case)
    count = tokens.for_model(member(config, "model", str))
    terms = pipeline.Terms(count, **{name: config[name] for name in TERMS if name in config})
    marks = TEST_KEYRING.reference(TENANT, text) if member(config, "marks", bool) else None
    return pipeline.render(Block(text), FORMS, terms, marks)


def _capture(given: Arguments) -> tuple[Json, Config] | None:
    """Only what the fixtures' key, forms and counters can give again."""
    marks, terms = given["marks"], given["terms"]
    if marks is not None and not _is_ours(marks):
        return None
    model = next((one for one in MODELS if tokens.for_model(one) == terms.count), None)
    if model is None or given["forms"] != FORMS:
        return None
    plain = pipeline.Terms(terms.count)
    chosen = {
        name: getattr(terms, name) for name in TERMS if getattr(terms, name) != getattr(plain, name)
    }
    return given["block"].text, {"model": model, "marks": marks is not None, **chosen}


def _is_ours(marks: Any) -> bool:
    return isinstance(marks, Reference) and (marks.keyring, marks.tenant) == (TEST_KEYRING, TENANT)


def _project(rendering: Rendering) -> Json:
    mark = TEST_KEYRING.reference(TENANT, rendering.block.text).mark
    return {
        "forms": list(rendering.candidate.forms),
        "text": None if rendering.unchanged else value.lines(rendering.candidate.write(mark)),
        "cuts": [cut.what for cut in rendering.cuts],
        "tokens_before": rendering.tokens_before,
        "tokens_after": rendering.tokens_after,
        "reason": rendering.reason,
        "discards": [f"{discard.form}: {discard.reason}" for discard in rendering.discards],
    }


def _cases(text: str) -> Iterable[tuple[Json, Config]]:
    return ((text, MAY_CUT), (text, LOSSLESS))


PIPELINE = Transform(
    name="pipeline",
    about="the text that goes out for a block, and why",
    target="weft.engine.pipeline:render",
    capture=_capture,
    call=_call,
    project=_project,
    cases=_cases,
)

__all__ = ["LOSSLESS", "MAY_CUT", "PIPELINE"]
