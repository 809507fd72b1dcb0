"""One exchange from client to provider and back, and the life of the process that carries it.

Nouns: `Options` are what a proxy is started with, a `Setup` what was made of them and checked; a
`Server` is the life of one worker, a `Supervisor` that of several; `Routes` say which `Upstream` a
target belongs to; a `Relay` decides where a request goes, a `Passage` carries it there and its
answer back, verbatim. An `Exchange` is a passage whose request is looked at: a `Workshop` rewrites
it, `Hidden` answers the model's calls of our tool, and one event (`events`) tells what became of
it. Over a WebSocket a `Talk` does the same, message by message (`messages`, `talking`). What the
gateway answers itself stands behind `Door`s (`answering`, `own`), and a `Guard` says who may ask.

Data flows from a listener's `Inbound` to the `Relay` and through a passage into an `Outbound` of
the upstream's pool. `headers`, `routes`, `errors` and `detour` are pure; clock, randomness,
signals, sockets and the environment enter in `server`, `sockets`, `workshop` and `start`.

Older than these is `watchdog`: the rim that owns a clock and ends work of the engine that would not
end by itself.
"""
