-- Makes a name stand for a collection, which comes to be if it does not exist.
-- KEYS: names
-- ARGV: alias, collection

local before = redis.call('HGET', KEYS[1], ARGV[1])
if ARGV[1] == ARGV[2] or (before and string.sub(before, 1, 6) ~= 'alias ') then
  return {'collection'}
end
local target = redis.call('HGET', KEYS[1], ARGV[2])
if target and string.sub(target, 1, 6) == 'alias ' then
  return {'alias'}
end

if not target then
  local generation = string.format('%.0f', redis.call('HINCRBY', KEYS[1], '', 1))
  redis.call('HSET', KEYS[1], ARGV[2], 'collection ' .. generation)
end
redis.call('HSET', KEYS[1], ARGV[1], 'alias ' .. ARGV[2])
return {'done', before and string.sub(before, 7) or ''}
