"""The tables of docs/configuration.md, made from the tree: configuration_table.py [--write] [PAGE]

A table stands between two comments in the page and is never written by hand. Without --write the
page is only compared; a page that is behind is named and the exit code is 1.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from weft.settings.aliases import ALIASES
from weft.settings.knob import KNOBS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "configuration.md"
_REGION = re.compile(r"(<!-- (?P<name>settings|aliases): .*? -->\n).*?(<!-- end -->)", re.DOTALL)


def settings() -> str:
    """Every key with its default, environment name and meaning."""
    rows = ["| Key | Default | Environment | Meaning |", "| --- | --- | --- | --- |"]
    for knob in KNOBS.values():
        default = f"`{knob.show(knob.default)}`" if knob.default is not None else "none"
        meaning = knob.description
        if knob.choices:
            meaning += f" One of {', '.join(f'`{choice}`' for choice in knob.choices)}."
        rows.append(f"| `{knob.path}` | {default} | `{knob.env}` | {meaning} |")
    return "\n".join(rows)


def aliases() -> str:
    """Every name of another system that is understood."""
    rows = ["| Name | Sets | To |", "| --- | --- | --- |"]
    for alias in ALIASES:
        names = ", ".join(f"`{name}`" for name in alias.names)
        rows.append(f"| {names} | `{alias.path}` | {alias.meaning} |")
    return "\n".join(rows)


def renewed(text: str) -> str:
    """The page with its tables as they should be."""
    tables = {"settings": settings(), "aliases": aliases()}
    return _REGION.sub(lambda match: f"{match[1]}\n{tables[match['name']]}\n\n{match[3]}", text)


def main(arguments: list[str]) -> int:
    """Compare or write the page."""
    names = [argument for argument in arguments if argument != "--write"]
    page = Path(names[0]) if names else PAGE
    text = page.read_text("utf-8")
    new = renewed(text)
    if "--write" in arguments:
        page.write_text(new, "utf-8")
        return 0
    if new != text:
        print(f"{page.name} is behind: run python tools/configuration_table.py --write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
