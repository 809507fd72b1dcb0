"""The state directory: made when something is about to be kept in it, and closed to others.

What lies there is what agents read: source code, logs, mail. So the directory is the owner's
alone (0700) and what is in it is 0600. Loading settings never comes here.
"""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os

OWNER_ONLY = 0o700
# What the names begin with by which a directory is known as Weft's.
OURS = ("recall.db", "observe.db")


class StateDirError(Exception):
    """The state directory cannot be used. The message says why and what to do."""


def prepare(state_dir: str, user: int) -> Path:
    """Make the state directory of this user (by number) and close it to others, or refuse."""
    path = Path(state_dir)
    try:
        path.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
        found = path.stat()
    except FileExistsError:
        raise StateDirError(f"state_dir {path} is a file; set another in WEFT_STATE_DIR") from None
    except OSError as error:
        raise StateDirError(
            f"state_dir {path} cannot be made ({error.strerror}); set another in WEFT_STATE_DIR"
        ) from error
    if found.st_uid != user:
        raise StateDirError(
            f"state_dir {path} belongs to another user (uid {found.st_uid}); set another in "
            "WEFT_STATE_DIR or run as that user"
        )
    if stat.S_IMODE(found.st_mode) & 0o077:
        _close(path, found)
    return path


def _close(path: Path, found: os.stat_result) -> None:
    """Take everybody else's rights away, unless the directory is plainly not Weft's own."""
    names = [entry.name for entry in path.iterdir()]
    foreign = names and not any(name.startswith(OURS) for name in names)
    if foreign or found.st_mode & stat.S_ISVTX:
        raise StateDirError(
            f"state_dir {path} is open to other users and is not Weft's alone, so it is left as "
            "it is; name a directory of its own in WEFT_STATE_DIR"
        )
    path.chmod(OWNER_ONLY)
