"""The outline of source code: what stays, that it still parses, and that nothing is lost."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "code"))
from sources import NAMES, errors, python_files, source, written

from weft.engine import verify
from weft.engine.code import choose
from weft.engine.code.grammars import versions
from weft.engine.code.language import BY_NAME
from weft.engine.forms.code_outline import CodeOutline
from weft.engine.forms.registry import FORMS, forms
from weft.engine.model import Block, Cut, Kind, Origin
from weft.engine.pipeline import Terms, render
from weft.engine.tokens import count
from weft.recall.marker import Keyring, Receipt

BOTH = pytest.mark.parametrize("grammars", [True, False], ids=["grammar", "layout"])
EACH = pytest.mark.parametrize("name", NAMES)
WITH_GRAMMAR = [name for name in NAMES if name not in ("kotlin", "swift", "perl")]
KEYRING = Keyring(bytes(range(32)))


def cut(text: str, question: str = "", *, grammars: bool = True, arguments: str = ""):
    origin = Origin(question=question, arguments=arguments)
    offer = CodeOutline(grammars=grammars).cut(Block(text, origin), None)
    if offer is not None:
        verify.tiles(text, verify.pieces_of(offer, text))
    return offer


def rendered(text: str, question: str = "", **which) -> str:
    marks = KEYRING.reference("tenant", text)
    rendering = render(Block(text, Origin(question=question)), forms(**which), Terms(count), marks)
    assert not [each for each in rendering.discards if "raised" in each.reason]
    return rendering.settle(lambda _: Receipt(marks.hash, "tenant", KEYRING))


def test_what_it_looks_like() -> None:
    text = source("python")
    offer = cut(text)
    assert offer is not None
    assert written(offer) == PYTHON


PYTHON = '''\
"""Stock of a shop: what lies in which store, and what must be ordered.
"""  # <<ccr:0123456789abcdef01234567 lines 2-6>>

from __future__ import annotations

import logging
from dataclasses import dataclass, field

LOG = logging.getLogger(__name__)
LOWEST = 3
WORDS = [
    "article",
    "store",
    "count",
    "order",
    "supplier",
    "delivery",
    "return",
    "damage",
    "inventory",
    "reservation",
]


class StockError(ValueError):
    """A count that cannot be."""


@dataclass
class Stock:
    """The counts of one store.

    They are kept in the order in which articles came in, so that a listing
    reads as the shelves do.
    """

    store: str
    counts: dict[str, int] = field(default_factory=dict)

    def put(self, article: str, count: int) -> int:
        """Add to an article.
        """  # <<raises StockError, lines 46-54>>

    def take(self, article: str, count: int) -> int:
        # FIXME: two tills may take the last one at the same time
        ...  # <<raises StockError, lines 58-65>>

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.counts.values())


def to_order(
    stocks: list[Stock],
    lowest: int = LOWEST,
) -> dict[str, int]:
    """How many of each article are missing, over all stores."""
    # <<lines 78-83>>


async def watch(stocks: list[Stock], every: float) -> None:
    ...  # <<lines 87-92>>


if __name__ == "__main__":
    print(to_order([Stock("north", {"lamp": 1})]))
'''


@EACH
@BOTH
def test_signatures_stay_and_bodies_go(name: str, grammars: bool) -> None:
    offer = cut(source(name), grammars=grammars)
    assert offer is not None
    text = written(offer)
    assert 0.2 * len(source(name)) < len(text) < 0.8 * len(source(name))
    wanted = {"tsx": ("StockTable(", "Total ="), "c": ("stock_put(", "stock_take(")}
    for signature in wanted.get(name, ("put", "take")):
        assert signature.lower() in text.lower()


@pytest.mark.parametrize("name", WITH_GRAMMAR)
@BOTH
def test_what_is_left_parses(name: str, grammars: bool) -> None:
    text = source(name)
    assert errors(name, text) == 0
    for question in ("", "What does take() do?", "line 55"):
        offer = cut(text, question, grammars=grammars)
        assert offer is None or errors(name, written(offer)) == 0


@pytest.mark.parametrize("name", WITH_GRAMMAR)
def test_both_outlines_of_the_sources_are_the_same(name: str) -> None:
    assert cut(source(name), grammars=True) == cut(source(name), grammars=False)


@BOTH
def test_what_is_left_of_real_modules_compiles(grammars: bool) -> None:
    warnings.simplefilter("ignore", SyntaxWarning)
    offered = 0
    for path in python_files(60):
        text = path.read_text("utf-8", errors="replace")
        offer = cut(text, grammars=grammars)
        offered += offer is not None
        if offer is not None:
            compile(written(offer), str(path), "exec", dont_inherit=True)
    assert offered > 15


@pytest.mark.parametrize("question", ["", "What does put do with a negative count?"])
def test_node_reads_what_is_left(question: str, tmp_path: Path) -> None:
    for grammars in (True, False):
        offer = cut(source("javascript"), question, grammars=grammars)
        (tmp_path / "stock.js").write_text(written(offer))
        subprocess.run(["node", "--check", tmp_path / "stock.js"], check=True)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "tsx"])  # tsx has no `take`
@BOTH
def test_what_the_question_names_stays_whole(name: str, grammars: bool) -> None:
    text = source(name)
    text += text[text.index("\n") :]  # once more, so that there is enough to leave out
    kept = written(cut(text, "What happens in `take` when there are too few?", grammars=grammars))
    stays = kept.replace("$", "")
    assert "held - count" in stays or "-= count" in stays
    assert len(kept) < 0.9 * len(text)


@BOTH
def test_the_function_around_a_line_stays(grammars: bool) -> None:
    text = source("go") + source("go")
    at = text[: text.index("only %d of %s in %s")].count("\n") + 1
    for question in (f"stock.go:{at}: too few", f"why line {at}?", f"see lines {at - 1}-{at}"):
        kept = written(cut(text, question, grammars=grammars))
        assert "only %d of %s in %s" in kept
        assert "missing[article] += " not in kept


def test_the_numbers_before_the_lines_are_those_that_a_question_means() -> None:
    lines = (source("go") + source("go")).splitlines()
    text = "".join(f"{number:5}→{line}\n" for number, line in enumerate(lines, 301))
    at = 301 + next(n for n, line in enumerate(lines) if "only %d of %s in %s" in line)
    assert "only %d of %s in %s" in written(cut(text, f"stock.go:{at}"))
    assert "only %d of %s in %s" not in written(cut(text, "stock.go:30"))


def test_of_a_long_function_that_is_asked_for_the_blocks_that_say_nothing_go() -> None:
    blocks = "".join(
        f"    if step == {n}:\n" + "".join(f"        work_{n}_{m}(step, {m})\n" for m in range(9))
        for n in range(40)
    )
    text = f"def run(step):\n{blocks}    return step\n\n\ndef other():\n{blocks}"
    for grammars in (True, False):
        kept = written(cut(text, "What does run do at the step of work_7_3?", grammars=grammars))
        assert kept.count("if step ==") >= 40
        assert kept.count("work_") < 100
        compile(kept, "run.py", "exec")


@BOTH
def test_what_asks_for_attention_stays(grammars: bool) -> None:
    for name in ("python", "php", "bash"):
        kept = written(cut(source(name), grammars=grammars))
        assert "FIXME" in kept or "TODO" in kept


@pytest.mark.parametrize("name", WITH_GRAMMAR)
@BOTH
def test_blocks_that_go_leave_what_parses(
    name: str, grammars: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in very long functions, here in all."""
    monkeypatch.setattr(choose, "WHOLE", 3)
    monkeypatch.setattr(choose, "LEAST", 20)
    text = source(name)
    for line in range(1, text.count("\n"), 3):
        offer = cut(text, f"stock.x:{line}", grammars=grammars)
        assert offer is None or errors(name, written(offer)) == 0


@BOTH
def test_tables_of_constants_show_how_they_begin(grammars: bool) -> None:
    rows = "".join(f'    ("{n}", {n * 7}, "a word of row {n}"),\n' for n in range(60))
    text = f"import a\n\nROWS = [\n{rows}]\n\n\ndef f(x):\n    return ROWS[x]\n"
    kept = written(cut(text, grammars=grammars, arguments="rows.py"))
    assert kept.count("a word of row") == 3
    assert "lines 7-63" in kept
    compile(kept, "rows.py", "exec")


@EACH
@BOTH
def test_line_ends_may_be_crlf(name: str, grammars: bool) -> None:
    text = source(name).replace("\n", "\r\n")
    offer = cut(text, grammars=grammars)
    assert offer is not None
    if name in WITH_GRAMMAR and name != "bash":
        assert errors(name, written(offer)) <= errors(name, text)


def test_slices_of_a_file_are_cut_where_they_are_whole() -> None:
    for name in NAMES:
        lines = source(name).splitlines(keepends=True)
        for first in range(0, 30, 7):
            for grammars in (True, False):
                cut("".join(lines[first : first + 60]), grammars=grammars, arguments=f"a.{name}")


def test_minified_code_stays_as_it_is() -> None:
    text = "".join(line.strip() for line in source("javascript").splitlines()[12:])
    assert cut(text) is None
    assert cut(text + "\n" + text + "\n") is None


def test_what_is_no_code_is_left_alone() -> None:
    for text in ("", "x" * 9000, "a: 1\nb: 2\n" * 400, "One day. And so on.\n" * 300):
        assert cut(text) is None


def test_it_can_be_left_out_and_nothing_else_cuts_code() -> None:
    text = source("java")
    assert "<<ccr:" in rendered(text)
    assert rendered(text, code=False) == text
    numbered = "".join(f"{n:5}→{line}\n" for n, line in enumerate(text.splitlines(), 1))
    assert "<<" not in rendered(numbered, code=False).replace("<<>>", "")
    assert Kind.CODE not in forms().offload[0].kinds


def test_what_decides_is_said() -> None:
    with_grammars = FORMS.decider()
    assert f"code_outline({versions()})" in with_grammars
    assert "code_outline(by layout)" in forms(grammars=False).decider()
    assert "code_outline" not in forms(code=False).decider()


@EACH
def test_our_own_text_comes_back_as_it_is(name: str) -> None:
    text = source(name)
    for one in (text, "".join(f"{n}→{x}\n" for n, x in enumerate(text.splitlines(), 1))):
        for question in ("", "take"):
            sent = rendered(one, question)
            assert rendered(sent, question) == sent
            assert count(sent) <= count(one)


LINES = st.sampled_from(
    [line for name in NAMES for line in source(name).splitlines()]
    + ["", "\t", "{", "}", '"""', "'''", "/*", "*/", "`", "#", "//", "<<END", "END", "\U000f0000"]
    + ["    \ud800", "\x00", "\r", "def f(", "):", "if x:", "<<ccr:0123456789abcdef01234567>>"]
)


@given(st.sampled_from(NAMES), st.lists(LINES, min_size=40, max_size=160), st.booleans())
@settings(max_examples=120)
def test_any_lines_tile_and_raise_nothing(name: str, lines: list[str], grammars: bool) -> None:
    suffix = BY_NAME[name].suffixes[0]
    cut("\n".join(lines), "take 12", grammars=grammars, arguments=f"x.{suffix}")


@given(st.sampled_from(NAMES), st.data())
@settings(max_examples=60)
def test_pieces_of_sources_in_any_order(name: str, data: st.DataObject) -> None:
    lines = source(name).splitlines()
    parts = st.tuples(st.integers(0, len(lines)), st.integers(1, 40))
    several = data.draw(st.lists(parts, min_size=3, max_size=8))
    text = "\n".join(line for at, size in several for line in lines[at : at + size])
    for grammars in (True, False):
        cut(text, "take", grammars=grammars)


HOSTILE = {
    "opened": "int f(int a) {\n" * 20_000,
    "closed": "}\n" * 50_000,
    "comments": "/* a\n" * 30_000,
    "strings": "x = '''\n" * 30_000,
    "raw strings": 'let a = r#"\n' * 20_000,
    "heredocs": "cat <<END\n" * 20_000,
    "deep": "".join(f"{' ' * n}if (a) {{\n" for n in range(600)),
    "colons": "".join(f"{' ' * n}if a:\n" for n in range(600)),
    "brackets": "f(" * 100_000,
    "signature": "def f(" + "a,\n" * 50_000,
    "decorators": "@a\n" * 50_000 + "def f():\n    pass\n",
    "remarks": "# TODO: x\n" * 50_000,
    "one line": "function a(){return {a:[1,2,{}]}};" * 8_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_looked_at_once(name: str) -> None:
    for suffix in ("py", "js", "rs", "sh", "c"):
        for grammars in (False,) if suffix != "c" else (True, False):
            cut(HOSTILE[name], "a 5", grammars=grammars, arguments=f"x.{suffix}")


def test_cuts_say_what_they_raise() -> None:
    offer = cut(source("java"))
    labels = [piece.label for piece in offer if isinstance(piece, Cut)]
    assert "raises StockException" in labels
    assert "raises IllegalArgumentException" in labels
