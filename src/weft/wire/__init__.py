"""Bytes on sockets: HTTP/1.1, HTTP/2, WebSocket, TLS, Unix sockets; server side, client side, pool.

Nouns: a `RequestHead` and a `ResponseHead` are what stands before a body; an `Inbound` is one
request from a client and the way to answer it; an `Outbound` is one request to an upstream and the
way to read its answer; a `Tunnel` is a pair of raw byte streams after an upgrade; a `Listener`
accepts connections, a `Pool` keeps them to upstreams.

Data flows from a listener's connection, as an `Inbound`, to whatever handles it, and from there
through an `Outbound` of the pool. A handler sees no socket and cannot tell which version of HTTP
carried the exchange.

This package imports nothing of ours. It knows nothing of providers, of routes, of settings. It
never decompresses, re-encodes or reorders what passes through, and it holds at most one buffer of
bounded size for each direction of an exchange: who reads slowly slows down who writes.
"""
