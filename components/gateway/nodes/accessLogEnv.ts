/**
 * What nginx says of a request of which Kong made no line: where a foreign plugin took its place, or went wrong. No
 * client can make it long.
 */
const bare =
    '{"request":{"id":"$kong_request_id"},"response":{"status":$status,"size":$bytes_sent},' +
    '"route":{"name":"unknown"},"client_ip":"$remote_addr","source":"nginx"}';

/**
 * Has nginx write the line that Kong's plugin put into a variable, one write for each. Kong's settings take one
 * directive of a kind, and what follows a semicolon is the next. A format that is named after the path is taken as it
 * is (kong/cmd/utils/prefix_handler.lua at tag 3.9.3).
 */
export const accessLogEnv = {
    nginx_http_log_format: `access_line escape=none '$access_line'; log_format access_line_bare escape=json '${bare}'`,
    nginx_proxy_set: "$access_line ''; set $access_line_missing 1",
    proxy_access_log: "/dev/stdout access_line if=$access_line",
    nginx_proxy_access_log: "/dev/stdout access_line_bare if=$access_line_missing",
} as const;
