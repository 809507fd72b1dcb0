"""What each feature of a line speaks for: trouble above zero, calm below. Data only.

Made by `tools/train_signals.py`; not edited by hand. Features of one weight stand together.
"""

from __future__ import annotations

TABLE = """
+4.2 word nothin
+3.8 word left; word not
+3.4 word the
+3.3 word too
+3.1 word assert; word error; word skippe
+3.0 word after
+2.9 word droppi
+2.8 word no
+2.7 word incomp; word out
+2.6 word above; word duplic; word row
+2.5 word by; word discar; word failed
+2.4 has a word in capitals
+2.3 word down; word off; word unknow
+2.2 word back; word on
+2.1 word cannot; word many
+2.0 word but; word passwo; word used
+1.9 word ae; word fast; word host; word option; word warn
+1.8 word disk; word full; word limit; word missin; word upstre
+1.7 word init; word parse; word stuck
+1.6 word giving; word late
+1.5 word begins; word closed; word electi; word evicte; word file; word lost; word pod;
  word pressu; word public; word quota; word under; word up; word wrong
+1.4 compares with a limit; word before; word differ; word does; word for; word gave;
  word got; word line; word malfor; word memory; word record; word restar; word retrie;
  word sheddi
+1.3 word attemp; word be; word certif; word has; word leader; word was
+1.2 word answer; word behind; word it; word run
+1.1 word bind; word circui; word could; word data; word heartb; word ignore; word
  match; word may; word path; word paymen; word pointe; word qualif; word store; word
  wdisca
+1.0 word compar; word concur; word descri; word docstr; word env; word execut; word
  expres; word intege; word java; word over; word py; word refuse; word remote; word s;
  word swap; word usage; word util; word wsign
+0.9 word ann; word annota; word expect; word held; word its; word key; word maximu;
  word messag; word port; word space; word stoppe; word writte
+0.8 has an exclamation; word and; word charge; word declin; word open; word runtim;
  word totals; word two; word unclea; word unit
+0.7 word contai; word d; word fail; word initia; word of; word readin; word search
+0.6 word aka; word anothe; word define; word dies; word direct; word gate; word index;
  word instan; word invali; word locati; word long; word mod; word msg; word neithe;
  word nor; word order; word reques; word runs; word simple; word ssh; word sshd; word
  start; word state; word time; word unused; word will; word wunuse
+0.5 is long; word bytes; word cut; word equal; word err; word exceed; word fallin; word
  filter; word gives; word lag; word large; word load; word login; word measur; word
  most; word peer; word respon; word route; word shutdo; word slow; word strict; word
  title; word tries; word unsign; word values
+0.4 word clock; word cm; word did; word e; word lock; word probe; word proper; word
  reduce; word replic; word rolled; word schema; word temper; word transa; word type;
  word user; word waitin; word what
+0.3 word admin; word an; word backup; word card; word connec; word cpp; word em; word
  first; word from; word functi; word litera; word must; word result; word use; word
  variab
+0.2 word at; word checks; word ghp; word import; word merged; word raise; word size;
  word src; word vector
-0.2 has zero or none; word alloc; word anyio; word as; word assign; word bad; word
  bbcd; word bc; word big; word budget; word call; word candid; word core; word de; word
  dev; word eth; word exact; word fn; word home; word hook; word hypoth; word id; word
  intern; word logfil; word logs; word markdo; word max; word ops; word packet; word
  platfo; word provid; word retry; word runner; word shared; word short; word std; word
  string; word took; word verbos; word xdist
-0.3 word appear; word bell; word bs; word del; word dir; word each; word gt; word hint;
  word iterat; word lt; word main; word nfeeds; word nh; word nin; word npm; word nul;
  word only; word q; word read; word srv; word t; word target; word td; word tr; word
  undecl; word update
-0.4 word actual; word def; word dfd; word exampl; word list; word name; word pricin;
  word pyyaml; word return; word roundi; word tag; word tests; word top; word v; word
  value; word worker; word x
-0.5 word billin; word bin; word build; word c; word char; word databa; word entrie;
  word garbag; word is; word mb; word n; word node; word note; word once; word owner;
  word p; word part; word rows; word rw; word staff; word test; word to; word warmed;
  word with
-0.6 word case; word cxx; word f; word fails; word fatal; word gnu; word goes; word log;
  word m; word one; word or; word stored; word var; word when
-0.7 word abcdef; word b; word ccr; word check; word finish; word health; word link;
  word mkdocs; word shop; word signed; word table; word take; word wait
-0.8 word config; word durati; word free; word insert; word mailer; word r; word reload;
  word sync; word worth
-0.9 word all; word are; word empty; word i; word identi; word instal; word job; word
  number; word plugin; word self; word token
-1.0 is indented; word compac; word manage; word power; word saved; word segmen; word
  snapsh; word sum
-1.1 word downlo; word ended; word in; word opened; word packag; word pages; word
  policy; word schedu; word warnin; word withou
-1.2 has a path; word cluste; word collec; word enable; word files; word level; word
  sessio; word step
-1.3 word detect; word done; word electe; word failur; word ms; word ready; word term;
  word wrote
-1.4 word buildi; word comple; word mapper; word types
-1.5 bias; has key=value; word report
-1.6 ends with a colon; word paid; word thresh
-1.7 word hit; word orders; word said; word twice
-1.8 word cause; word starte; word timeou
-1.9 word compil
-2.0 word info; word loaded; word set
-2.1 word cache
-2.2 word year
-2.3 word passed; word queue; word served
-2.7 word errors; word handle; word joined; word regist
-2.8 word listen
-2.9 word ok
"""

__all__ = ["TABLE"]
