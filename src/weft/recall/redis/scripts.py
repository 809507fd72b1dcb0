"""The Lua scripts: everything that must happen whole or not at all, in one round trip each.

Rules of this file:
- A script reads everything it needs before it writes anything, so that an error (a key of a wrong
  type, a server out of memory) comes while nothing is changed.
- Every script begins with `HEAD` and gets the same first arguments, see `Installation`.
- All keys share the hash tag of `KEYS[1]`; they are named in the script, which one-slot keys allow.
- Time is the server's, unless a clock was given: hosts with different clocks then agree.
"""

from __future__ import annotations

from weft.recall.redis.connection import Script

SWEEP_LIMIT = 16  # units that one put or record takes out in passing

# Arguments 1 to 6 of every script. Times are milliseconds.
HEAD = """
local root, fingerprint = KEYS[1], ARGV[1]
local idle, active, life, budget = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5], tonumber(ARGV[6])
local SEEN, SIZES, COUNTS = root .. 'seen', root .. 'sizes', root .. 'counts'

local now = tonumber(ARGV[2])
if not now then
  local t = redis.call('TIME')
  now = t[1] * 1000 + math.floor(t[2] / 1000)
end

local function stamp(ms) return string.format('%.0f', ms) end

local function known()
  return redis.call('HGET', root .. 'about', 'fingerprint') == fingerprint
end

-- Used within its idle time. A clock that went back makes nothing old.
local function fresh(seen)
  return seen and now - tonumber(seen) < idle
end

local function measure(unit)
  local text = redis.call('HGET', SIZES, unit)
  if not text then return 0, 0, 0 end
  local stored, original, decisions = string.match(text, '^(%d+) (%d+) (%d+)$')
  return tonumber(stored), tonumber(original), tonumber(decisions)
end

local function count(field, by)
  if by ~= 0 then redis.call('HINCRBY', COUNTS, field, stamp(by)) end
end

local function weigh(unit, stored, original, decisions)
  local had_stored, had_original, had_decisions = measure(unit)
  redis.call('HSET', SIZES, unit, stamp(stored) .. ' ' .. stamp(original) .. ' ' .. decisions)
  count('stored', stored - had_stored)
  count('original', original - had_original)
  count('decisions', decisions - had_decisions)
end

-- Takes a unit out with all that belongs to it. Says how many originals went.
local function drop(unit, reason)
  local kind, tail = string.sub(unit, 1, 1), string.sub(unit, 3)
  if kind == 'o' then
    local tenant = string.sub(tail, 1, 33)
    for _, identity in ipairs(redis.call('SMEMBERS', root .. 'l:' .. tail)) do
      redis.call('DEL', root .. 'd:' .. tenant .. identity)
    end
    redis.call('DEL', root .. 'l:' .. tail)
  end
  redis.call('DEL', root .. unit)
  redis.call('ZREM', SEEN, unit)
  if redis.call('HEXISTS', SIZES, unit) == 0 then return 0 end
  local stored, original, decisions = measure(unit)
  redis.call('HDEL', SIZES, unit)
  count('stored', -stored)
  count('original', -original)
  count('decisions', -decisions)
  if kind ~= 'o' then return 0 end
  count('originals', -1)
  if reason then count(reason, 1) end
  return 1
end

-- The native life is longer than the idle time and is renewed only when less than the idle time
-- is left of it: most uses then cost one ZADD.
local function extend(unit)
  redis.call('PEXPIRE', root .. unit, life)
  if string.sub(unit, 1, 1) ~= 'o' then return end
  local tail = string.sub(unit, 3)
  local tenant = string.sub(tail, 1, 33)
  redis.call('PEXPIRE', root .. 'l:' .. tail, life)
  for _, identity in ipairs(redis.call('SMEMBERS', root .. 'l:' .. tail)) do
    redis.call('PEXPIRE', root .. 'd:' .. tenant .. identity, life)
  end
end

local function use(unit)
  redis.call('ZADD', SEEN, stamp(now), unit)
  if redis.call('PTTL', root .. unit) < idle then extend(unit) end
end

local function alive(unit)
  return fresh(redis.call('ZSCORE', SEEN, unit)) and redis.call('EXISTS', root .. unit) == 1
end

-- The unit that a decision stands on: its original, or itself.
local function basis(decision, tail)
  local hash = string.sub(decision, 2, 25)
  if hash == '------------------------' then return 'd:' .. tail end
  return 'o:' .. string.sub(tail, 1, 33) .. hash
end

-- An out-of-memory server refuses a script's first write if it may need memory. Reading and
-- replaying need none to speak of, and must go on: this write changes nothing and comes first.
local function need_no_memory() redis.call('PERSIST', root .. 'about') end

-- Units to give up so that `need` more bytes fit: expired ones, then those unused for longest.
-- Nothing is chosen halfway: nil says that not enough can be given up.
local function victims(need, spare)
  local excess = (tonumber(redis.call('HGET', COUNTS, 'stored')) or 0) + need - budget
  local chosen, first = {}, 0
  while excess > 0 do
    local page = redis.call('ZRANGE', SEEN, first, first + 63, 'WITHSCORES')
    if #page == 0 then return nil end
    for i = 1, #page, 2 do
      local unit, age = page[i], now - tonumber(page[i + 1])
      if age <= active and age < idle then return nil end
      if unit ~= spare then
        chosen[#chosen + 1] = {unit, age < idle and 'evicted' or 'expired'}
        excess = excess - measure(unit)
        if excess <= 0 then break end
      end
    end
    first = first + 64
  end
  return chosen
end

local function drop_all(chosen)
  for _, victim in ipairs(chosen) do drop(victim[1], victim[2]) end
end

-- Takes out what has expired, natively or by the clock, a few at a time. The totals stay true.
local function sweep(limit)
  local old = redis.call('ZRANGEBYSCORE', SEEN, '-inf', stamp(now - idle), 'LIMIT', 0, limit)
  local originals = 0
  for _, unit in ipairs(old) do originals = originals + drop(unit, 'expired') end
  return #old, originals
end
"""

# unit, packed, original bytes -> 'ok' | 'full' | 'stranger'
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
  need_no_memory()
  use(unit)
  return 'ok'
end
-- The same text, but damaged or packed by another compressor: ours takes its place.
local after = kept and stored - #there + #packed or #packed
local chosen = victims(after - stored, unit)
if not chosen then return 'full' end
drop_all(chosen)
if not kept then
  drop(unit, not fresh(seen) and 'expired')
  decisions = 0
  count('originals', 1)
end
redis.call('SET', root .. unit, packed)
weigh(unit, after, original, decisions)
extend(unit)
use(unit)
sweep({SWEEP_LIMIT})
return 'ok'
"""
)

# unit, first byte, last byte -> nil | [whole length, bytes]
READ = Script(
    HEAD
    + """
local unit, first, last = ARGV[7], ARGV[8], ARGV[9]
if not alive(unit) then return false end
local key = root .. unit
local answer = {redis.call('STRLEN', key), redis.call('GETRANGE', key, first, last)}
need_no_memory()
use(unit)
return answer
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
if said and alive(basis(said, tail)) then
  need_no_memory()
  use(basis(said, tail))
  return {{'ok', said}}
end
if owner ~= '' and not alive(owner) then return {{'absent'}} end
local unit = owner ~= '' and owner or 'd:' .. tail
local stored, original, decisions = 0, 0, 0
if owner ~= '' then
  stored, original, decisions = measure(owner)
  redis.call('SCARD', root .. 'l:' .. string.sub(owner, 3))
end
local chosen = victims(#decision, unit)
if not chosen then return {{'full'}} end
drop_all(chosen)
if said then drop(basis(said, tail), 'expired') end
redis.call('SET', key, decision, 'PX', life)
weigh(unit, stored + #decision, original, decisions + 1)
if owner ~= '' then
  redis.call('SADD', root .. 'l:' .. string.sub(owner, 3), string.sub(tail, 34))
  redis.call('PEXPIRE', root .. 'l:' .. string.sub(owner, 3), life)
end
use(unit)
sweep({SWEEP_LIMIT})
return {{'ok', decision}}
"""
)

# "TENANT:", identities -> [status, decision or nil for each]
REPLAY = Script(
    HEAD
    + """
if not known() then return {'stranger'} end
local tenant, answers, uses, states = ARGV[7], {'ok'}, {}, {}
for i = 8, #ARGV do
  local tail = tenant .. ARGV[i]
  local said = redis.call('GET', root .. 'd:' .. tail)
  if said then
    local unit = basis(said, tail)
    if states[unit] == nil then
      states[unit] = alive(unit)
      if states[unit] then
        uses[#uses + 1] = stamp(now)
        uses[#uses + 1] = unit
      end
    end
    said = states[unit] and said
  end
  answers[#answers + 1] = said
end
if #uses > 0 then need_no_memory() end
for first = 1, #uses, 1000 do
  redis.call('ZADD', SEEN, unpack(uses, first, math.min(first + 999, #uses)))
end
for i = 2, #uses, 2 do
  if redis.call('PTTL', root .. uses[i]) < idle then extend(uses[i]) end
end
return answers
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
