"""The client library, or a word on how to get it.

`hiredis` is asked for as well: without it the client reads answers in pure Python, ten times
slower, and says nothing.
"""

from __future__ import annotations

from weft.recall.store import StoreRefused

try:
    import hiredis
    import redis
except ModuleNotFoundError as missing:
    raise StoreRefused(
        f"a store in Redis needs the package {missing.name!r}, which is not installed: "
        "pip install 'weft[redis]'"
    ) from missing

__all__ = ["hiredis", "redis"]
