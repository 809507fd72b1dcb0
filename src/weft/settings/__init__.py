"""Every knob, typed, in one place; where its value came from; and what is wrong with it.

Nouns: `Settings` is the tree (`tree`); a `Knob` is one leaf of it and how it is read (`knob`);
an `Origin` says who set it; a `Problem` is one thing wrong, and `SettingsError` carries all of
them at once (`problem`); `Loaded` is settings with their origins (`sources`).

Flow: flags, environment, the seeds' environment names (`aliases`), one file, defaults; the first
that speaks wins. `resolve` is pure: flags, environment and a reader of files go in. `load` is its
rim. Nothing is read from the environment anywhere else, and nothing is created while loading:
`state.prepare` makes the state directory when something is about to be kept in it.
"""

from __future__ import annotations

from weft.settings.problem import Problem, SettingsError
from weft.settings.sources import Flag, Loaded, Origin, load, resolve
from weft.settings.tree import Settings

__all__ = [
    "Flag",
    "Loaded",
    "Origin",
    "Problem",
    "Settings",
    "SettingsError",
    "load",
    "resolve",
]
