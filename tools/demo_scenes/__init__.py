"""The scenes of the example conversation that `weft demo` walks through.

`world` plays the incident through, so that every log, table and API answer tells of the same
events; `tree` holds the source files of the service as they are before the fix; `checkout` reads
and edits them and shows them as `cat`, `rg`, `ls` and `git diff` would; `cluster`, `journal` and
`runs` write what the other tools print; `script` is the conversation, line by line.

Everything is made up for this project. Nothing here may read a clock, the network or true
randomness: the same script gives the same bytes on every machine.
"""
