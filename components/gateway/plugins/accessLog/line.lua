-- The access line of one request, for the variable that nginx' own access log writes. Kong's plugin pre-function compiles this once a worker and
-- runs what it returns when a request ends, in its sandbox: the language's own functions, kong and ngx. `fields` and `query_strings` stand before.
local byte, find, floor, format, gsub, sub = string.byte, string.find, math.floor, string.format, string.gsub, string.sub
local concat, huge, kong, ngx, pairs, pcall, tonumber, tostring, type = table.concat, math.huge, kong, ngx, pairs, pcall, tonumber, tostring, type

-- Workers share one pipe, which keeps what is no longer in one piece; the last byte is nginx' newline.
local longest = 4095

local function escaped(c)
  return format("\\u%04x", byte(c))
end

-- Bytes that are no UTF-8 are shown as Latin-1, so that a line is JSON whatever a client sent.
local function beyond_ascii(run)
  local rest = gsub(run, "[\194-\223][\128-\191]", ".")
  rest = gsub(gsub(rest, "\224[\160-\191][\128-\191]", "."), "\237[\128-\159][\128-\191]", ".")
  rest = gsub(gsub(rest, "[\225-\236\238\239][\128-\191][\128-\191]", "."), "\240[\144-\191][\128-\191][\128-\191]", ".")
  rest = gsub(gsub(rest, "[\241-\243][\128-\191][\128-\191][\128-\191]", "."), "\244[\128-\143][\128-\191][\128-\191]", ".")
  return find(rest, "[\128-\255]") and gsub(run, ".", escaped) or run
end

local function encoded(text)
  if find(text, '[%c"\\\128-\255]') then
    text = gsub(text, '[%c"\\]', escaped)
    text = gsub(text, "[\128-\255]+", beyond_ascii)
  end
  return text
end

-- A beginning of the text that is encoded in at most so many bytes.
local function cut(value, most)
  if value == nil then
    return nil
  end
  local text = tostring(value)
  -- No byte becomes less than one.
  text = #text > most and sub(text, 1, most) or text
  local size = #encoded(text)
  while size > most do
    text = sub(text, 1, floor((#text - 1) * most / size))
    size = #encoded(text)
  end
  return text
end

local function before(mark, uri)
  local at = find(uri, mark, 1, true)
  return at and sub(uri, 1, at - 1) or uri
end

-- Nor a fragment: nginx takes one from a client that sends it, and tokens stand in those, too.
local function without_query(uri)
  return query_strings and uri or before("#", before("?", uri))
end

local function named(entity)
  return entity and { id = cut(entity.id, 36), name = cut(entity.name, 128) } or nil
end

local function consumer_of(ctx)
  local it = ctx.authenticated_consumer
  return it and {
    id = cut(it.id, 36),
    username = cut(it.username, 128),
    custom_id = cut(it.custom_id, 128),
    created_at = tonumber(it.created_at),
    updated_at = tonumber(it.updated_at),
  } or nil
end

local function credential_of(ctx)
  local it = ctx.authenticated_credential
  return it and { id = cut(it.id, 36), consumer_id = cut(it.consumer_id or ctx.authenticated_consumer and ctx.authenticated_consumer.id, 36) } or nil
end

-- The last ones, of which one has answered.
local function tries_of(ctx)
  local all = ctx.balancer_data and ctx.balancer_data.tries
  if not all then
    return nil
  end
  local tries = {}
  for i = #all > 4 and #all - 3 or 1, #all do
    local try = all[i]
    tries[#tries + 1] = {
      ip = cut(try.ip, 45), port = tonumber(try.port), state = cut(try.state, 16), code = tonumber(try.code),
      balancer_start = try.balancer_start, balancer_start_ns = try.balancer_start_ns,
      balancer_latency = try.balancer_latency, balancer_latency_ns = try.balancer_latency_ns,
    }
  end
  return tries
end

local function tls_of(ctx, var)
  return var.ssl_protocol and {
    version = cut(var.ssl_protocol, 16),
    cipher = cut(var.ssl_cipher, 48),
    client_verify = cut(ctx.CLIENT_VERIFY_OVERRIDE or var.ssl_client_verify, 64),
  } or nil
end

-- As W3C writes it, and only where the trace is recorded: elsewhere it would lead to nothing. Kong's own field is there only where the plugin
-- opentelemetry saw the request come in; a request without a route, or refused by another plugin, has a trace, too
-- (kong/observability/tracing/tracing_context.lua at tag 3.9.3).
local function trace_of(ctx)
  local root, context = ctx.KONG_SPANS and ctx.KONG_SPANS[1], ctx.TRACING_CONTEXT
  local id = context and context.trace_id
  if not id or not root or not root.should_sample or (root.attributes and root.attributes["kong.propagation_only"]) then
    return nil
  end
  if not id.raw then
    return id.formatted and cut(id.formatted.w3c, 32)
  end
  local hex = gsub(sub(id.raw, -16), ".", function(c) return format("%02x", byte(c)) end)
  return sub("00000000000000000000000000000000" .. hex, -32)
end

-- What kong.log.serialize() has (kong/pdk/log.lua at tag 3.9.3), without headers and, unless asked for, query strings.
local function request_ended()
  local ctx, var = ngx.ctx, ngx.var
  return {
    request = {
      id = cut(var.kong_request_id or "", 32), method = cut(ngx.req.get_method(), 32), size = tonumber(var.request_length) or 0,
      uri = cut(without_query(var.request_uri or ""), 512), host = cut(var.host or "", 255), user_agent = cut(var.http_user_agent, 255),
      tls = tls_of(ctx, var),
    },
    response = { status = ngx.status, size = tonumber(var.bytes_sent) or 0 },
    upstream_uri = cut(without_query(var.upstream_uri or ""), 512),
    upstream_status = cut(var.upstream_status or ctx.buffered_status or "", 64),
    latencies = {
      kong = ctx.KONG_PROXY_LATENCY or ctx.KONG_RESPONSE_LATENCY or 0, proxy = ctx.KONG_WAITING_TIME or -1,
      request = (tonumber(var.request_time) or 0) * 1000, receive = ctx.KONG_RECEIVE_TIME or 0,
    },
    route = named(ctx.route), service = named(ctx.service), tries = tries_of(ctx), trace_id = trace_of(ctx),
    authenticated_entity = credential_of(ctx), consumer = consumer_of(ctx),
    client_ip = cut(var.remote_addr or "", 64), started_at = kong.request.get_start_time(),
    source = kong.response.get_source(ctx) == "service" and "upstream" or "kong",
    workspace = cut(ctx.workspace, 36), workspace_name = "default",
  }
end

-- In the end what differs between requests: LuaJIT hashes the beginning and the end of a long text, and little between. Alike in both, the lines
-- of many requests make one long chain in its table of texts, and each further one is compared with all of them.
local last = { root = { "started_at", "request" }, request = { "id" } }

local encode

local function encode_fields(value, depth, name)
  local parts, ends = {}, last[name]
  for key, item in pairs(value) do
    if not (ends and (key == ends[1] or key == ends[2])) then
      parts[#parts + 1] = '"' .. encoded(tostring(key)) .. '":' .. encode(item, depth, key)
    end
  end
  for i = 1, ends and #ends or 0 do
    if value[ends[i]] ~= nil then
      parts[#parts + 1] = '"' .. ends[i] .. '":' .. encode(value[ends[i]], depth, ends[i])
    end
  end
  return "{" .. concat(parts, ",") .. "}"
end

function encode(value, depth, name)
  local kind = type(value)
  if kind == "string" then
    return '"' .. encoded(value) .. '"'
  elseif kind == "number" then
    return value == value and value ~= huge and value ~= -huge and tostring(value) or "null"
  elseif kind == "boolean" then
    return value and "true" or "false"
  elseif kind ~= "table" or depth > 8 then
    return "null"
  elseif value[1] == nil then
    return encode_fields(value, depth + 1, depth < 2 and name or nil)
  end
  local parts = {}
  for i = 1, #value do
    parts[i] = encode(value[i], depth + 1)
  end
  return "[" .. concat(parts, ",") .. "]"
end

local function quoted(text, most)
  if #text > most or find(text, '[%c"\\\128-\255]') then
    text = encoded(cut(text, most))
  end
  return '"' .. text .. '"'
end

local texts, text_count = {}, 0

-- For what comes again and again: hosts, agents, methods. The same text can be cut in several ways.
local function remembered(text, most)
  local of_length = texts[most]
  local known = of_length and of_length[text]
  if not known then
    if #text > 255 then
      return quoted(text, most)
    elseif text_count == 2000 then
      texts, text_count, of_length = {}, 0, nil
    end
    known = quoted(text, most)
    of_length = of_length or {}
    texts[most], of_length[text], text_count = of_length, known, text_count + 1
  end
  return known
end

local entities, entity_count = {}, 0

local function entity_text(entity)
  local known = entities[entity.id]
  if not known or known.name ~= entity.name then
    if entity_count == 2000 then
      entities, entity_count = {}, 0
    end
    known = { name = entity.name, text = encode(named(entity), 1) }
    entities[entity.id], entity_count = known, entity_count + 1
  end
  return known.text
end

local function tries_text(ctx)
  local tries = ctx.balancer_data and ctx.balancer_data.tries
  local try = tries and tries[1]
  if not try or tries[2] or try.state or not (try.port and try.balancer_start and try.balancer_start_ns and try.balancer_latency and try.balancer_latency_ns) then
    return encode(tries_of(ctx), 1)
  end
  return '[{"ip":' .. remembered(tostring(try.ip), 45) .. ',"port":' .. try.port .. ',"balancer_start":' .. try.balancer_start .. ',"balancer_start_ns":'
    .. try.balancer_start_ns .. ',"balancer_latency":' .. try.balancer_latency .. ',"balancer_latency_ns":' .. try.balancer_latency_ns .. "}]"
end

-- encode(request_ended()), written out: the line of most requests, at a third of the cost.
local function plain_line()
  local ctx, var = ngx.ctx, ngx.var
  local agent, tls, trace = var.http_user_agent, var.ssl_protocol, trace_of(ctx)
  local credential, consumer = credential_of(ctx), consumer_of(ctx)
  local tries = ctx.balancer_data and ctx.balancer_data.tries
  return '{"workspace_name":"default"'
    .. (ctx.workspace and ',"workspace":' .. remembered(ctx.workspace, 36) or "")
    .. (ctx.route and ',"route":' .. entity_text(ctx.route) or "")
    .. (ctx.service and ',"service":' .. entity_text(ctx.service) or "")
    .. (credential and ',"authenticated_entity":' .. encode(credential, 1) or "")
    .. (consumer and ',"consumer":' .. encode(consumer, 1) or "")
    .. (trace and ',"trace_id":"' .. trace .. '"' or "")
    .. (tries and ',"tries":' .. tries_text(ctx) or "")
    .. ',"upstream_uri":' .. quoted(without_query(var.upstream_uri or ""), 512)
    .. ',"upstream_status":' .. remembered(var.upstream_status or ctx.buffered_status or "", 64)
    .. ',"response":{"status":' .. ngx.status .. ',"size":' .. (tonumber(var.bytes_sent) or 0)
    .. '},"latencies":{"kong":' .. (ctx.KONG_PROXY_LATENCY or ctx.KONG_RESPONSE_LATENCY or 0) .. ',"proxy":' .. (ctx.KONG_WAITING_TIME or -1)
    .. ',"request":' .. (tonumber(var.request_time) or 0) * 1000 .. ',"receive":' .. (ctx.KONG_RECEIVE_TIME or 0)
    .. '},"client_ip":' .. quoted(var.remote_addr or "", 64)
    .. (kong.response.get_source(ctx) == "service" and ',"source":"upstream"' or ',"source":"kong"')
    .. ',"started_at":' .. kong.request.get_start_time()
    .. ',"request":{"method":' .. remembered(ngx.req.get_method(), 32)
    .. ',"uri":' .. quoted(without_query(var.request_uri or ""), 512)
    .. ',"host":' .. remembered(var.host or "", 255)
    .. (agent and ',"user_agent":' .. remembered(agent, 255) or "")
    .. (tls and ',"tls":' .. encode(tls_of(ctx, var), 1) or "")
    .. ',"size":' .. (tonumber(var.request_length) or 0)
    .. ',"id":' .. quoted(var.kong_request_id or "", 32) .. "}}"
end

-- Dots lead into objects.
local function set(root, key, value, mode)
  local node = root
  for name, dot in string.gmatch(key, "([^.]+)(%.?)") do
    if dot == "" then
      if not mode or mode == "set" or (node[name] == nil) == (mode == "add") then
        node[name] = value
      end
      return
    end
    if type(node[name]) ~= "table" then
      if value == nil or mode == "replace" then
        return
      end
      node[name] = {}
    end
    node = node[name]
  end
end

-- What other plugins added for the log, then the configuration's own fields.
local function additions()
  local all, added = {}, ngx.ctx.serialize_values
  for i = 1, added and #added or 0 do
    -- Kong's own, of which ours takes the place.
    if added[i].key ~= "trace_id" then
      all[#all + 1] = added[i]
    end
  end
  for i = 1, #fields do
    local fine, value = pcall(fields[i][2])
    if fine then
      all[#all + 1] = { key = fields[i][1], value = value }
    end
  end
  return all
end

-- All of an addition, what is short of it, or nothing; what one took out of the line stays out.
local function kept(value, round)
  if round == 1 or value == nil then
    return true, value
  elseif round == 2 and type(value) ~= "table" then
    return true, type(value) == "string" and cut(value, 64) or value
  end
end

local function line()
  local all = additions()
  if #all == 0 then
    return plain_line()
  end
  local text
  for round = 1, 3 do
    local root = request_ended()
    for i = 1, #all do
      local stays, value = kept(all[i].value, round)
      if stays then
        set(root, all[i].key, value, all[i].mode)
      end
    end
    text = encode(root, 0, "root")
    if #text <= longest then
      return text
    end
  end
  return text
end

local function hand_over()
  local text, var = line(), ngx.var
  if #text <= longest then
    var.access_line = text
    var.access_line_missing = ""
  end
end

-- Whatever goes wrong here, nginx writes a line of its own.
return function()
  pcall(hand_over)
end
