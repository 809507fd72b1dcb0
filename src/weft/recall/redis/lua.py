"""The words that all scripts are written in: Lua functions on units, their sizes and their ages.

Rules of this file: a function that only looks (`alive`, `measure`, `victims`, ...) is above every
function that writes (`use`, `extend`, `drop`, `weigh`, `sweep`), and calls none of them. Time is
the server's, unless a clock was given: hosts with different clocks then agree.
"""

from __future__ import annotations

# What an entry takes in Redis beside its text: key, age, size, link (measured: 290 to 490).
ENTRY_BYTES = 400

# Arguments 1 to 6 of every script. Times are milliseconds.
HEAD = """
local root, fingerprint = KEYS[1], ARGV[1]
local function stamp(number) return string.format('%.0f', number) end
local idle, active, grace = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local budget, ENTRY = tonumber(ARGV[6]), @
local step = math.floor(math.min(idle / 16, active / 4))
local life = stamp(idle + grace + step)
local SEEN, SIZES, COUNTS = root .. 'seen', root .. 'sizes', root .. 'counts'
local OWNERS = root .. 'owners'

local now = tonumber(ARGV[2])
if not now then
  local t = redis.call('TIME')
  now = t[1] * 1000 + math.floor(t[2] / 1000)
end
local moment, ahead = stamp(now), stamp(now + step)

-- Whether the caller and the server mean the same data. The counts are there so that a key of a
-- wrong type is met before anything is written.
local function known()
  redis.call('ZCARD', SEEN)
  redis.call('HLEN', SIZES)
  redis.call('HLEN', COUNTS)
  redis.call('HLEN', OWNERS)
  return redis.call('HGET', root .. 'about', 'fingerprint') == fingerprint
end

-- Used within its idle time. A clock that goes back makes nothing old, and nothing younger either:
-- hence GT wherever a use is written down.
local function fresh(seen)
  return seen and now - tonumber(seen) < idle
end

-- Uses are written a step ahead, so that most of them write nothing and cost no disk at all. What
-- is used lives for at least the idle time after that, and at most a step longer.
local function worn(seen) return tonumber(seen) < now end

-- The native life is longer than the idle time by a grace period and a step, and is renewed when a
-- use is the first to be written in a period of that length: Redis then takes nothing too early.
local function due(seen)
  return math.floor(tonumber(seen) / grace) ~= math.floor((now + step) / grace)
end

local function measure(unit)
  local text = redis.call('HGET', SIZES, unit)
  if not text then return 0, 0, 0 end
  local stored, original, decisions = string.match(text, '^(%d+) (%d+) (%d+)$')
  return tonumber(stored) or 0, tonumber(original) or 0, tonumber(decisions) or 0
end

-- When a unit was last used, if it is there and fresh.
local function alive(unit)
  local seen = redis.call('ZSCORE', SEEN, unit)
  return fresh(seen) and redis.call('EXISTS', root .. unit) == 1 and seen
end

-- The unit that a decision stands on: its original, or itself.
local function basis(decision, tail)
  local hash = string.sub(decision, 2, 25)
  if hash == '------------------------' then return 'd:' .. tail end
  return 'o:' .. string.sub(tail, 1, 33) .. hash
end

-- Units to give up so that `need` more bytes fit: expired ones, then those unused for longest.
-- `spared` are not touched. Nothing is chosen halfway: nil says that not enough can be given up.
local function victims(need, spared)
  local excess = (tonumber(redis.call('HGET', COUNTS, 'stored')) or 0) + need - budget
  local chosen, first = {}, 0
  while excess > 0 do
    local page = redis.call('ZRANGE', SEEN, first, first + 63, 'WITHSCORES')
    if #page == 0 then return nil end
    for i = 1, #page, 2 do
      local unit, age = page[i], now - tonumber(page[i + 1])
      if age <= active and age < idle then return nil end
      if not spared[unit] then
        chosen[#chosen + 1] = {unit, age < idle and 'evicted' or 'expired'}
        excess = excess - measure(unit)
        if excess <= 0 then break end
      end
    end
    first = first + 64
  end
  return chosen
end

-- An out-of-memory server refuses a script's first write if it may need memory. Reading and
-- replaying need none to speak of, and must go on: this write changes nothing and comes first.
local function need_no_memory() redis.call('PERSIST', root .. 'about') end

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

local function use(unit, seen)
  if not worn(seen) then return end
  need_no_memory()
  redis.call('ZADD', SEEN, 'GT', ahead, unit)
  if due(seen) then extend(unit) end
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
    redis.call('HDEL', OWNERS, string.sub(tail, 34))
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
""".replace("@", str(ENTRY_BYTES))
