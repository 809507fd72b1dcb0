"""Paths as questions name them: `engine.json_path`, with the error that a question can have."""

from __future__ import annotations

from weft.engine import json_path
from weft.engine.json_path import Path, PathError, write_path
from weft.recall.query.question import QueryError


def parse_path(written: str) -> Path:
    """The steps of a path, or `QueryError`."""
    try:
        return json_path.parse_path(written)
    except PathError as error:
        raise QueryError(str(error)) from error


__all__ = ["Path", "parse_path", "write_path"]
