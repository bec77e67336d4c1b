-- Erases those of some views that belong to a dead generation.
-- KEYS: views
-- ARGV: the last dead generation

for i = 1, #KEYS do
  local generation = redis.call('HGET', KEYS[i], 'generation')
  if generation and tonumber(generation) <= tonumber(ARGV[1]) then
    redis.call('UNLINK', KEYS[i])
  end
end
return {'erased'}
