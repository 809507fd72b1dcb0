"""The document of what the gateway answers itself, and what is served of it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from weft import __version__
from weft.gateway.answering import Asked
from weft.gateway.health import Health
from weft.gateway.openapi import PATH, described, document, doors
from weft.gateway.retrieving import Retrieving
from weft.library.compressing import Compressing
from weft.observe.doors import Answering
from weft.recall.store import Limits, from_url
from weft.settings import load

if TYPE_CHECKING:
    from weft.gateway.answering import Doors

WHOLE = document()


def all_doors() -> Doors:
    """Everything that a worker can answer."""
    store = from_url("memory:")
    found: Doors = {
        **Health({}, version="1").doors,
        **Retrieving(store, Limits(), lambda _: "local").doors,
        **Compressing(load().settings, store, lambda _: "local").doors,
        **Answering(None, ()).doors(),  # type: ignore[arg-type]
    }
    return {**found, **doors(found)}


def schemas(node: Any) -> Any:
    """Every schema in the document."""
    if isinstance(node, dict):
        yield from ([node["schema"]] if "schema" in node else [])
        for inner in node.values():
            yield from schemas(inner)
    if isinstance(node, list):
        for inner in node:
            yield from schemas(inner)


def test_every_door_is_in_the_document_and_nothing_else() -> None:
    told = {path: {method.upper() for method in node} for path, node in WHOLE["paths"].items()}
    assert told == {path: {*door.methods} for path, door in all_doors().items()}


def test_what_is_open_to_all_is_said_to_be() -> None:
    for path, door in all_doors().items():
        for operation in WHOLE["paths"][path].values():
            assert (operation.get("security") == []) is not door.guarded


def test_its_schemas_are_schemas() -> None:
    found = [*schemas(WHOLE), *WHOLE["components"]["schemas"].values()]
    assert len(found) > 30
    for schema in found:
        Draft202012Validator.check_schema(schema)


def test_its_references_lead_somewhere() -> None:
    for reference in {part.split('"')[0] for part in json.dumps(WHOLE).split('"$ref": "#/')[1:]}:
        node = WHOLE
        for step in reference.split("/"):
            node = node[step]
        assert node


def test_its_operations_have_names_of_their_own() -> None:
    names = [each["operationId"] for node in WHOLE["paths"].values() for each in node.values()]
    assert len(names) == len({*names})


@pytest.mark.parametrize("paths", [["/healthz"], ["/healthz", "/v1/retrieve/{hash}"]])
def test_only_what_is_answered_is_described(paths: list[str]) -> None:
    found = described(paths)
    assert found["paths"].keys() == {*paths}
    assert found["info"]["version"] == __version__


def test_it_is_served() -> None:
    handle = doors({"/stats": all_doors()["/stats"]})[PATH].handle("GET")

    async def answered() -> bytes:
        return (await handle(Asked(method="GET", path=PATH))).body

    assert json.loads(asyncio.run(answered()))["paths"].keys() == {"/stats", PATH}
