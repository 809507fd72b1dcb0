"""Key sections: what a question is about stays, with what stands above it; the rest is named."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.engine.detect import detect
from weft.engine.forms.key_sections import KeySections
from weft.engine.forms.registry import FORMS
from weft.engine.gap import open_gaps
from weft.engine.model import Block, Cut, Kind, Origin
from weft.engine.pipeline import Terms, render
from weft.engine.tokens import count
from weft.engine.verify import pieces_of, tiles
from weft.recall.marker import Keyring

FORM = KeySections()
KEYRING = Keyring(bytes(range(32)))


def service(name: str, port: int, note: str = "runs") -> str:
    return (
        f"  {name}:\n    image: registry.example/shop/{name}:1.{port}\n    restart: always\n"
        f"    ports:\n      - {port}:80\n    environment:\n      LOG_LEVEL: info\n"
        f"      NOTE: {note}\n    volumes:\n      - ./data/{name}:/var/lib/{name}\n"
    )


NAMES = ("orders", "billing", "search", "mailer", "proxy", "cache", "images", "users", "audit")
COMPOSE = "services:\n" + "".join(
    service(name, 8000 + n, "error: cannot bind" if name == "audit" else "runs")
    for n, name in enumerate(NAMES)
)
TOML = "".join(
    f"[tool.{name}]\nselect = [{n}]\nline-length = 100\nexclude = ['build', 'dist']\n"
    f"message = 'the {name} of the house'\nstrict = true\n\n"
    for n, name in enumerate(NAMES * 2)
)
XML = (
    '<?xml version="1.0"?>\n<project>\n'
    + "".join(
        f"  <dependency>\n    <group>org.example</group>\n    <name>{name}</name>\n"
        f"    <version>1.{n}</version>\n    <scope>test</scope>\n  </dependency>\n"
        for n, name in enumerate(NAMES * 3)
    )
    + "</project>\n"
)


def shown(text: str, question: str = "") -> str:
    """What stays, with a line for each cut."""
    pieces = FORM.cut(Block(text, Origin(question=question)), None)
    assert pieces is not None
    tiles(text, pieces_of(pieces, text))
    return "".join(
        f"<<{piece.what}>>{piece.after}" if isinstance(piece, Cut) else piece for piece in pieces
    )


@pytest.mark.parametrize(
    ("text", "kind"), [(COMPOSE, Kind.YAML), (TOML, Kind.CONFIG), (XML, Kind.XML)]
)
def test_what_is_asked_for_stays(text: str, kind: Kind) -> None:
    assert detect(text) is kind
    short = shown(text, "what about the mailer?")
    assert "mailer" in short
    assert len(short) < 0.6 * len(text)


def test_what_stands_above_and_trouble_stay() -> None:
    short = shown(COMPOSE, "which port has search?")
    assert "8002:80" in short
    assert "  search:\n" in short
    assert "error: cannot bind" in short
    assert "<<image, restart, ports, environment, volumes, lines 3-11>>" in short


def test_a_text_with_gaps_keeps_its_kind() -> None:
    for text in (COMPOSE, TOML, XML):
        pieces = FORM.cut(Block(text), None)
        assert pieces is not None
        assert detect(open_gaps(pieces) or "") is detect(text)


@pytest.mark.parametrize("text", [COMPOSE, TOML, XML])
@pytest.mark.parametrize("lossy", [False, True])
def test_rendered_once_and_for_all(text: str, lossy: bool) -> None:
    marks = KEYRING.reference("tenant", text) if lossy else None
    done = render(Block(text), FORMS, Terms(count), marks)
    assert not done.discards
    short = done.candidate.write(marks.mark, marks.again) if marks else done.candidate.pieces[0]
    assert render(Block(short), FORMS, Terms(count), marks).unchanged


def test_a_short_text_is_left_alone() -> None:
    assert FORM.cut(Block("a:\n  b: 1\n  c: 2\n  d: 3\n"), None) is None


LINE = st.tuples(
    st.integers(0, 8),
    st.sampled_from(
        ["a: 1", "b:", "- c", "- d: e", "# x", "", "---", "<a>", "</a>", "[s]", "k = v"]
    ),
).map(lambda pair: " " * pair[0] + pair[1] + "." * 40)


@given(st.lists(LINE, min_size=25, max_size=90).map("\n".join), st.text(max_size=30))
@settings(deadline=None, max_examples=60)
def test_any_text_is_tiled(text: str, question: str) -> None:
    pieces = FORM.cut(Block(text, Origin(question=question)), None)
    if pieces is not None:
        tiles(text, pieces_of(pieces, text))


def test_deep_and_long_texts() -> None:
    deep = "\n".join(" " * n + "a:" for n in range(2000))
    wide = "a:\n" + "  b: some value of this key\n" * 50_000
    for text in (deep, wide):
        pieces = FORM.cut(Block(text), None)
        if pieces is not None:
            tiles(text, pieces_of(pieces, text))


def test_xml_that_is_one_line_keeps_its_failures_whole() -> None:
    failure = '<failure message="no">Traceback:\n  File "a.py", line 3\nAssertionError</failure>'
    cases = "".join(
        f'<testcase name="test_{n}" time="0.{n}"' + (f">{failure}</testcase>" if n == 41 else "/>")
        for n in range(90)
    )
    text = f'<?xml version="1.0"?><testsuite name="shop">{cases}</testsuite>'
    pieces = KeySections().cut(Block(text), None)
    assert pieces is not None
    tiles(text, pieces_of(pieces, text))
    kept = "".join(piece for piece in pieces if isinstance(piece, str))
    assert f'<testcase name="test_41" time="0.41">{failure}</testcase>' in kept
    assert len(kept) < 0.4 * len(text)
    assert any("testcase" in piece.label and "x" in piece.label for piece in _cuts(pieces))


def test_documents_are_called_by_kind_and_name() -> None:
    names = [f"part-{n}" for n in range(30)]
    text = "---\n".join(
        f"apiVersion: v1\nkind: Service\nmetadata:\n  name: {name}\nspec:\n  ports:\n"
        f"    - port: {n}\n      name: http\n      protocol: TCP\n"
        for n, name in enumerate(names)
    )
    pieces = KeySections().cut(Block(text, Origin(question="port of part-17?")), None)
    assert pieces is not None
    assert "name: part-17" in "".join(piece for piece in pieces if isinstance(piece, str))
    assert any(piece.label.startswith("Service part-") for piece in _cuts(pieces))


def _cuts(pieces) -> list[Cut]:
    return [piece for piece in pieces if isinstance(piece, Cut)]
