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

SWEEP_LIMIT = 16  # units that a put or record takes out in passing, and one for each it adds

# tenant, then for each: unit, packed, original bytes, 'replace' or ''
# -> [status, indexes from 1 of those that differ]; all are kept, or with any other status none
PUT = Script(
    HEAD
    + f"""
local tenant, answer, kept, fresh_units, spared, need = ARGV[7], {{'differs'}}, {{}}, {{}}, {{}}, 0
if not known() then return {{'stranger'}} end
for i = 8, #ARGV, 4 do
  local unit, packed = ARGV[i], ARGV[i + 1]
  local seen = redis.call('ZSCORE', SEEN, unit)
  local there = redis.call('GET', root .. unit)
  local stored, _, decisions = measure(unit)
  local living = there and fresh(seen)
  spared[unit] = true
  if living and there == packed then
    kept[#kept + 1] = {{unit, seen}}
  elseif living and ARGV[i + 3] ~= 'replace' then
    answer[#answer + 1] = (i - 8) / 4 + 1
  else
    local after = living and stored - #there + #packed or #packed + ENTRY
    need = need + after - stored
    fresh_units[#fresh_units + 1] = {{
      unit = unit, packed = packed, original = tonumber(ARGV[i + 2]), after = after,
      decisions = living and decisions or 0, new = not living,
      old = not living and (seen or there or stored > 0), reason = not fresh(seen) and 'expired',
    }}
  end
end
if #answer > 1 then return answer end
local chosen = #fresh_units == 0 and {{}} or victims(need, spared)
if not chosen then return {{'full'}} end
drop_all(chosen)
for _, each in ipairs(fresh_units) do
  if each.old then drop(each.unit, each.reason) end
  if each.new then count('originals', 1) end
  redis.call('SET', root .. each.unit, each.packed)
  redis.call('HSET', OWNERS, string.sub(each.unit, 36), string.sub(each.unit, 3, 35) .. tenant)
  weigh(each.unit, each.after, each.original, each.decisions)
  redis.call('ZADD', SEEN, 'GT', moment, each.unit)
  extend(each.unit)
end
for _, each in ipairs(kept) do use(each[1], each[2]) end
if #fresh_units > 0 then sweep({SWEEP_LIMIT} + #fresh_units) end
return {{'ok'}}
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

# for each: tail of the decision's key, decision, unit of its original or ''
# -> [status, for each the decision that counts or nil where its original is not there]
RECORD = Script(
    HEAD
    + f"""
local answer, used, new, stale, spared, need = {{'ok'}}, {{}}, {{}}, {{}}, {{}}, 0
if not known() then return {{'stranger'}} end
for i = 7, #ARGV, 3 do
  local tail, decision, owner = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local said = redis.call('GET', root .. 'd:' .. tail)
  local unit = said and basis(said, tail)
  local seen = said and alive(unit)
  if seen then
    used[#used + 1] = {{unit, seen}}
    spared[unit] = true
    decision = said
  elseif owner ~= '' and not alive(owner) then
    decision = false
  else
    if said then stale[#stale + 1] = unit end
    if owner ~= '' then
      measure(owner)
      redis.call('SCARD', root .. 'l:' .. string.sub(owner, 3))
    end
    unit = owner ~= '' and owner or 'd:' .. tail
    new[#new + 1] = {{tail = tail, decision = decision, owned = owner ~= '', unit = unit}}
    spared[unit] = true
    need = need + #decision + ENTRY
  end
  answer[#answer + 1] = decision
end
local chosen = #new == 0 and {{}} or victims(need, spared)
if not chosen then return {{'full'}} end
drop_all(chosen)
for _, unit in ipairs(stale) do drop(unit, 'expired') end
local grown = {{}}
for _, each in ipairs(new) do
  local stored, original, decisions = 0, 0, 0
  if each.owned then stored, original, decisions = measure(each.unit) end
  redis.call('SET', root .. 'd:' .. each.tail, each.decision)
  weigh(each.unit, stored + #each.decision + ENTRY, original, decisions + 1)
  if each.owned then
    local links = root .. 'l:' .. string.sub(each.unit, 3)
    redis.call('SADD', links, string.sub(each.tail, 34))
  end
  if not grown[each.unit] then
    grown[each.unit] = true
    grown[#grown + 1] = each.unit
  end
end
for _, unit in ipairs(grown) do
  redis.call('ZADD', SEEN, 'GT', moment, unit)
  extend(unit)
end
for _, each in ipairs(used) do use(each[1], each[2]) end
if #new > 0 then sweep({SWEEP_LIMIT} + #new) end
return answer
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
