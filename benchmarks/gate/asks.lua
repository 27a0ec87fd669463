-- Requests of many accounts for many people; with DELAY (milliseconds) in the environment, at most so fast on each connection.
local number, delays = 0, tonumber(os.getenv("DELAY") or "0")
function setup(thread) thread:set("seed", os.time()) end
function init(arguments) path = arguments[1]; math.randomseed(7) end
function request()
    number = number + 1
    return wrk.format("GET", path .. "?a=account-" .. math.random(0, 99999) .. "&o=" .. math.random(1, 1000000))
end
if delays > 0 then function delay() return delays end end
