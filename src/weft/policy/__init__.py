"""Whether a text is to be rewritten at all, and how far; each decision with its reason.

The nouns: `reads` knows which results an editing tool needs byte for byte. What is said of a text
stands in its block and nowhere else: nothing here looks at a clock, a store or a socket.
"""
