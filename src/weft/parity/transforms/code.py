"""Source code: its outline by layout and by grammars, and lines with numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.engine.code import grammars
from weft.engine.detect import source_code
from weft.engine.forms.code_outline import CodeOutline
from weft.engine.forms.numbered_lines import NumberedLines
from weft.engine.model import Block, Origin
from weft.parity.comparator import MissingExtraError, Transform, member, text_of, the_text
from weft.parity.transforms.form import lossless, project_pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from weft.engine.model import Piece
    from weft.parity.comparator import Arguments, Config
    from weft.parity.value import Json


def _cut(case: Json, config: Config, *, parsed: bool) -> Sequence[Piece] | None:
    origin = Origin(question=member(config, "question", str))
    return CodeOutline(grammars=parsed).cut(Block(text_of(case), origin), None)


def _cut_by_grammar(case: Json, config: Config) -> Sequence[Piece] | None:
    if not grammars.versions():
        raise MissingExtraError("the extra `code` is not installed")
    return _cut(case, config, parsed=True)


def _captured(given: Arguments, *, parsed: bool) -> tuple[Json, Config] | None:
    """Only what is asked of a form of this kind, and of nothing but a text and a question."""
    block = given["block"]
    if given["self"].grammars is not parsed or block.origin != Origin(
        question=block.origin.question
    ):
        return None
    return block.text, {"question": block.origin.question}


def _cases(text: str) -> Iterable[tuple[Json, Config]]:
    return ((text, {"question": ""}),)


CODE_OUTLINE = Transform(
    name="code_outline",
    about="what stays of source code by its layout, and what is cut, or nothing",
    target="weft.engine.forms.code_outline:CodeOutline.cut",
    capture=lambda given: _captured(given, parsed=False),
    call=lambda case, config: _cut(case, config, parsed=False),
    project=project_pieces,
    cases=_cases,
)

CODE_OUTLINE_PARSED = Transform(
    name="code_outline_parsed",
    about="what stays of source code by its grammar, and what is cut, or nothing",
    target="weft.engine.forms.code_outline:CodeOutline.cut",
    capture=lambda given: _captured(given, parsed=True),
    call=_cut_by_grammar,
    project=project_pieces,
    cases=_cases,
)

LANGUAGE = Transform(
    name="language",
    about="the language of a text, or nothing",
    target="weft.engine.detect.source_code:language_of",
    capture=lambda given: (given["text"], {}) if not given["hint"] else None,
    call=lambda case, _: source_code.language_of(text_of(case)),
    project=lambda language: None if language is None else language.name,
    cases=the_text,
)

NUMBERED_LINES = lossless(NumberedLines, "most lines without their number, or nothing")

__all__ = ["CODE_OUTLINE", "CODE_OUTLINE_PARSED", "LANGUAGE", "NUMBERED_LINES"]
