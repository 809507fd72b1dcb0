"""The words of policy: Mode, Auth, Reason. Data only; every decision is said in these."""

from __future__ import annotations

from enum import StrEnum


class Mode(StrEnum):
    """How far a request may be rewritten."""

    OFF = "off"  # relayed, and not looked at
    OBSERVE = "observe"  # decided and counted, and sent as it came
    LOSSLESS = "lossless"  # nothing is left out, nothing is added
    FULL = "full"


class Auth(StrEnum):
    """Who pays, as far as the headers tell."""

    KEY = "key"  # by the token
    OAUTH = "oauth"
    SUBSCRIPTION = "subscription"
    NONE = "none"  # no credential at all, as with a model on this machine


class Reason(StrEnum):
    """Why a text went out as it did. They are labels: in explanations, statistics and metrics."""

    REWRITTEN = "rewritten"  # decided now
    REPLAYED = "replayed"  # decided before
    OLDER = "older"  # stood here before anything was decided: a cached prefix may hold it
    FROZEN = "frozen"  # at or before a cache marker of the client in the opening
    SMALL = "small"  # the text is too short to be worth it
    SMALL_REQUEST = "small_request"
    EXACT = "exact"  # an editing tool will need it byte for byte
    NOT_SHORTER = "not_shorter"  # the engine found nothing better
    NOT_WORTH = "not_worth"  # in money, over the rest of the conversation
    CACHE_MINIMUM = "cache_minimum"  # below it the provider would cache nothing
    OBSERVED = "observed"  # mode observe: would have been rewritten
    OURS = "ours"  # an answer of ours: an original that was asked for
    OVER_TIME = "over_time"  # the engine took too long
    STORE_FAILED = "store_failed"
    ENGINE_FAILED = "engine_failed"
    MOVED = "moved"  # could not be found again in the bytes


FAILURES = frozenset((Reason.OVER_TIME, Reason.STORE_FAILED, Reason.ENGINE_FAILED, Reason.MOVED))
