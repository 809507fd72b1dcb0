"""The Lua scripts: everything that must happen whole or not at all, in one round trip each.

Rules of this file:
- A script reads everything it needs before it writes anything, so that an error (a key of a wrong
  type, a server out of memory) comes while nothing is changed.
- Every script begins with `HEAD` and gets the same first arguments, see `lua`.
- All keys share the hash tag of `KEYS[1]`; they are named in the script, which one-slot keys allow.
"""

from __future__ import annotations

from weft.recall.redis.connection import Script
from weft.recall.redis.lua import HEAD

SWEEP_LIMIT = 16  # units that one put or record takes out in passing

# unit, packed, original bytes, 'replace' or '', tenant -> 'ok' | 'full' | 'differs' | 'stranger'
PUT = Script(
    HEAD
    + f"""
local unit, packed, original = ARGV[7], ARGV[8], tonumber(ARGV[9])
if not known() then return 'stranger' end
local seen = redis.call('ZSCORE', SEEN, unit)
local there = redis.call('GET', root .. unit)
local stored, _, decisions = measure(unit)
local kept = there and fresh(seen)
if kept and there == packed then
  use(unit, seen)
  return 'ok'
end
if kept and ARGV[10] ~= 'replace' then return 'differs' end
local after = kept and stored - #there + #packed or #packed + ENTRY
local chosen = victims(after - stored, unit)
if not chosen then return 'full' end
drop_all(chosen)
if not kept then
  if seen or there or stored > 0 then drop(unit, not fresh(seen) and 'expired') end
  decisions = 0
  count('originals', 1)
end
redis.call('SET', root .. unit, packed)
redis.call('HSET', OWNERS, string.sub(unit, 36), string.sub(unit, 3, 35) .. ARGV[11])
weigh(unit, after, original, decisions)
redis.call('ZADD', SEEN, 'GT', moment, unit)
extend(unit)
sweep({SWEEP_LIMIT})
return 'ok'
"""
)

# unit, first byte, last byte -> nil | [whole length, bytes]
READ = Script(
    HEAD
    + """
local unit, first, last = ARGV[7], ARGV[8], ARGV[9]
local seen = alive(unit)
if not seen then return false end
local key = root .. unit
local answer = {redis.call('STRLEN', key), redis.call('GETRANGE', key, first, last)}
use(unit, seen)
return answer
"""
)

# hash -> nil | tenant
OWNER = Script(
    HEAD
    + """
local said = redis.call('HGET', OWNERS, ARGV[7])
if not said or not alive('o:' .. string.sub(said, 1, 33) .. ARGV[7]) then return false end
return string.sub(said, 34)
"""
)

# tail of the decision's key, decision, unit of its original or '' -> [status, decision that counts]
RECORD = Script(
    HEAD
    + f"""
local tail, decision, owner = ARGV[7], ARGV[8], ARGV[9]
if not known() then return {{'stranger'}} end
local key = root .. 'd:' .. tail
local said = redis.call('GET', key)
local seen = said and alive(basis(said, tail))
if seen then
  use(basis(said, tail), seen)
  return {{'ok', said}}
end
if owner ~= '' and not alive(owner) then return {{'absent'}} end
local unit = owner ~= '' and owner or 'd:' .. tail
local stored, original, decisions = 0, 0, 0
if owner ~= '' then
  stored, original, decisions = measure(owner)
  redis.call('SCARD', root .. 'l:' .. string.sub(owner, 3))
end
local chosen = victims(#decision + ENTRY, unit)
if not chosen then return {{'full'}} end
drop_all(chosen)
if said then drop(basis(said, tail), 'expired') end
redis.call('SET', key, decision)
weigh(unit, stored + #decision + ENTRY, original, decisions + 1)
if owner ~= '' then
  redis.call('SADD', root .. 'l:' .. string.sub(owner, 3), string.sub(tail, 34))
end
redis.call('ZADD', SEEN, 'GT', moment, unit)
extend(unit)
sweep({SWEEP_LIMIT})
return {{'ok', decision}}
"""
)

# "TENANT:", identities -> [status, decision or nil for each]
REPLAY = Script(
    HEAD
    + """
if not known() then return {'stranger'} end
local tenant, answers, uses, states, stale = ARGV[7], {'ok'}, {}, {}, {}
local decisions = root .. 'd:' .. tenant
for i = 8, #ARGV do
  local said = redis.call('GET', decisions .. ARGV[i])
  if said then
    local unit = basis(said, tenant .. ARGV[i])
    if states[unit] == nil then
      local seen = alive(unit)
      states[unit] = seen ~= nil and seen ~= false
      if seen and worn(seen) then
        uses[#uses + 1] = ahead
        uses[#uses + 1] = unit
        if due(seen) then stale[#stale + 1] = unit end
      end
    end
    said = states[unit] and said
  end
  answers[#answers + 1] = said
end
if #uses > 0 then need_no_memory() end
for first = 1, #uses, 1000 do
  redis.call('ZADD', SEEN, 'GT', unpack(uses, first, math.min(first + 999, #uses)))
end
for _, unit in ipairs(stale) do extend(unit) end
return answers
"""
)

# tail of a damaged decision's key: its block counts as never seen from now on
FORGET = Script(
    HEAD
    + """
local tail = ARGV[7]
local key = root .. 'd:' .. tail
local said = redis.call('GET', key)
if not said then return 'ok' end
local unit = basis(said, tail)
local linked = redis.call('SREM', root .. 'l:' .. string.sub(unit, 3), string.sub(tail, 34))
if linked == 1 then
  local stored, original, decisions = measure(unit)
  weigh(unit, stored - #said - ENTRY, original, decisions - 1)
end
drop('d:' .. tail)
return 'ok'
"""
)

# how many -> [expired units taken out, originals among them, counts...]
SWEEP = Script(
    HEAD
    + """
local units, originals = sweep(tonumber(ARGV[7]))
local answer = redis.call('HMGET', COUNTS,
  'originals', 'decisions', 'original', 'stored', 'evicted', 'expired')
table.insert(answer, 1, originals)
table.insert(answer, 1, units)
return answer
"""
)

# 'everything' or '', units -> originals taken out
PURGE = Script(
    HEAD
    + """
local everything, originals = ARGV[7] == 'everything', 0
for i = 8, #ARGV do
  local unit = ARGV[i]
  local seen = redis.call('ZSCORE', SEEN, unit)
  if everything and not seen and string.sub(unit, 1, 1) == 'd' then
    local said = redis.call('GET', root .. unit)
    originals = originals + drop(said and basis(said, string.sub(unit, 3)) or unit)
    redis.call('DEL', root .. unit)
  elseif everything or not fresh(seen) then
    originals = originals + drop(unit, not fresh(seen) and 'expired')
  end
end
return originals
"""
)

# schema, secret, fingerprint -> [schema, secret, fingerprint] that count: the first writer's
ADOPT = Script("""
local about = KEYS[1] .. 'about'
if redis.call('EXISTS', about) == 0 then
  redis.call('HSET', about, 'schema', ARGV[1], 'secret', ARGV[2], 'fingerprint', ARGV[3])
end
return redis.call('HMGET', about, 'schema', 'secret', 'fingerprint')
""")
