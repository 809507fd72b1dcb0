"""Prose: what is made of sentences, in any language.

`sentences` parts a text into units, each a sentence or a heading; `weight` orders them by how much
of the text they carry. What a question wants of them, and which stay, is told in `markup`, whose
units these are. A sentence that stays is verbatim; nothing here writes one anew.
"""
