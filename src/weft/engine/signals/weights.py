"""What each feature of a line speaks for: trouble above zero, calm below. Data only.

Made by `tools/train_signals.py`; not edited by hand. Features of one weight stand together.
"""

from __future__ import annotations

TABLE = """
+4.4 word assert; word nothin
+4.0 word the
+3.8 word bug; word warn
+3.6 word out; word too
+3.5 has a word in capitals
+3.4 word s
+3.3 word left
+3.2 word error
+3.1 word up
+3.0 word duplic; word incomp
+2.8 word not
+2.7 word many
+2.6 word after; word no
+2.5 compares with a limit; word above
+2.4 word unknow
+2.3 word off
+2.2 word by; word passwo
+2.1 word cannot; word fast; word host; word option; word parse
+2.0 word back; word does
+1.9 word discar; word malfor; word record
+1.8 word bind; word could; word disk; word full
+1.7 word expect; word limit; word restar
+1.6 word answer; word begins; word descri; word down; word droppi; word electi; word
  eth; word evicte; word link; word lost; word match; word memory; word packet; word
  pod; word pressu; word sheddi; word under
+1.5 word leader; word wrong
+1.4 word attemp; word before; word circui; word data; word deprec; word field; word
  giving; word may; word paymen; word upstre; word use; word wdepre
+1.3 word again; word behind; word but; word certif; word for; word got; word has; word
  key; word line; word port; word quota; word refuse; word run; word took; word trying;
  word used; word was
+1.2 word ae; word closed; word env; word remote; word retrie
+1.1 word cda; word it; word late; word on; word space; word writte
+1.0 word be; word heartb; word java; word net; word socket; word timed
+0.9 word anothe; word instan; word its; word lock; word over; word retry; word row;
  word runs; word stoppe; word swap; word unclea; word usage; word will
+0.8 word contai; word failed; word fallin; word gives; word init; word old; word path;
  word stuck; word title
+0.7 word backup; word budget; word did; word ef; word fe; word gave; word held; word
  maximu; word messag; word open; word probe; word readin; word shutdo; word slow
+0.6 word bytes; word cfb; word cut; word exceed; word fa; word file; word lag; word
  large; word py; word respon; word route; word start; word user
+0.5 word bfa; word conten; word differ; word ea; word login; word most; word peer; word
  schema
+0.4 word clock; word connec; word failur; word from; word reduce; word store; word
  temper; word waitin
+0.3 word ab; word rolled; word transa
+0.2 word afd; word backen; word bear; word caller; word can; word costs; word double;
  word first; word just; word keep; word least; word more; word promis; word second;
  word sees; word than; word that; word tries
-0.2 word ac; word admin; word and; word bell; word bs; word call; word captur; word ce;
  word daa; word de; word del; word draft; word false; word fbeee; word fcd; word hook;
  word https; word identi; word kept; word main; word nfeeds; word nin; word nul; word
  pop; word projec; word pullin; word replic; word spaces; word src; word string; word
  ticket; word tracke; word ude; word url; word while; word xxxxxx
-0.3 has an exclamation; word api; word billin; word cc; word def; word doctyp; word
  endoft; word exampl; word except; word ff; word float; word image; word import; word
  last; word linux; word mdone; word null; word platfo; word previo; word python; word
  render; word reques; word shared; word state; word system; word ud; word worker
-0.4 word app; word assign; word body; word dfd; word fatal; word goes; word items; word
  labels; word passed; word search; word time; word u; word var; word x
-0.5 word bbcd; word blank; word do; word entrie; word gt; word im; word lines; word lt;
  word m; word ms; word review; word right; word safe; word slash; word tab; word td;
  word tquote; word tr; word warmed; word when; word width; word with
-0.6 word bin; word build; word c; word fails; word garbag; word html; word load; word
  log; word mar; word mb; word never; word part; word plugin; word pool; word rw; word
  staff; word withou; word zero
-0.7 word compac; word config; word databa; word is; word module; word one; word order;
  word reload; word repeat; word rows; word segmen; word times
-0.8 has key=value; word at; word collec; word finish; word job; word mailer; word or;
  word pools; word r; word spent; word where
-0.9 is indented; word buildi; word downlo; word ended; word instal; word newlin; word
  opened; word orders; word packag; word pages; word saved; word snapsh; word srv; word
  take; word target
-1.0 word check; word comple; word crash; word enable; word health; word report; word
  schedu; word sync; word table; word test; word update; word wait; word wrote
-1.1 word end; word name; word return
-1.2 has a path; word are; word compil; word done; word e; word files; word free; word
  mapper; word policy; word ready; word score; word sessio; word types
-1.3 word abcdef; word ccr; word electe; word f; word id; word number; word self; word
  term; word thresh
-1.4 word detect
-1.5 word all; word cluste; word timeou; word to
-1.6 ends with a colon; word empty; word hit; word signed
-1.7 word served
-1.8 bias; word loaded; word ok
-1.9 word listen; word starte; word warnin
-2.0 word debug
-2.1 word cache; word said
-2.2 word level
-2.4 word regist; word set
-2.5 word handle
-2.6 word twice
-2.9 word joined
-3.0 word errors
-3.6 word info
"""


def _read(table: str) -> dict[str, float]:
    """The table as weights by feature. A line without a weight goes on with the one above."""
    weights: dict[str, float] = {}
    weight = 0.0
    for line in table.strip().split("\n"):
        first, _, names = line.partition(" ")
        if first:
            weight = float(first)
        for name in names.split(";"):
            if name.strip():
                weights[name.strip()] = weight
    return weights


WEIGHTS = _read(TABLE)

__all__ = ["WEIGHTS"]
