"""Whose data this is: the schema and the secret that all hosts of an installation share.

The first host to come writes them, everybody else takes what is there. A server that came back
without its data is a new installation: the first process to notice writes its own secret again,
all others take that one, and none has to be started anew. So every script compares a fingerprint
of the secret and answers `stranger` where it is not the one it was called with.

Rules of this file: no locks, so that a fork cannot inherit one that is held. What it remembers is
replaced whole.
"""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, Any

from weft.recall.marker import SECRET_BYTES, Keyring
from weft.recall.redis import scripts
from weft.recall.store import StoreRefused, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weft.recall.redis.connection import Argument, Connection, Script
    from weft.recall.redis.keys import Keys
    from weft.recall.store import Limits

SCHEMA = 1
STRANGER = b"stranger"

# The native life is longer than the idle time by this share of it, see `extend` among the scripts;
# and by a minute at least, so that Redis does not take what a test's clock still finds young.
_GRACE = 0.25
_SHORTEST_GRACE = 60.0


class Installation:
    """Runs scripts on a server in the name of one installation."""

    def __init__(
        self,
        connection: Connection,
        keys: Keys,
        limits: Limits,
        clock: Callable[[], float],
        secret: bytes,
    ) -> None:
        """Agree with the server on a secret, and offer this one if it has none."""
        self.connection = connection
        self.keys = keys
        self._clock = clock
        self._limits: tuple[Argument, ...] = (
            int(limits.idle_seconds * 1000),
            int(limits.active_seconds * 1000),
            int(max(limits.idle_seconds * _GRACE, _SHORTEST_GRACE) * 1000),
            limits.max_bytes,
        )
        # Replaced together: another thread may be adopting while we look.
        self._held = (secret, Keyring(secret))
        self.adopt()

    @property
    def keyring(self) -> Keyring:
        """The keys of the installation that the server was last seen to hold."""
        return self._held[1]

    def adopt(self) -> None:
        """Take the secret that the server holds, and give it ours where it holds none."""
        ours = self._held[0]
        schema, secret, fingerprint = self.connection.run(
            scripts.ADOPT, self.keys.root, [SCHEMA, ours, _fingerprint(ours)]
        )
        if schema != str(SCHEMA).encode():
            raise StoreRefused(
                f"the Redis keys under {self.keys.root} are of another kind or of a newer Weft; "
                "upgrade Weft or choose another ?prefix="
            )
        if len(secret or b"") != SECRET_BYTES or fingerprint != _fingerprint(secret).encode():
            raise StoreRefused(
                f"the installation secret in Redis ({self.keys.about}) is damaged; restore that "
                "key from a backup, or delete it and lose what was kept"
            )
        self._held = (secret, Keyring(secret))

    def run(self, script: Script, arguments: Callable[[Keyring], Sequence[Argument]]) -> Any:
        """Run a script; again with new arguments where the server has another keyring by now."""
        answer = self._run(script, arguments)
        if not _is_stranger(answer):
            return answer
        try:
            self.adopt()
        except StoreRefused as error:
            raise StoreUnavailable(str(error)) from error
        answer = self._run(script, arguments)
        if _is_stranger(answer):
            raise StoreUnavailable("the Redis server is losing its data again and again")
        return answer

    def _run(self, script: Script, arguments: Callable[[Keyring], Sequence[Argument]]) -> Any:
        secret, keyring = self._held
        # Hosts with different clocks agree on the server's. Another clock is a test's.
        now = "" if self._clock is time.time else int(self._clock() * 1000)
        head = (_fingerprint(secret), now, *self._limits)
        return self.connection.run(script, self.keys.root, [*head, *arguments(keyring)])


def _is_stranger(answer: Any) -> bool:
    return answer == STRANGER or (isinstance(answer, list) and answer[:1] == [STRANGER])


def _fingerprint(secret: bytes) -> str:
    digest = hashlib.blake2b(secret, digest_size=16, person=b"weft fingerprint").hexdigest()
    return f"{SCHEMA}:{digest}"
