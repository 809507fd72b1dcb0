"""What each feature of a line speaks for: trouble above zero, calm below. Data only.

Made by `tools/train_signals.py`; not edited by hand. Features of one weight stand together.
"""

from __future__ import annotations

TABLE = """
+4.4 word nothin
+4.1 word no
+4.0 word not
+3.9 word left; word refuse
+3.6 word too
+3.2 word failed
+3.1 word the; word up
+2.9 has a word in capitals; word error
+2.7 word assert; word incomp
+2.6 word by; word duplic; word row
+2.5 word unknow
+2.4 word above; word wrong
+2.3 word after; word back; word type
+2.2 word full; word got
+2.1 word code
+2.0 word discar; word file
+1.9 word limit; word many
+1.8 word disk; word host; word line; word missin; word run; word unused
+1.7 word fast; word option; word restar
+1.6 word cannot; word down; word evicte; word link; word parse; word pod; word pressu;
  word under
+1.5 word before; word behind; word certif; word descri; word giving; word has; word it;
  word malfor; word passwo; word public; word record; word state; word stuck
+1.4 word as; word be; word begins; word charge; word d; word differ; word droppi;
  word electi; word eth; word late; word leader; word lib; word load; word lost;
  word memory; word off; word packet; word quota; word sheddi; word was; word wunuse
+1.3 word closed; word docstr; word failur; word fix; word most; word out
+1.2 word circui; word does; word for; word paymen; word src; word upstre
+1.1 word and; word answer; word bind; word could; word s; word total
+1.0 compares with a limit; word data; word declin; word fail; word init; word match;
  word may; word on; word over; word p; word swap; word usage
+0.9 word call; word contai; word expres; word intege; word key; word last; word note;
  word open; word py; word recent; word stoppe; word traceb; word unclea; word wsign
+0.8 word attemp; word availa; word err; word expect; word expire; word fixabl;
  word fixes; word heartb; word login; word map; word remote; word space; word unsafe;
  word writte
+0.7 word but; word card; word else; word first; word held; word ignore; word its;
  word locati; word makefi; word maximu; word mod; word neithe; word nor; word port;
  word simple; word this; word undecl; word use; word used; word value
+0.6 word argume; word bytes; word connec; word cut; word fallin; word large; word list;
  word method; word panick; word path; word price; word respon; word shutdo; word stale;
  word subtes; word thread
+0.5 word aka; word anothe; word apply; word cargo; word caused; word clock;
  word deduct; word exceed; word gave; word initia; word instan; word jsonde; word lag;
  word lock; word long; word make; word peer; word pointe; word qualif; word raise;
  word reduce; word replic; word rs; word runs; word schema; word substi; word sugges;
  word temper; word templa; word totals; word unit; word variab; word waitin;
  word wdisca; word what; word while; word will
+0.4 word backtr; word backup; word concur; word copyri; word cpy; word detail;
  word did; word direct; word except; word execut; word fn; word iter; word java;
  word let; word notice; word of; word omitte; word order; word pass; word probe;
  word pub; word q; word readin; word rerun; word rust; word size; word slow; word some;
  word start; word tries; word two; word u; word util
+0.3 is long; word a; word ann; word annota; word app; word bits; word e; word equal;
  word h; word messag; word pricin; word rolled; word route; word stl; word strict;
  word transa; word values
+0.2 has an exclamation; word bad; word blank; word checks; word class; word cm;
  word exampl; word ignori; word incorr; word o; word runtim; word unsign; word work
-0.2 word added; word c; word cause; word cmake; word cxx; word defaul; word dies;
  word dir; word eslint; word eta; word fetch; word get; word hooks; word http;
  word https; word lines; word markup; word matchi; word miss; word object; word org;
  word post; word proces; word rows; word scope; word split; word starts; word title;
  word trace; word tzdata; word verbos; word warnin; word watchd; word with
-0.3 word actual; word cond; word decode; word enteri; word gcc; word hook; word pic;
  word test; word text; word tp; word tree; word typena; word using; word wall;
  word wextra
-0.4 ends with a colon; word an; word any; word async; word broken; word cancel; word g;
  word ghp; word import; word int; word intern; word main; word runner; word stack;
  word true; word v; word worker
-0.5 word add; word are; word checko; word garbag; word implic; word inp; word k;
  word mkdocs; word namesp; word signed; word tap; word tests; word to; word versio;
  word whl; word year
-0.6 word databa; word durati; word fails; word name; word when
-0.7 word char; word check; word def; word entrie; word f; word fatal; word goes;
  word health; word insert; word log; word npm; word part; word t; word target;
  word var; word warmed
-0.8 word all; word mb; word node; word plugin; word sum
-0.9 word compac; word config; word consid; word consta; word ended; word magic;
  word opened; word orders; word plr; word read; word reload; word replac; word segmen;
  word self; word srv; word table
-1.0 word cluste; word crash; word index; word instal; word ms; word policy; word retry;
  word sync
-1.1 has a path; word compil; word const; word i; word job; word module; word pages;
  word report; word return; word roundi; word saved; word schedu; word snapsh
-1.2 is indented; word comple; word downlo; word empty; word finish; word is;
  word withou
-1.3 bias; word case; word collec; word done; word in; word top
-1.4 word buildi; word enable; word mapper; word packag; word ready; word types; word x
-1.5 word electe; word number; word term; word wrote
-1.6 word bounds; word files; word hit; word len; word worth
-1.7 word level; word thresh
-1.8 word listen
-1.9 word detect; word sessio
-2.0 has key=value; word cache; word set
-2.1 word loaded; word paid; word timeou
-2.2 word served
-2.4 word starte
-2.6 word joined
-2.7 word handle
-2.8 word passed
-2.9 word ok; word regist
-3.1 word errors
"""

__all__ = ["TABLE"]
