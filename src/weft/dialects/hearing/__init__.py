"""Hearing: what a provider's answer says, read from a copy of its bytes.

The client's bytes are never touched or delayed here, and nothing in here raises on them: what is
not understood is passed over, because the client will judge it.

    listen              the observer of an answer, chosen by its headers
    inflate             takes off a content coding
    whole, pieces       one document, or an array that comes piece by piece; `sse` frames events
    frames              the messages of a WebSocket
    ear                 what hears; one file for each dialect
    notes, calls, facts what was understood so far, calls in pieces, and reading without raising
    heard               what comes out
"""
