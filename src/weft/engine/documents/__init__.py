"""JSON documents as plain text: members as `key: value` lines, like objects as tables.

`cell` writes and reads one value, `header` the columns of a table, `writer` a document, `reader` a
written one; `source` makes objects of JSON text without losing anything. Pure, and no form: whether
a written document is worth it is the pipeline's to say.
"""
