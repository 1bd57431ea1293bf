"""What the Redis store does in one step, as scripts that run inside Redis (Lua): all of it or, after a kill, none.

Keys, all below one prefix: ``sample:ID`` (JSON), ``photo:ID`` (bytes), ``shows:PHOTO`` (set of the samples that show
it), ``samples`` (ids by creation), ``bytes`` (of all photos), ``clock``, ``secret``; of finished long work
``result:KEY`` (hash: content, photo), ``results`` and ``made:PHOTO`` (keys, the oldest first), ``made`` (how many
ever), ``made_bytes``. One instance, not a cluster: keys are made inside the scripts.
"""

from __future__ import annotations

_SHARED = """
local at = KEYS[1]

local function drop(key)
  local photo = redis.call('HGET', at .. 'result:' .. key, 'photo')
  if not photo then return end
  redis.call('DECRBY', at .. 'made_bytes', redis.call('HSTRLEN', at .. 'result:' .. key, 'content'))
  redis.call('ZREM', at .. 'made:' .. photo, key)
  redis.call('ZREM', at .. 'results', key)
  redis.call('DEL', at .. 'result:' .. key)
end

local function forget(id)
  local kept = redis.call('GET', at .. 'sample:' .. id)
  redis.call('ZREM', at .. 'samples', id)
  if not kept then return 0 end
  local photo = cjson.decode(kept).photo_id
  redis.call('DEL', at .. 'sample:' .. id)
  redis.call('SREM', at .. 'shows:' .. photo, id)
  if redis.call('SCARD', at .. 'shows:' .. photo) == 0 then
    redis.call('DECRBY', at .. 'bytes', redis.call('STRLEN', at .. 'photo:' .. photo))
    redis.call('DEL', at .. 'photo:' .. photo)
  end
  for _, key in ipairs(redis.call('ZRANGE', at .. 'made:' .. photo, 0, -1)) do drop(key) end
  return 1
end

local function too_much(most, most_bytes)
  return redis.call('ZCARD', at .. 'samples') > most
    or tonumber(redis.call('GET', at .. 'bytes') or '0') > most_bytes
end

-- Limits: samples, bytes, seconds; the wall clock, and how far the store's own may move (store_clock.py).
local function prune(keep, most, most_bytes, age, wall, allowed)
  local before = redis.call('GET', at .. 'clock')
  local now = before and math.min(wall, tonumber(before) + allowed) or wall
  redis.call('SET', at .. 'clock', string.format('%.6f', now))
  local gone = 0
  for _, id in ipairs(redis.call('ZRANGE', at .. 'samples', '-inf', string.format('(%.6f', now - age), 'BYSCORE')) do
    if id ~= keep then gone = gone + forget(id) end
  end
  while too_much(most, most_bytes) do
    local oldest = redis.call('ZRANGE', at .. 'samples', 0, 1)
    local first = oldest[1] ~= keep and oldest[1] or oldest[2]
    if not first then break end
    gone = gone + forget(first)
  end
  return gone
end

local function pruned(keep, from)
  return prune(keep, tonumber(ARGV[from]), tonumber(ARGV[from + 1]), tonumber(ARGV[from + 2]),
    tonumber(ARGV[from + 3]), tonumber(ARGV[from + 4]))
end
"""

# id, sample, photo's id, created, whether the photo comes along, photo, limits: how many went; -1 for no such photo.
ADD = (
    _SHARED
    + """
local id, photo = ARGV[1], ARGV[3]
if redis.call('EXISTS', at .. 'photo:' .. photo) == 0 then
  if ARGV[5] == '0' then return -1 end
  redis.call('SET', at .. 'photo:' .. photo, ARGV[6])
  redis.call('INCRBY', at .. 'bytes', string.len(ARGV[6]))
end
redis.call('SADD', at .. 'shows:' .. photo, id)
redis.call('SET', at .. 'sample:' .. id, ARGV[2])
redis.call('ZADD', at .. 'samples', ARGV[4], id)
return pruned(id, 7)
"""
)
# key, content, photo's id, sample's id or nothing, most bytes of one photo, most bytes: nothing to tell.
KEEP_RESULT = (
    _SHARED
    + """
local key, content, photo, sample = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if sample ~= '' and redis.call('EXISTS', at .. 'sample:' .. sample) == 0 then return end
drop(key)
local number = redis.call('INCR', at .. 'made')
redis.call('HSET', at .. 'result:' .. key, 'content', content, 'photo', photo)
redis.call('ZADD', at .. 'results', number, key)
redis.call('ZADD', at .. 'made:' .. photo, number, key)
redis.call('INCRBY', at .. 'made_bytes', string.len(content))
local of_photo = 0
for _, each in ipairs(redis.call('ZRANGE', at .. 'made:' .. photo, 0, -1)) do
  of_photo = of_photo + redis.call('HSTRLEN', at .. 'result:' .. each, 'content')
end
while of_photo > tonumber(ARGV[5]) do
  local oldest = redis.call('ZRANGE', at .. 'made:' .. photo, 0, 0)[1]
  of_photo = of_photo - redis.call('HSTRLEN', at .. 'result:' .. oldest, 'content')
  drop(oldest)
end
while tonumber(redis.call('GET', at .. 'made_bytes')) > tonumber(ARGV[6]) do
  drop(redis.call('ZRANGE', at .. 'results', 0, 0)[1])
end
"""
)
DELETE = _SHARED + "return forget(ARGV[1])"
PRUNE = _SHARED + "return pruned('', 1)"
