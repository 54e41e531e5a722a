/**
 * What an agent counts in the lines that it reads, for Prometheus; in lines of other containers only errors. Kong's own
 * metrics have neither: its exporter returns before it counts a request without a route
 * (kong/plugins/prometheus/exporter.lua at tag 3.9.3), and no metric has the entries that a queue dropped.
 */

const requests = "kong.access.requests";
const dropped = "kong.queue.dropped_entries";
const errors = "log.error";
const status = "http.response.status_code";

const sumBy = (labels: string[], metric: string): string => {
    const list = labels.map((label) => `"${label}"`).join(", ");
    return `aggregate_on_attributes("sum", [${list}]) where metric.name == "${metric}"`;
};

/** For the count connector: the number of records of each kind in a batch, as a delta. */
export const counted = {
    logs: {
        [`${requests}.routed`]: {
            description: "Requests for which Kong found a route, by their access lines",
            conditions: ['attributes["event.name"] == "kong.access" and attributes["kong.route"] != nil'],
            attributes: [{ key: status }],
        },
        [`${requests}.unrouted`]: {
            description: "Requests for which Kong found no route, by their access lines",
            conditions: ['attributes["event.name"] == "kong.access" and attributes["kong.route"] == nil'],
            attributes: [{ key: status }],
        },
        [dropped]: {
            description: "Entries that the queues of Kong's plugins threw away, by what Kong said of it",
            conditions: ['attributes["event.name"] == "kong.queue.dropped"'],
            attributes: [{ key: "plugin" }, { key: "queue", default_value: "" }, { key: "reason" }, { key: "entries" }],
        },
    },
} as const;

/**
 * The same for lines of all other containers. Old lines from before the agent started, or from a long queue, are not
 * counted.
 */
export const countedErrors = {
    logs: {
        [errors]: {
            description: "Lines of a container that are errors or worse, by their level",
            conditions: [
                "severity_number >= SEVERITY_NUMBER_ERROR and time_unix_nano > UnixNano(Now()) - 600000000000",
            ],
        },
    },
} as const;

/**
 * For the transform processor: reduces these deltas to series with few labels, at the time at which the line was read,
 * so that Prometheus does not refuse lines that were read late.
 */
export const countStatements: object[] = [
    {
        statements: [
            'set(datapoint.attributes["namespace"], resource.attributes["k8s.namespace.name"])',
            'set(datapoint.attributes["pod"], resource.attributes["k8s.pod.name"])',
            `set(datapoint.attributes["service"], resource.attributes["service.name"]) where metric.name == "${errors}"`,
            `set(datapoint.attributes["routed"], "true") where metric.name == "${requests}.routed"`,
            `set(datapoint.attributes["routed"], "false") where metric.name == "${requests}.unrouted"`,
            [
                `set(datapoint.attributes["code"], Concat([String(datapoint.attributes["${status}"] / 100), "xx"], ` +
                    '""))',
                `where datapoint.attributes["${status}"] != nil`,
            ].join(" "),
            [
                'set(datapoint.value_int, datapoint.value_int * Int(datapoint.attributes["entries"]))',
                'where datapoint.attributes["entries"] != nil',
            ].join(" "),
        ],
    },
    {
        statements: [
            `set(metric.name, "${requests}") where IsMatch(metric.name, "^${requests.replaceAll(".", "\\\\.")}")`,
            sumBy(["namespace", "pod", "routed", "code"], requests),
            sumBy(["namespace", "pod", "plugin", "queue", "reason"], dropped),
            sumBy(["namespace", "pod", "service"], errors),
        ],
    },
    { statements: ["set(datapoint.start_time, Now())", "set(datapoint.time, Now())"] },
    {
        // Prometheus derives its labels job and instance from these; other resource attributes would become a separate
        // series.
        statements: [
            'set(resource.attributes["service.instance.id"], resource.attributes["k8s.pod.uid"])',
            'keep_keys(resource.attributes, ["service.name", "service.instance.id"])',
        ],
    },
];
