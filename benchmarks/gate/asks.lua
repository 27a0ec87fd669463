-- Requests of many accounts for many people. With DELAY in the environment each connection pauses between two of them, so many
-- milliseconds on average and up to twice as many: pauses that are all alike keep the connections in step, and what is measured
-- then is twenty questions at once, not a thousand a second.
local number, delays = 0, tonumber(os.getenv("DELAY") or "0")
function setup(thread) thread:set("seed", os.time()) end
function init(arguments) path = arguments[1]; math.randomseed(7) end
function request()
    number = number + 1
    return wrk.format("GET", path .. "?a=account-" .. math.random(0, 99999) .. "&o=" .. math.random(1, 1000000))
end
if delays > 0 then function delay() return math.random(0, 2 * delays) end end
