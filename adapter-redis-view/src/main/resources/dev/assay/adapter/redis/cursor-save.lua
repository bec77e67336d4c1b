-- Replaces a cursor if it is the expected one. The stored text is the attempt, a space, the cursor.
-- KEYS: cursors
-- ARGV: field, expected cursor, next cursor, attempt

local stored = redis.call('HGET', KEYS[1], ARGV[1])
local cursor = ''
if stored then
  local space = string.find(stored, ' ', 1, true)
  if string.sub(stored, 1, space - 1) == ARGV[4] then
    return {'saved'}
  end
  cursor = string.sub(stored, space + 1)
end
if cursor ~= ARGV[2] then
  return {'conflict', cursor}
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[4] .. ' ' .. ARGV[3])
return {'saved'}
