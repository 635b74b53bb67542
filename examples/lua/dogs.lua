-- Fills the dictionary "dogs" with numbers: key1 = 1, key2 = 2, and so on.
local dogs = ngx.shared.dogs
local first = tonumber(ngx.var.arg_first) or 1
local count = math.min(tonumber(ngx.var.arg_count) or 1, 100000)

for number = first, first + count - 1 do
  local stored, problem = dogs:safe_set("key" .. number, number)
  if not stored then
    ngx.say("key", number, ": ", problem)
    return
  end
end
ngx.say(count, " keys from key", first)
