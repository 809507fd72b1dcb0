"""Provider wire formats, sans-IO: where in a request the texts are that may be rewritten.

The nouns: a `Slot` is a place in an item of a conversation that holds such a text; a `Dialect`
finds the slots, the calls they answer and what was said (`anthropic`, `openai_chat`,
`openai_responses`, `gemini`); `reading` walks a whole conversation and gives each text with where
it came from; `shape` tells the dialects apart; `splice` writes new texts into the client's bytes.

Which requests are a dialect's says `endpoint`. `members` and `layout` say where everything stands
in a body, at memory speed; `walk` is the slow way, for what they are unsure of.

What answers say is another matter: `sse` frames their events, `hearing` reads them from a copy,
and `recalling` is our tool on the wire: offered, called, and its hidden turns joined.

It flows one way: endpoint -> layout -> dialect -> reading -> splice. Nothing here changes an
object, opens a socket or decides whether a text should be rewritten.
"""
