-- Takes a collection out of the names, unless aliases stand for it, and notes its views for erasure.
-- KEYS: names, dropped
-- ARGV: collection, pattern of its views

local name = redis.call('HGET', KEYS[1], ARGV[1])
if not name then
  return {'dropped'}
end
if string.sub(name, 1, 6) == 'alias ' then
  return {'alias'}
end

local answer = {'aliased'}
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if all[i + 1] == 'alias ' .. ARGV[1] then
    answer[#answer + 1] = all[i]
  end
end
if #answer > 1 then
  return answer
end

-- Everything up to the last generation is dead behind the pattern: what comes later has a new one.
local last = redis.call('HGET', KEYS[1], '')
redis.call('HSET', KEYS[2], ARGV[2], last)
redis.call('HDEL', KEYS[1], ARGV[1])
return {'dropped'}
