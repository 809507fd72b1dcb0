"""The picture of the house shows the imports as they are, and the same ones every time."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import house
import tracked

SVG = "{http://www.w3.org/2000/svg}"


def small(*imports: tuple[str, str]) -> house.House:
    return house.House(
        rooms=("ground", "middle", "top"),
        purposes={"ground": "Holds it <up>", "top": "Sees far", "cli": "Is asked"},
        imports=frozenset(imports),
    )


def arrows(picture: str) -> int:
    return sum(
        element.get("class") == "arrow" for element in ET.fromstring(picture).iter(f"{SVG}path")
    )


def test_the_picture_in_the_documentation_is_current() -> None:
    drawn = (tracked.ROOT / "docs" / "house.svg").read_text("utf-8")
    assert drawn == house.draw(house.survey(tracked.ROOT)), "out of date; run: make fmt"


def test_every_room_and_every_import_is_drawn() -> None:
    picture = house.draw(small(("top", "ground"), ("cli", "top"), ("cli", "settings")))
    texts = [element.text for element in ET.fromstring(picture).iter(f"{SVG}text")]
    assert {"ground", "middle", "top", "cli", "settings", "Holds it <up>"} <= set(texts)
    assert texts.count("not built yet") == 1
    assert arrows(picture) == 3


def test_no_import_no_arrow() -> None:
    assert arrows(house.draw(small())) == 0


def test_the_order_is_that_of_the_contract() -> None:
    rooms = house.order(tracked.ROOT / ".importlinter")
    assert rooms[:3] == ("engine", "recall", "dialects")
    assert rooms[-1] == "agents"
