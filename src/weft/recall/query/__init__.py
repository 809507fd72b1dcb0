"""Answers: a part of an original by lines, characters, rows, fields, pattern or search words.

Nouns: an `Original` is the text; a `Question` says what is wanted (`Whole`, `Lines`, `Chars`,
`Rows`, `Select`, `Pattern`, `Search`); an `Answer` is a text of the original's own characters
with the name of the part it is and of what remains; a `QueryError` says what to ask instead.

Flow: `grammar` reads a question from strings, `ask` gives the answer. Tables: `read` finds the
one in a text (`engine.json_text`, `delimited` and `ruled` know where the rows stand), `rows`
selects from it. Patterns: `regex` finds bytes, `pattern` shows lines. Words: `passages` divides,
`search` ranks.

Nothing here parses a text and writes it out again, opens a store, or shortens in silence: an
answer that would be too long ends at a line or row and says how to go on.
"""

from weft.recall.query.answer import Answer
from weft.recall.query.grammar import (
    compose,
    parse_condition,
    parse_fields,
    parse_part,
    parse_range,
)
from weft.recall.query.original import Original, Plain
from weft.recall.query.question import (
    END,
    MAX_CHARS,
    Chars,
    Condition,
    Lines,
    Operator,
    Pattern,
    QueryError,
    Question,
    Rows,
    Search,
    Select,
    Whole,
)
from weft.recall.query.respond import ask

__all__ = [
    "END",
    "MAX_CHARS",
    "Answer",
    "Chars",
    "Condition",
    "Lines",
    "Operator",
    "Original",
    "Pattern",
    "Plain",
    "QueryError",
    "Question",
    "Rows",
    "Search",
    "Select",
    "Whole",
    "ask",
    "compose",
    "parse_condition",
    "parse_fields",
    "parse_part",
    "parse_range",
]
