"""First sight decides, afterwards replay: the one straight line, on a real store."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.forms.registry import FORMS
from weft.engine.formset import FormSet
from weft.engine.model import ANY_KIND, Block, Exactness, Kind, Origin
from weft.engine.pipeline import Terms
from weft.recall.store import from_url
from weft.rewrite.scribe import Scribe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.recall.store import Store

PRETTY = Block('{\n  "a": [1,\n    2]\n}')
LONG = Block("".join(f"{number} is a line of its own\n" for number in range(500)))


@pytest.fixture
def store() -> Iterator[Store]:
    opened = from_url("memory:")
    yield opened
    opened.close()


def scribe(store: Store, forms: FormSet = FORMS, engine: str = "1") -> Scribe:
    return Scribe(store, forms, Terms(len), "tenant", engine)


def test_a_lossless_text_needs_no_original(store: Store) -> None:
    sent = scribe(store).write(PRETTY)
    assert sent.text == '{"a":[1,2]}'
    assert sent.decision.hash is None
    assert store.stats().originals == 0


def test_what_leaves_something_out_has_its_original_stored(store: Store) -> None:
    sent = scribe(store).write(LONG)
    assert len(sent.text) < len(LONG.text)
    assert sent.decision.hash is not None
    folio = store.open("tenant", sent.decision.hash)
    assert folio is not None
    assert folio.text() == LONG.text


def test_the_second_time_it_is_replayed(store: Store) -> None:
    line = scribe(store)
    for block in (PRETTY, LONG, Block("short")):
        first, second = line.write(block), line.write(block)
        assert (first.replayed, second.replayed) == (False, True)
        assert second.text == first.text
        assert second.decision == first.decision


def test_what_else_decides_makes_another_block(store: Store) -> None:
    scribe(store).write(LONG)
    assert not scribe(store, engine="2").write(LONG).replayed
    assert not scribe(store, FormSet()).write(LONG).replayed
    assert not scribe(store).write(Block(LONG.text, Origin(tool="other"))).replayed


class Overtaken:
    """A form that is so slow that another worker decides the same block meanwhile."""

    name: ClassVar[str] = "overtaken"
    kinds: ClassVar[frozenset[Kind]] = ANY_KIND
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def __init__(self) -> None:
        self.other: Scribe | None = None

    def fold(self, text: str) -> str | None:
        other, self.other = self.other, None
        if other:
            other.write(Block(text))
            return "!"
        return None

    def unfold(self, text: str) -> str:
        return "0123456789" if text == "!" else text


def test_the_first_writer_wins(store: Store) -> None:
    form = Overtaken()
    line = scribe(store, FormSet((form,)))
    form.other = line
    sent = line.write(Block("0123456789"))
    assert sent.replayed  # ours would have been "!",
    assert sent.text == "0123456789"  # but the other one had already let it be
    assert line.write(Block("0123456789")).text == sent.text


@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text_goes_out_the_same_twice(text: str) -> None:
    opened = from_url("memory:")
    line = scribe(opened)
    first, second = line.write(Block(text)), line.write(Block(text))
    assert first.text == second.text
    assert second.replayed
    opened.close()
