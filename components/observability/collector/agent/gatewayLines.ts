/**
 * Which lines of a gateway's container an agent reads, and how it parses them. Standard output has the access lines,
 * one JSON object each; standard error has nginx's log, to which Kong's Lua writes as well. All facts about Kong were
 * seen on 3.9.3.
 */

/** The start of an nginx log entry, and of messages without it from C libraries and Kong's own start. */
const firstOfEntry = `^(${[
    "\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d \\[",
    ...["nginx: ", "Error: ", "PANIC: ", "\\*\\*\\* ", "[a-z_]+\\(\\): ", "double free", "terminate called"],
].join("|")})`;
/** A Lua message of a worker: it has a connection's number, and the name of the library that wrote it. */
const ofLua = "^\\S+ \\S+ \\[\\w+\\] \\d+#\\d+: \\*\\d+ \\[(lua|kong)\\] ";
/**
 * Lua messages that Kong never sends by OTLP, because it sends a worker's messages only when a proxied request ends: a
 * worker's start, the bus between workers, and the process that talks to the control plane.
 */
const unsent = "context: init_worker_by_lua\\*|, client: unix:|\\[clustering\\]";

const filter = (expr: string): object => ({ type: "filter", expr });
const matches = (pattern: string): string => `body matches ${JSON.stringify(pattern)}`;
const stream = (name: "stdout" | "stderr"): string => `attributes["log.iostream"] == "${name}"`;

/**
 * The receiver's operators for a line of a container's file. The line is inside the runtime's frame; the path contains
 * namespace, pod and container.
 */
export function lineOperators(accessLines: boolean): object[] {
    return [
        { type: "container" },
        // A traceback has many lines, of which only the first has a time. OpenResty cuts an entry at 4 KiB.
        {
            type: "recombine",
            if: stream("stderr"),
            combine_field: "body",
            is_first_entry: matches(firstOfEntry),
            source_identifier: 'attributes["log.file.path"]',
            max_log_size: "4KiB",
            force_flush_period: "1s",
        },
        filter(accessLines ? `${stream("stdout")} and not (body startsWith "{")` : stream("stdout")),
        // Kong sends these itself, with their trace's id.
        filter(`${stream("stderr")} and ${matches(ofLua)} and not (${matches(unsent)})`),
        // Contains a token that lets a client request debug timing from Kong.
        filter(`${stream("stderr")} and body contains "[request-debug]"`),
    ];
}

/**
 * The message of a queue of Kong's plugins that drops entries (kong/tools/queue.lua), still inside the runtime's frame.
 */
const queueLine = [
    "^\\S+ stderr F \\S+ \\S+ \\[\\w+\\] \\d+#\\d+: (\\*\\d+ )?\\[kong\\] queue\\.lua:\\d+ \\[.*",
    "(dropping old entries|queue entries were (lost|dropped))",
].join("");

/**
 * The receiver's operators that keep only these lines of a container's file. They are rare, so they are selected before
 * anything is parsed.
 */
export const dropOperators: object[] = [filter(`not (${matches(queueLine)})`), { type: "container" }];

/**
 * The line stays unchanged, for `| json` in queries. Attributes repeat only the fields that most searches use; in Loki
 * they are structured metadata. The time is when the line was written, not when the request started: Loki refuses lines
 * that are hours old, as a WebSocket's would be.
 */
function accessStatements(): string[] {
    const severity = (name: "INFO" | "WARN" | "ERROR", statuses: string): string[] => {
        const where = `where log.attributes["http.response.status_code"] ${statuses}`;
        return [
            `set(log.severity_number, SEVERITY_NUMBER_${name}) ${where}`,
            `set(log.severity_text, "${name}") ${where}`,
        ];
    };
    return [
        'set(log.cache, ParseJSON(log.body)) where HasPrefix(log.body, "{") and HasSuffix(log.body, "}")',
        'set(log.attributes["event.name"], "kong.access") where log.cache["response"] != nil',
        'set(log.trace_id.string, log.cache["trace_id"]) where IsString(log.cache["trace_id"])',
        'set(log.attributes["http.request.method"], log.cache["request"]["method"]) where log.cache["request"] != nil',
        [
            'set(log.attributes["http.response.status_code"], Int(log.cache["response"]["status"]))',
            'where log.cache["response"] != nil',
        ].join(" "),
        // A route may have no name.
        'set(log.attributes["kong.route"], log.cache["route"]["id"]) where log.cache["route"] != nil',
        [
            'set(log.attributes["kong.route"], log.cache["route"]["name"])',
            'where log.cache["route"] != nil and log.cache["route"]["name"] != nil',
        ].join(" "),
        'set(log.attributes["kong.service"], log.cache["service"]["name"]) where log.cache["service"] != nil',
        ...severity("INFO", "< 400"),
        ...severity("WARN", ">= 400"),
        ...severity("ERROR", ">= 500"),
    ];
}

/**
 * nginx's levels, with the numbers and names that Kong gives to its own lines (kong/observability/otlp/init.lua at tag
 * 3.9.3).
 */
const levels = {
    ...{ debug: [5, "DEBUG"], info: [9, "INFO"], notice: [11, "NOTICE"], warn: [13, "WARN"] },
    ...{ error: [17, "ERR"], crit: [19, "CRIT"], alert: [21, "ALERT"], emerg: [23, "EMERG"] },
};

/** Stores what a pattern's named groups match in the line. */
const extract = (pattern: string): string =>
    `merge_maps(log.cache, ExtractPatterns(log.body, ${JSON.stringify(pattern)}), "upsert")`;

/**
 * The time is when the runtime received the line: nginx's own has only seconds and no time zone. The line has no trace
 * id, but the request's id, as the access line does.
 */
function errorStatements(): string[] {
    return [
        'set(log.attributes["event.name"], "nginx.error")',
        extract("^(?:\\S+ \\S+|nginx:) \\[(?P<level>[a-z]+)\\] (?:(?P<pid>\\d+)#)?"),
        extract(", client: (?P<client>[^,]+), server: "),
        extract(', request_id: "(?P<request>[0-9a-f]+)"$'),
        [
            'set(log.attributes["process.pid"], Int(log.cache["pid"]))',
            'where log.cache["pid"] != nil and log.cache["pid"] != ""',
        ].join(" "),
        'set(log.attributes["client.address"], log.cache["client"]) where log.cache["client"] != nil',
        'set(log.attributes["request.id"], log.cache["request"]) where log.cache["request"] != nil',
        ...Object.entries(levels).flatMap(([level, [number, text]]) => [
            `set(log.severity_number, ${number}) where log.cache["level"] == "${level}"`,
            `set(log.severity_text, "${text}") where log.cache["level"] == "${level}"`,
        ]),
    ];
}

/** For the transform processor: each line's attributes, severity and trace. The line itself stays the body. */
export const lineStatements: object[] = [
    { conditions: ['log.attributes["log.iostream"] == "stdout"'], statements: accessStatements() },
    { conditions: ['log.attributes["log.iostream"] == "stderr"'], statements: errorStatements() },
    { statements: ['delete_matching_keys(log.attributes, "^log(\\\\.|tag)")'] },
];

/**
 * For the transform processor: the plugin and queue of a queue's message, the number of dropped entries, and the
 * reason.
 */
export const dropStatements: object[] = [
    {
        statements: [
            'set(log.attributes["event.name"], "kong.queue.dropped")',
            extract("\\[(?P<plugin>[a-z0-9_-]+) plugin [^\\]]*\\] queue "),
            extract(":(?P<queue>traces|logs): (?:queue full|byte capacity|could not send)"),
            extract("(?P<entries>\\d+) queue entries were (?:lost|dropped)"),
            'set(log.attributes["plugin"], log.cache["plugin"]) where log.cache["plugin"] != nil',
            'set(log.attributes["queue"], log.cache["queue"]) where log.cache["queue"] != nil',
            'set(log.attributes["reason"], "retries_exhausted")',
            'set(log.attributes["reason"], "queue_full") where not IsMatch(log.body, "entries were lost")',
            // A full queue drops the oldest entry for each new one, and logs each time.
            'set(log.attributes["entries"], 1)',
            'set(log.attributes["entries"], Int(log.cache["entries"])) where log.cache["entries"] != nil',
        ],
    },
];
