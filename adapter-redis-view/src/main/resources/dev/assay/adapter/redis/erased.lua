-- Forgets a note of what is to be erased, unless more was dropped behind the same pattern since.
-- KEYS: dropped
-- ARGV: pattern, the last dead generation

if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then
  redis.call('HDEL', KEYS[1], ARGV[1])
end
return {'forgotten'}
