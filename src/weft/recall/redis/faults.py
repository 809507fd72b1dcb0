"""What went wrong at the server, said so that an operator knows what to do.

Rules of this file: no I/O. A message never holds a password, a key or a text: of what the server
answered, only the error code and, for codes we do not know, its first line is quoted.
"""

from __future__ import annotations

import re

from weft.recall.redis.driver import redis

client = redis.exceptions

# What the server answers while it is up, by error code. The code is the first word of the answer.
ANSWERS = {
    "BUSY": "it is busy with a script",
    "CLUSTERDOWN": "the cluster is down",
    "LOADING": "it is still loading its data",
    "MASTERDOWN": "its primary is down",
    "MISCONF": "it cannot write its snapshots and refuses writes; look at its log and disk",
    "MOVED": "the keys of this prefix are on another node of the cluster; point the URL there",
    "ASK": "the keys of this prefix are moving to another node of the cluster",
    "TRYAGAIN": "the keys of this prefix are moving to another node of the cluster",
    "NOAUTH": "it asks for a password; write redis://:PASSWORD@HOST",
    "NOPERM": (
        "this user may not use it; grant: ~{PREFIX}:* +@read +@write +@scripting "
        "+@connection +time +info"
    ),
    "NOREPLICAS": "it has too few replicas to accept writes",
    "OOM": "it is out of memory; raise its maxmemory, or lower Weft's size budget below it",
    "READONLY": "it is a read-only replica; point the URL at the primary",
    "UNKILLABLE": "it is busy with a script",
    "WRONGPASS": "it does not accept this user and password",
    "WRONGTYPE": "keys under this prefix belong to something else; choose another ?prefix=",
}


def explain(error: Exception) -> str:
    """What happened, in words that follow "the Redis server at ...": a clause without a stop."""
    code = _code(error)
    if code in ANSWERS:
        return ANSWERS[code]
    if isinstance(error, client.AuthenticationError):
        return ANSWERS["NOAUTH" if "required" in str(error) else "WRONGPASS"]
    if isinstance(error, client.TimeoutError):
        return "it did not answer in time"
    if isinstance(error, client.ConnectionError | OSError):
        return f"the connection failed: {_first_line(error)}"
    if isinstance(error, client.InvalidResponse):
        return "what answers there does not speak the Redis protocol"
    return f"it answered: {_first_line(error)}"


def _code(error: Exception) -> str:
    """The error code. A client keeps it apart, or leaves it in the message, or makes it a type."""
    code = getattr(error, "status_code", None)
    if isinstance(code, str) and code != "ERR":
        return code
    for kind, kind_code in _KINDS:
        if isinstance(error, kind):
            return kind_code
    text = str(error)
    if _ACL_IN_SCRIPT.search(text):
        return "NOPERM"
    in_script = _CODE_IN_SCRIPT.search(text)  # as Redis 6 wraps what a script ran into
    return in_script[1] if in_script else text.partition(" ")[0]


_ACL_IN_SCRIPT = re.compile(r"ACL failure in script|user executing the script can't")
_CODE_IN_SCRIPT = re.compile(r"@user_script: ?[0-9]+: -?([A-Z]+) ")

_KINDS: tuple[tuple[type[Exception], str], ...] = (
    (client.BusyLoadingError, "LOADING"),
    (client.ReadOnlyError, "READONLY"),
    (client.NoPermissionError, "NOPERM"),
    (client.OutOfMemoryError, "OOM"),
    (client.MasterDownError, "MASTERDOWN"),
    (client.ClusterDownError, "CLUSTERDOWN"),
    (client.MovedError, "MOVED"),
    (client.AskError, "ASK"),
    (client.TryAgainError, "TRYAGAIN"),
)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
