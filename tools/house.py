"""Draw the house from its imports: house.py FILE

The rooms and their order are those of `.importlinter`, what a room is for is the first sentence
of its package's docstring, and an arrow is an import that stands in the source. The same source
gives the same picture, byte for byte.
"""

from __future__ import annotations

import ast
import configparser
import sys
import textwrap
from dataclasses import dataclass
from html import escape
from pathlib import Path

import grimp

import tracked

PACKAGE = "weft"
OUTSIDE = ("settings", "demo", "cli")

WIDTH = 1040
ROOM_LEFT, ROOM_RIGHT = 210, 830
PURPOSE_CHARS = 68
ROOM_HEIGHT, GAP, TOP = 40, 12, 64
TOWER_INSET, TOWER_STEP = 40, 66
ARC_STEP = 20

STYLE = """
  .house { font: 14px system-ui, sans-serif; --ink: #25303b; --soft: #66737f; --line: #9aa7b2;
           --room: #eef3f6; --ground: #fff; --arrow: #00796b; }
  @media (prefers-color-scheme: dark) {
    .house { --ink: #e4eaef; --soft: #9dabb7; --line: #5d6b77;
             --room: #2a343d; --ground: #161c22; --arrow: #4db6ac; }
  }
  .ground { fill: var(--ground); }
  .room { fill: var(--room); stroke: var(--line); }
  .planned { fill: none; stroke: var(--line); stroke-dasharray: 4 4; }
  .name { fill: var(--ink); font-weight: 600; }
  .purpose, .note { fill: var(--soft); }
  .purpose { font-size: 13px; }
  .note { font-size: 12px; }
  .arrow { fill: none; stroke: var(--arrow); stroke-width: 1.5; }
  .dot { fill: var(--arrow); }
  .tower { stroke: var(--line); stroke-width: 2; }
"""


@dataclass(frozen=True, slots=True)
class House:
    """The rooms from the ground up, what each is for, and who imports whom."""

    rooms: tuple[str, ...]
    purposes: dict[str, str]
    imports: frozenset[tuple[str, str]]

    def built(self, room: str) -> bool:
        """Whether there is a package of this name."""
        return room in self.purposes


def order(config: Path) -> tuple[str, ...]:
    """The rooms from the ground up, as the contract on their order names them."""
    parser = configparser.ConfigParser()
    parser.read_string(config.read_text("utf-8"))
    layers = parser["importlinter:contract:order"]["layers"].split()
    return tuple(layer.strip("()") for layer in reversed(layers))


def purpose(package: Path) -> str:
    """The first sentence of a package's docstring, as far as one line of the picture holds."""
    docstring = ast.get_docstring(ast.parse((package / "__init__.py").read_text("utf-8"))) or ""
    sentence = docstring.split("\n")[0].split(". ")[0].split(";")[0].rstrip(".")
    return textwrap.shorten(sentence, PURPOSE_CHARS, placeholder=" …")


def survey(root: Path) -> House:
    """Look at the source."""
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    source = root / "src" / PACKAGE
    names = {child.removeprefix(f"{PACKAGE}.") for child in graph.find_children(PACKAGE)}
    packages = sorted(name for name in names if (source / name / "__init__.py").is_file())
    return House(
        rooms=order(root / ".importlinter"),
        purposes={name: purpose(source / name) for name in packages},
        imports=frozenset(
            (user, used)
            for user in packages
            for used in packages
            if user != used
            and graph.direct_import_exists(
                importer=f"{PACKAGE}.{user}", imported=f"{PACKAGE}.{used}", as_packages=True
            )
        ),
    )


def draw(house: House) -> str:
    """The picture."""
    rows = {room: _row(len(house.rooms) - 1 - index) for index, room in enumerate(house.rooms)}
    height = _row(len(house.rooms)) + 16
    body = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
            ' class="house" aria-labelledby="house-title">'
        ),
        '<title id="house-title">The packages of Weft in their order, and their imports</title>',
        f"<style>{STYLE}</style>",
        (
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7"'
            ' markerHeight="7" orient="auto"><path class="dot" d="M0 0L8 4L0 8z"/></marker></defs>'
        ),
        f'<rect class="ground" width="{WIDTH}" height="{height}" rx="10"/>',
        *_towers(house, rows),
        *(line for room, top in rows.items() for line in _room(house, room, top)),
        *_arcs(house, rows),
        "</svg>",
    ]
    return "\n".join(body) + "\n"


def _row(index: int) -> int:
    return TOP + index * (ROOM_HEIGHT + GAP)


def _room(house: House, room: str, top: int) -> list[str]:
    style = "room" if house.built(room) else "planned"
    says = house.purposes.get(room, "not built yet")
    baseline = top + ROOM_HEIGHT // 2 + 5
    return [
        (
            f'<rect class="{style}" x="{ROOM_LEFT}" y="{top}" width="{ROOM_RIGHT - ROOM_LEFT}"'
            f' height="{ROOM_HEIGHT}" rx="6"/>'
        ),
        f'<text class="name" x="{ROOM_LEFT + 14}" y="{baseline}">{escape(room)}</text>',
        f'<text class="purpose" x="{ROOM_LEFT + 132}" y="{baseline}">{escape(says)}</text>',
    ]


def _towers(house: House, rows: dict[str, int]) -> list[str]:
    """What stands outside: a line beside the house, with a branch to every room it uses."""
    lines: list[str] = []
    at = {name: ROOM_LEFT - TOWER_INSET - TOWER_STEP * i for i, name in enumerate(OUTSIDE)}
    for index, (name, x) in enumerate(at.items()):
        used = [room for room in house.rooms if (name, room) in house.imports]
        bottom = max((_branch(rows[room], index) for room in used), default=TOP - 12)
        lines.append(
            f'<text class="name" x="{x}" y="{TOP - 22}" text-anchor="middle">{name}</text>'
        )
        lines.append(f'<path class="tower" d="M{x} {TOP - 12}V{bottom}"/>')
        for room in used:
            y = _branch(rows[room], index)
            lines.append(f'<circle class="dot" cx="{x}" cy="{y}" r="3"/>')
            lines.append(_arrow(f"M{x} {y}H{ROOM_LEFT - 2}"))
    for user, used_name in sorted(house.imports):
        if user in at and used_name in at:
            x, end, y = at[user] + 6, at[used_name] - 6, TOP - 38
            lines.append(_arrow(f"M{x} {y}C{x + 8} {y - 20} {end - 8} {y - 20} {end} {y}"))
    return lines


def _arrow(path: str) -> str:
    return f'<path class="arrow" marker-end="url(#tip)" d="{path}"/>'


def _branch(top: int, tower: int) -> int:
    """Where a tower's branch meets a room: an outer tower's lower, so that both are seen."""
    return top + ROOM_HEIGHT // 2 - 4 + 8 * tower


def _arcs(house: House, rows: dict[str, int]) -> list[str]:
    """An import is an arc on the right, from the room that uses down to the room that is used."""
    pairs = sorted(
        ((user, used) for user, used in house.imports if user in rows and used in rows),
        key=lambda pair: (rows[pair[1]] - rows[pair[0]], rows[pair[0]]),
    )
    reach = dict.fromkeys(house.rooms, 0)
    lines: list[str] = []
    for user, used in pairs:
        # Arrivals and departures of one room are spread over its wall.
        start = rows[user] + ROOM_HEIGHT - 10 - _spread(reach, user)
        end = rows[used] + 10 + _spread(reach, used)
        bulge = ROOM_RIGHT + min(36 + ARC_STEP * len(lines), WIDTH - ROOM_RIGHT - 8)
        lines.append(
            _arrow(f"M{ROOM_RIGHT} {start}C{bulge} {start} {bulge} {end} {ROOM_RIGHT + 2} {end}")
        )
    lines.append(
        f'<text class="note" x="{ROOM_RIGHT}" y="{TOP - 22}" text-anchor="end">'
        "an arrow points at what is imported</text>"
    )
    return lines


def _spread(reach: dict[str, int], room: str) -> int:
    reach[room] += 1
    return (reach[room] - 1) * 5 % (ROOM_HEIGHT - 20)


def main(picture: Path) -> int:
    """Write the picture."""
    picture.write_text(draw(survey(tracked.ROOT)), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
