-- Removes an alias.
-- KEYS: names
-- ARGV: alias

local name = redis.call('HGET', KEYS[1], ARGV[1])
if not name or string.sub(name, 1, 6) ~= 'alias ' then
  return {'none'}
end
redis.call('HDEL', KEYS[1], ARGV[1])
return {'removed'}
