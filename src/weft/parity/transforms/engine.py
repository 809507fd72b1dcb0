"""The parts of the engine: token counts, kinds, and each form by itself."""

from __future__ import annotations

from weft.engine import detect, tokens
from weft.engine.forms.compact_json import CompactJson
from weft.engine.forms.outline import Outline
from weft.engine.forms.repeated_lines import RepeatedLines
from weft.engine.model import Block
from weft.parity.comparator import Transform, member, text_of, the_text
from weft.parity.transforms.form import lossless, project_pieces

TOKENS = Transform(
    name="tokens",
    about="exact token counts, by encoding",
    target="weft.engine.tokens:count",
    capture=lambda given: (given["text"], {"encoding": given["encoding"]}),
    call=lambda case, config: tokens.count(text_of(case), member(config, "encoding", str)),
    project=int,
    cases=lambda text: [(text, {"encoding": encoding}) for encoding in tokens.ENCODINGS],
)

DETECT = Transform(
    name="detect",
    about="the kind of a text",
    target="weft.engine.detect:detect",
    capture=lambda given: (given["text"], {}),
    call=lambda case, _: detect.detect(text_of(case)),
    project=str,
    cases=the_text,
)

COMPACT_JSON = lossless(CompactJson, "JSON without white space, or nothing")
REPEATED_LINES = lossless(RepeatedLines, "repeats written once with a note, or nothing")

OUTLINE = Transform(
    name="outline",
    about="head and tail of a text with a cut between, or nothing",
    target="weft.engine.forms.outline:Outline.cut",
    capture=lambda given: (given["block"].text, {}),
    call=lambda case, _: Outline().cut(Block(text_of(case)), None),
    project=project_pieces,
    cases=the_text,
)

__all__ = [
    "COMPACT_JSON",
    "DETECT",
    "OUTLINE",
    "REPEATED_LINES",
    "TOKENS",
]
