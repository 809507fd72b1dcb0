"""An example conversation, walked turn by turn.

Nouns: a `Conversation` is the bundled request of a coding agent; a `ToolResult` is one text in it
that may be rewritten; the `Client` says it turn by turn, through a `Gateway`, to a scripted model;
a `Leg` is one turn of that `Journey`, a `Step` what became of one text; a proof says whether a
promise held.

Flow: `conversation.load` reads the data, `Journey.walk` sends each turn and gives a `Leg`, `proof`
sends the last one again and fetches an original back.

Nothing here prints, and nothing but the command line imports it.
"""
