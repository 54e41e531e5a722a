/**
 * The fallback: what nginx logs of a request for which Kong wrote no line, because another plugin replaced ours or
 * failed. Its length does not depend on the client.
 */
const bare =
    '{"request":{"id":"$kong_request_id"},"response":{"status":$status,"size":$bytes_sent},' +
    '"route":{"name":"unknown"},"client_ip":"$remote_addr","source":"nginx"}';

/**
 * Makes nginx write the line that Kong's plugin has put into a variable, with one write per line. A setting of Kong
 * takes one directive of a kind, but text after a semicolon becomes the next directive. A log format after the path is
 * passed on unchanged (kong/cmd/utils/prefix_handler.lua at tag 3.9.3).
 */
export const accessLogEnv = {
    nginx_http_log_format: `access_line escape=none '$access_line'; log_format access_line_bare escape=json '${bare}'`,
    nginx_proxy_set: "$access_line ''; set $access_line_missing 1",
    proxy_access_log: "/dev/stdout access_line if=$access_line",
    nginx_proxy_access_log: "/dev/stdout access_line_bare if=$access_line_missing",
} as const;
