"""The checks of `make lint`, `make docs` and `make build-wheel` find what they look for."""

from __future__ import annotations

from pathlib import Path

import pytest

import check_site
import check_sizes
import check_wheel
import check_words

DOCSTRING = '"""What it is for."""\n'


def written(root: Path, **texts: str) -> list[Path]:
    for name, text in texts.items():
        (root / f"{name}.py").write_text(text)
    return [Path(f"{name}.py") for name in texts]


def test_a_small_file_with_a_docstring_is_fine(tmp_path: Path) -> None:
    assert not list(check_sizes.faults(tmp_path, written(tmp_path, a=DOCSTRING, empty="")))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("x = 1\n", "no docstring"),
        ("# A comment is no docstring.\nx = 1\n", "no docstring"),
        (DOCSTRING + "x = 1\n" * check_sizes.MOST, "is the most"),
        (DOCSTRING + "x = 1\n" * check_sizes.USUAL, "1 of 1 files have over"),
    ],
)
def test_a_file_that_breaks_the_size_rule_is_named(tmp_path: Path, text: str, fault: str) -> None:
    found = next(check_sizes.faults(tmp_path, written(tmp_path, a=text)))
    assert fault in found
    assert "a.py" in found


@pytest.mark.parametrize("parts", check_words.MACHINE_PATHS + check_words.REGISTRY_HOSTS)
def test_a_word_that_only_one_machine_knows_is_found(
    tmp_path: Path, parts: tuple[str, str]
) -> None:
    names = written(tmp_path, a=f"first = 1\nplace = 'x{''.join(parts).upper()}y'\n")
    (found,) = check_words.faults(tmp_path, names)
    assert found.startswith("a.py:2: ")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("page.html", '<script src="https://cdn.example/x.js"></script>'),
        ("page.html", '<script src="//cdn.example/x.js"></script>'),
        ("page.html", '<link rel="stylesheet" href="https://fonts.example/css">'),
        ("page.html", '<link rel="preconnect" href="https://fonts.example">'),
        ("page.html", '<img srcset="https://pictures.example/a.png 2x">'),
        ("page.html", '<div style="background: url(https://pictures.example/a.png)"></div>'),
        ("page.html", '<pre class="mermaid">graph</pre>'),
        ("style.css", "@import 'https://fonts.example/css';"),
        ("style.css", "a { background: url( //pictures.example/a.png ) }"),
    ],
)
def test_a_page_that_asks_elsewhere_is_found(name: str, text: str) -> None:
    assert check_site.loads(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("page.html", '<a href="https://elsewhere.example/">a link is fine</a>'),
        ("page.html", '<link rel="canonical" href="https://docs.example/">'),
        ("page.html", '<img src="house.svg"><script src="../assets/x.js"></script>'),
        ("style.css", "a { background: url(data:image/svg+xml;utf8,x) }"),
    ],
)
def test_a_page_that_keeps_to_itself_is_fine(name: str, text: str) -> None:
    assert not check_site.loads(name, text)


WHEEL = ["weft/__init__.py", "weft/py.typed", "weft-1.dist-info/licenses/LICENSE"]
COMMAND = "[console_scripts]\nweft = weft.cli.main:run\n"


def test_a_whole_wheel_is_fine() -> None:
    assert not list(check_wheel.wheel_faults(WHEEL, WHEEL[:2], COMMAND))


@pytest.mark.parametrize(
    ("held", "command", "fault"),
    [
        (WHEEL[1:], COMMAND, "lacks weft/__init__.py"),
        ([*WHEEL, "tests/test_x.py"], COMMAND, "holds tests/test_x.py"),
        (WHEEL[:2], COMMAND, "lacks the licence"),
        (WHEEL, "", "lacks the weft command"),
    ],
)
def test_a_wrong_wheel_is_found(held: list[str], command: str, fault: str) -> None:
    (found,) = check_wheel.wheel_faults(held, WHEEL[:2], command)
    assert fault in found


def test_a_source_archive_without_its_tests_needs_is_found() -> None:
    held = [f"weft-1/{name}" for name in ("pyproject.toml", "README.md", "LICENSE", "Makefile")]
    found = list(check_wheel.sdist_faults(held, ["weft/__init__.py"]))
    assert found == [
        "the source archive lacks requirements/dev.lock",
        "the source archive lacks src/weft/__init__.py",
    ]
