"""Tables as people and programs write them, and the one notation they are folded to.

`styles` names the ways a table is drawn, `layout` says how cells are padded, `drawn` and `aligned`
read a table's cells and layout, `delimited` reads CSV and its like, `sheet` writes rows of cells
with a legend and reads them again. What a reader gives, its writer turns back to the same bytes, or
the line stays as it is and the legend names it. No choosing what to leave out, no tokens here.
"""
