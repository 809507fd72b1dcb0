"""Weft: one local gateway between AI agents and everything they talk to.

The library is these names; each is loaded when it is first used, so that `weft --version` and
whoever imports a part of Weft do not pay for the rest:

    from weft import compress, retrieve, Session
"""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from weft.library.calls import NotFound, acompress, aretrieve, compress, retrieve
    from weft.library.compressed import Compressed, Outcome
    from weft.library.session import Session

_PLACES = {
    "Compressed": "weft.library.compressed",
    "NotFound": "weft.library.calls",
    "Outcome": "weft.library.compressed",
    "Session": "weft.library.session",
    "acompress": "weft.library.calls",
    "aretrieve": "weft.library.calls",
    "compress": "weft.library.calls",
    "retrieve": "weft.library.calls",
}

__all__ = [
    "Compressed",
    "NotFound",
    "Outcome",
    "Session",
    "__version__",
    "acompress",
    "aretrieve",
    "compress",
    "retrieve",
]


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module 'weft' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - who only wants the version has no use for it

    value = getattr(import_module(_PLACES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_PLACES})
