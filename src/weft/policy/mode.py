"""The mode of one request. First draft."""

from __future__ import annotations

from weft.policy.words import Auth, Mode


def mode(setting: Mode, auth: Auth, headers: object, *, enforce: bool = True) -> Mode:
    """The mode."""
    if enforce and setting is Mode.FULL and auth in (Auth.OAUTH, Auth.SUBSCRIPTION):
        return Mode.LOSSLESS
    return setting
