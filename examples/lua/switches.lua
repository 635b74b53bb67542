-- Switches that all workers see; the first worker that starts sets them.
local switches = ngx.shared.switches

local defaults = { comments = true, search = true, ["new-header"] = false }

local function load()
  for name, value in pairs(defaults) do
    switches:add(name, value)
  end
end

local function is_on(name)
  return switches:get(name) == true
end

return { load = load, is_on = is_on }
