"""Exact token counts, offline; and what a count means for each model.

What may stand here: counting, and the table of model names. No prices (that is `policy`), no
I/O: the vocabularies lie inside the tokenizer's library. Importing this file loads none of them;
the first count of an encoding does, in about 0.1 s and 35 MB.

`count` is what the published encodings give, for every text, with these edges:
- Text that spells a special token (`<|endoftext|>`) is ordinary text.
- A lone surrogate counts as U+FFFD, which is what a provider sees in its place.
- Long texts are counted in pieces that end where a token always ends, so memory stays bounded
  and other threads get their turn. An unbroken run of over `LONGEST` characters (half a million
  letters without a space or sign) has no such place and is broken anyway: a token or two too many.
- An apostrophe followed by the old long s (U+017F) is taken for a contraction by one engine
  and not by another, and may be a token or two off. No living spelling has it.

Models whose tokenizer is not public are counted as o200k times a factor. What providers report
later refines it: see `Corrections`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, cast

from weft.engine.estimate import estimate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

O200K = "o200k_base"
CL100K = "cl100k_base"
ENCODINGS = (O200K, CL100K)

PIECE = 1 << 17  # characters; 3 ms of work
LONGEST = 1 << 19  # characters; an unbroken run of this length takes 0.2 s and 40 MB

# A token always ends between an ASCII letter or digit and an ASCII sign (but an apostrophe, which
# may begin a contraction), and after a line feed that neither white space nor a slash follows.
_TOKEN_END = re.compile(r"[A-Za-z0-9](?=[\t\n\r -&(-/:-@\[-`{-~])|\n(?=[^\s/])")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPECIAL = "<|"  # begins every special token of both encodings


class _Tokenizer(Protocol):
    def encode_flat(self, text: str) -> bytes: ...
    def encode_ordinary(self, text: str) -> list[int]: ...


@cache
def _load(encoding: str) -> _Tokenizer:
    if encoding not in ENCODINGS:
        raise ValueError(f"no encoding {encoding!r}; there are {', '.join(ENCODINGS)}")
    import splintr  # noqa: PLC0415 - 37 MB that who does not count does not need

    return cast("_Tokenizer", splintr.Tokenizer.from_pretrained(encoding))


def count(text: str, encoding: str = O200K) -> int:
    """How many tokens this text is."""
    tokenizer = _load(encoding)
    if len(text) <= PIECE:
        return _count(tokenizer, text)
    return sum(_count(tokenizer, piece) for piece in pieces(text))


def count_lines(lines: Sequence[str], encoding: str = O200K) -> int:
    """What these lines, each with its line feed at its end, are when each is counted alone.

    Counted as one text, which is ten times as fast, where a token ends at each of these ends.
    """
    if any(line[:1] == "/" or line[:1].isspace() for line in lines):
        return sum(count(line, encoding) for line in lines)
    return count("".join(lines), encoding)


def pieces(text: str, size: int = PIECE, longest: int = LONGEST) -> Iterator[str]:
    """The text in pieces of about `size` characters whose counts add up to that of the text."""
    start = 0
    while len(text) - start > size:
        found = _TOKEN_END.search(text, start + size - 1, start + longest)
        end = found.end() if found else min(len(text), start + longest)
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def _count(tokenizer: _Tokenizer, text: str) -> int:
    try:
        if _SPECIAL in text:
            return len(tokenizer.encode_ordinary(text))
        return len(tokenizer.encode_flat(text)) // 4  # flat is faster, but sees special tokens
    except UnicodeEncodeError:
        return _count(tokenizer, _SURROGATE.sub("\ufffd", text))


# ── Models ───────────────────────────────────────────────────────────────────────────────

_END = r"(?![a-z0-9.])"
_EXACT = (
    (re.compile(r"(?:chat)?gpt-(?:4o|4\.[15]|5(?:\.\d+)?|oss)" + _END), O200K),
    (re.compile(r"o[134]" + _END), O200K),
    (re.compile(r"(?:codex|computer-use)-"), O200K),
    (re.compile(r"gpt-(?:4|3\.5|35)" + _END), CL100K),
    (re.compile(r"text-embedding-(?:3|ada-002)" + _END), CL100K),
)

# Tokens of the family for one of o200k, on what agents read (code, JSON, logs). Llama, DeepSeek and
# Mistral are measured with their vocabularies (tools/fit_estimate.py --families), Claude is from
# reported usage. The others are guesses on the high side, until a provider reports.
_FAMILIES = (
    ("claude", 1.18),
    ("gemini", 1.15),
    ("gemma", 1.15),
    ("gpt", 1.0),
    ("llama", 1.0),
    ("deepseek", 1.04),
    ("mistral", 1.1),
)
_UNKNOWN = 1.1


@dataclass(frozen=True, slots=True)
class Counter:
    """Counts tokens as one model does. `name` says how, without what was reported since."""

    name: str
    exact: bool
    encoding: str
    factor: float = 1.0

    def __call__(self, text: str) -> int:
        """How many tokens this text is to the model."""
        tokens = count(text, self.encoding)
        return tokens if self.factor == 1.0 else round(tokens * self.factor)


@dataclass(frozen=True, slots=True)
class Corrections:
    """What providers reported against what was counted, by model. Never changes; makes new ones.

    Sums, not averages of ratios, so long texts weigh more than short ones. At `MEMORY` tokens both
    sums are halved, so the new outweighs the old. `TRUST` tokens of agreement stand in front, so
    one odd report moves little. A correction never goes beyond `BOUNDS`.

    A count steers what is decided at first sight. Feed corrections to decisions to come, and leave
    them out of the key under which a decision is kept.
    """

    sums: Mapping[str, tuple[int, int]] = field(default_factory=lambda: MappingProxyType({}))

    MEMORY = 2_000_000
    TRUST = 20_000
    BOUNDS = (0.5, 2.0)

    def corrected(self, model: str, counted: int, reported: int) -> Corrections:
        """With one more report: `counted` by the model's uncorrected counter."""
        if counted <= 0 or reported <= 0:
            return self
        old_counted, old_reported = self.sums.get(_bare(model), (0, 0))
        ours, theirs = old_counted + counted, old_reported + reported
        while ours > self.MEMORY:
            ours, theirs = ours // 2, theirs // 2
        return Corrections(MappingProxyType({**self.sums, _bare(model): (ours, theirs)}))

    def factor(self, model: str) -> float:
        """What to multiply a count with."""
        ours, theirs = self.sums.get(_bare(model), (0, 0))
        low, high = self.BOUNDS
        return min(high, max(low, (theirs + self.TRUST) / (ours + self.TRUST)))


NO_CORRECTIONS = Corrections()


def for_model(model: str, corrections: Corrections = NO_CORRECTIONS) -> Counter:
    """The counter for a model. It is exact where the model's tokenizer is public and bundled."""
    bare = _bare(model)
    for pattern, encoding in _EXACT:
        if pattern.match(bare):
            return Counter(encoding, exact=True, encoding=encoding)
    family = next((factor for stem, factor in _FAMILIES if stem in bare), _UNKNOWN)
    factor = round(family * corrections.factor(model), 4)
    return Counter(f"{O200K}*{family}", exact=False, encoding=O200K, factor=factor)


def _bare(model: str) -> str:
    """The name without what stands before it: `openai/`, `models/`, `us.`, `ft:`."""
    return model.lower().rpartition("/")[2].removeprefix("ft:")


__all__ = [
    "CL100K",
    "ENCODINGS",
    "NO_CORRECTIONS",
    "O200K",
    "Corrections",
    "Counter",
    "count",
    "count_lines",
    "estimate",
    "for_model",
    "pieces",
]
