-- Looks a view up by the name of its collection or of an alias.
-- KEYS: names, view
-- ARGV: name, the collection that the key of the view was made with

local name = redis.call('HGET', KEYS[1], ARGV[1])
local behind = ARGV[1]
if name and string.sub(name, 1, 6) == 'alias ' then
  behind = string.sub(name, 7)
  name = redis.call('HGET', KEYS[1], behind)
end
if behind ~= ARGV[2] then
  return {'behind', behind}
end
if not name then
  return {'absent'}
end

local stored = redis.call('HMGET', KEYS[2], 'generation', 'revision', 'document')
if stored[1] ~= string.sub(name, 12) then
  return {'absent'}
end
if stored[3] then
  return {'present', stored[2], stored[3]}
end
return {'removed', stored[2]}
