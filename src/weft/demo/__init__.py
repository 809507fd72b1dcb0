"""An example conversation, walked turn by turn.

Nouns: a `Conversation` is the bundled request of a coding agent; a `ToolResult` is one text in it
that may be rewritten; a `Step` says what became of it; a `Proof` says whether a promise held.

Flow: `conversation.load` reads the data, `story.walk` has a `Scribe` write each tool
result and gives a `Step` for each, `proof` replays and fetches back.

Nothing here prints, and nothing but the command line imports it.
"""
