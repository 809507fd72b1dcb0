"""A desk with flags, an environment and files laid out on it: how the tests load settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.settings import Flag, Loaded, SettingsError, resolve
from weft.settings.document import Document

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HOME = "/home/someone"


def settings(
    files: Mapping[str, str | bytes] | str | None = None,
    flags: Sequence[tuple[str, str]] = (),
    config: str | None = None,
    shared: bool = False,
    **environ: str,
) -> Loaded:
    """Load from these files (a text alone is ./weft.toml), `--set` flags and environment."""
    by_name = {"./weft.toml": files} if isinstance(files, str) else (files or {})

    def reader(name: str) -> Document | None:
        data = by_name.get(name)
        if data is None:
            return None
        return Document(name, data.encode() if isinstance(data, str) else data, shared)

    given = [Flag("--set", key, text) for key, text in flags]
    return resolve(given, {"HOME": HOME, **environ}, config, reader)


def problems(*args: object, **kwargs: object) -> list[str]:
    """What is wrong with these settings, one line each."""
    try:
        settings(*args, **kwargs)  # type: ignore[arg-type]
    except SettingsError as error:
        return [str(problem) for problem in error.problems]
    return []
