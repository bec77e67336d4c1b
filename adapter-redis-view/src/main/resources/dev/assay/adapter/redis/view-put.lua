-- Writes a view or a tombstone if its revision is greater than the stored one.
-- KEYS: names, view
-- ARGV: collection, revision, attempt, document ('' for a tombstone)

-- Revisions reach 2^63-1, and numbers are doubles here: compared are texts of equal length.
local function less(a, b)
  if #a ~= #b then
    return #a < #b
  end
  return a < b
end

-- The answer tells how many bytes of memory the view takes up, for the meter; nothing to whoever may
-- not ask.
local function applied()
  local bytes = redis.pcall('MEMORY', 'USAGE', KEYS[2])
  return {'applied', type(bytes) == 'number' and string.format('%.0f', bytes) or ''}
end

local name = redis.call('HGET', KEYS[1], ARGV[1])
if name and string.sub(name, 1, 6) == 'alias ' then
  return {'alias'}
end

-- Also the check that the key is a hash, before anything is written.
local stored = redis.call('HMGET', KEYS[2], 'generation', 'revision', 'attempt')
local generation = name and string.sub(name, 12)
if generation and stored[1] == generation then
  if stored[3] == ARGV[3] then
    return applied()
  end
  if not less(stored[2], ARGV[2]) then
    return {'stale', stored[2]}
  end
end

if not generation then
  generation = string.format('%.0f', redis.call('HINCRBY', KEYS[1], '', 1))
  redis.call('HSET', KEYS[1], ARGV[1], 'collection ' .. generation)
end
if ARGV[4] == '' then
  redis.call('HDEL', KEYS[2], 'document')
  redis.call('HSET', KEYS[2], 'generation', generation, 'revision', ARGV[2], 'attempt', ARGV[3])
else
  redis.call('HSET', KEYS[2], 'generation', generation, 'revision', ARGV[2], 'attempt', ARGV[3],
    'document', ARGV[4])
end

-- Wakes who waits for the view. Whoever may not publish has readers that look by themselves.
redis.pcall('PUBLISH', KEYS[2], ARGV[2])
return applied()
