"""Token counts: the same as the published encodings give, for every text."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
import splintr
from hypothesis import given
from hypothesis import strategies as st

from weft.engine import tokens
from weft.engine.tokens import CL100K, ENCODINGS, O200K, count

# Texts in which tokenizers that are not exact go wrong.
AWKWARD = (
    *"aAÉßKİıǅʰ中اーाª²Ⅷ٣1_$/?{\"'’",
    *("\u0301", "\u200d", "\ufe0f", "\u00a0", "\u2028", "\u3000", "\u0085", "\ufeff", "\u200b"),
    *(" ", "  ", "\t", "\n", "\r", "\r\n", "\x0b", "\x1c", "\0", "\x7f", "😀", "👨", "\U0001f1e9"),
    *("'s", "'S", "'ll", "'LL", "'Re", "don't", "the", "HTTPServer", "<|", "<|endoftext|>", "|>"),
)
texts = st.one_of(
    st.text(),
    st.lists(st.sampled_from(AWKWARD)).map("".join),
    st.lists(st.tuples(st.sampled_from(AWKWARD), st.integers(1, 40)), max_size=8).map(
        lambda runs: "".join(text * times for text, times in runs)
    ),
    st.binary().map(lambda data: data.decode("latin-1")),
).filter(lambda text: "'\u017f" not in text)  # the one class that is known to be inexact

# The digests that the publisher of the encodings gives for its vocabulary files.
VOCABULARIES = {
    O200K: (199_998, "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"),
    CL100K: (100_256, "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_vocabulary_is_the_published_one(encoding: str) -> None:
    size, digest = VOCABULARIES[encoding]
    tokenizer = splintr.Tokenizer.from_pretrained(encoding)
    lines = (
        base64.b64encode(bytes(tokenizer.decode_token_bytes(rank))) + b" %d\n" % rank
        for rank in range(size)
    )
    assert hashlib.sha256(b"".join(lines)).hexdigest() == digest


@pytest.mark.parametrize(
    ("text", "o200k", "cl100k"),
    [
        ("", 0, 0),
        ("hello world", 2, 2),
        ("def f(x):\n    return x\n", 8, 8),
        ('{"a":[1,2.50,null]}', 10, 10),
        ("<|endoftext|>", 7, 7),
        (" " * 1000, 9, 9),
        ("1234567", 3, 3),
    ],
)
def test_examples(text: str, o200k: int, cl100k: int) -> None:
    assert (count(text), count(text, CL100K)) == (o200k, cl100k)


def test_a_special_token_in_a_text_is_text() -> None:
    for encoding in ENCODINGS:
        for special in splintr.Tokenizer.from_pretrained(encoding).special_tokens():
            assert special.startswith("<|")
            assert count(special, encoding) > 1


def test_a_lone_surrogate_counts_as_what_a_provider_sees() -> None:
    assert count("a\ud800b\udfff") == count("a\ufffdb\ufffd")
    assert count("<|im_start|>\udc00") == count("<|im_start|>\ufffd")


@given(texts, st.integers(1, 30))
def test_the_pieces_of_a_long_text_add_up(text: str, size: int) -> None:
    parts = list(tokens.pieces(text, size, longest=10**6))
    assert "".join(parts) == text
    for encoding in ENCODINGS:
        assert sum(count(part, encoding) for part in parts) == count(text, encoding)


@given(st.lists(st.text(alphabet="ab1,. \t/-\r'sé{}", max_size=8), max_size=6))
def test_lines_are_counted_as_if_each_were_alone(lines: list[str]) -> None:
    ended = [f"{line}\n" for line in lines]
    assert tokens.count_lines(ended) == sum(map(count, ended))


def test_a_run_without_an_end_is_broken_and_hardly_miscounted() -> None:
    run = "a" * (tokens.LONGEST + 300_004)
    assert [len(piece) for piece in tokens.pieces(run)] == [tokens.LONGEST, 300_004]
    assert 0 <= count(run) - len(run) / 8 <= 2


def test_long_texts_come_in_pieces() -> None:
    text = 'a line of a log, {"with": "json"}\n' * 20_000
    assert all(len(piece) <= tokens.PIECE + 40 for piece in tokens.pieces(text))
    assert count(text) == 20_000 * count('a line of a log, {"with": "json"}\n')


def test_an_unknown_encoding_is_named() -> None:
    with pytest.raises(ValueError, match="no encoding 'p50k_base'; there are o200k_base"):
        count("x", "p50k_base")


def test_no_vocabulary_is_loaded_before_it_is_needed() -> None:
    script = "import sys, weft.engine.tokens; sys.exit('splintr' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)


# ── Against another implementation. It has no wheel for the newest Pythons, hence the split. ──

if sys.version_info < (3, 13):
    from rs_bpe.bpe import openai

    OTHERS = {O200K: openai.o200k_base(), CL100K: openai.cl100k_base()}

    def same(text: str) -> None:
        for encoding, other in OTHERS.items():
            assert count(text, encoding) == other.count(text), (encoding, text)

    @given(texts)
    def test_any_text(text: str) -> None:
        same(text)

    def test_every_character_in_context() -> None:
        for block in range(0, sys.maxunicode, 256):
            chars = [chr(code) for code in range(block, block + 256)]
            if all(unicodedata.category(char) in ("Cn", "Co", "Cs") for char in chars):
                continue
            same("".join(f"x{c} {c}Ab{c}{c}\n" for c in chars if not "\ud800" <= c <= "\udfff"))

    def test_real_code() -> None:
        for path in sorted(Path(unicodedata.__spec__.origin or __file__).parent.glob("*.py"))[:9]:
            same(path.read_text())
        same(Path(__file__).read_text())

    def test_joined_emoji_and_long_runs() -> None:
        family = "👩‍👩‍👧‍👦"
        same(family * 50 + "🏳️‍🌈" + "e\u0301\u0323" * 60 + "नमस्ते " * 9)
        for run in (" ", "\n", "\t \n", "=", "a", "Aa", "1", "\0", "中", "\u00a0 ", "'s"):
            same(run * 2000)
            same(f"x{run * 999}y")
