-- Takes all names and cursors away and notes all views for erasure. The number of the last
-- generation stays: none is ever given twice.
-- KEYS: names, cursors, dropped
-- ARGV: pattern of all views

local last = redis.call('HGET', KEYS[1], '')
if last then
  redis.call('HSET', KEYS[3], ARGV[1], last)
end
redis.call('UNLINK', KEYS[1], KEYS[2])
if last then
  redis.call('HSET', KEYS[1], '', last)
end
return {'dropped'}
