import { klog, levels, levelsInText } from "../../../shared/levels";
import { tracesInText } from "../../../shared/tracesInText";
import type { ContainerLogs, JsonLines } from "./containerLogs";
import { hasLabels, quoted } from "./selection";

/**
 * Largest size of a line, and of an entry of several lines; longer ones are split. Either may grow by one more piece of
 * 16 KiB or one more line, and stays below Loki's limit of 256 KiB.
 */
const largest = "112KiB";

/**
 * The receiver's operators: the runtime's frame with the pieces of a long line, then lines that belong together, for
 * each stream separately. A JSON object is one line, and waits for nothing.
 */
export function containerOperators({ multiline }: ContainerLogs): object[] {
    const together = (stream: "stdout" | "stderr"): object => ({
        type: "recombine",
        id: `entries_${stream}`,
        if: `attributes["log.iostream"] == "${stream}" and not (body startsWith "{\\"")`,
        combine_field: "body",
        is_first_entry: `not (body matches ${quoted(multiline.continuation)})`,
        source_identifier: 'attributes["log.file.path"]',
        max_log_size: largest,
        max_sources: 4096,
        force_flush_period: multiline.wait,
    });
    return [
        { type: "container", max_log_size: largest },
        ...(multiline.enabled ? [together("stdout"), together("stderr")] : []),
    ];
}

/**
 * For the transform processor: each line's level, its trace, and the configured fields. The line itself stays
 * unchanged.
 */
export function containerStatements({ json }: ContainerLogs): object[] {
    return [
        ...json.map(ofJson),
        ofText,
        severity,
        {
            statements: [
                // If the pod no longer exists, or the API does not know it.
                'set(resource.attributes["service.name"], resource.attributes["k8s.container.name"]) ' +
                    'where resource.attributes["service.name"] == nil',
                'delete_key(resource.attributes, "k8s.container.restart_count")',
                'delete_matching_keys(log.attributes, "^log(\\\\.file|tag)")',
                // Loki accepts 64 KiB of attributes per line.
                "truncate_all(log.attributes, 2048)",
            ],
        },
    ];
}

function ofJson({ namespaces, labels, level, traceId, spanId, time, attributes }: JsonLines): object {
    const field = (name: string): string => `log.cache["line"][${quoted(name)}]`;
    const inOrder = (names: string[], set: (value: string) => string): string[] =>
        [...names].reverse().map((name) => `${set(field(name))} where ${field(name)} != nil`);
    const namespace = 'resource.attributes["k8s.namespace.name"]';
    const which = [
        'HasPrefix(log.body, "{") and HasSuffix(log.body, "}")',
        ...(namespaces === undefined ? [] : [`ContainsValue(${JSON.stringify(namespaces)}, ${namespace})`]),
        ...hasLabels(labels),
    ];
    return {
        conditions: [which.join(" and ")],
        statements: [
            'set(log.cache["line"], ParseJSON(log.body))',
            ...inOrder(level, (value) => `set(log.severity_text, String(${value}))`),
            ...inOrder(traceId, (value) => `set(log.trace_id.string, ${value})`),
            ...inOrder(spanId, (value) => `set(log.span_id.string, ${value})`),
            ...attributes.map(
                (name) => `set(log.attributes[${quoted(name)}], ${field(name)}) where ${field(name)} != nil`,
            ),
            ...(time === undefined ? [] : timeOf(field(time.field), time.layout)),
        ],
    };
}

/**
 * Loki would refuse a line with a wrong time, so it must be at most five minutes after and an hour before the time of
 * writing.
 */
function timeOf(field: string, layout: string): string[] {
    const [said, written] = ['log.cache["time"]', "log.time_unix_nano"];
    return [
        `set(${said}, UnixNano(Time(${field}, ${quoted(layout)})))`,
        `set(${written}, ${said}) where ${said} != nil and ` +
            `${said} - ${written} < 300000000000 and ${written} - ${said} < 3600000000000`,
    ];
}

const ofText = {
    conditions: ['not HasPrefix(log.body, "{")'],
    statements: [
        ...Object.entries(klog).map(
            ([letter, level]) =>
                `set(log.cache["level"], "${level}") where HasPrefix(log.body, "${letter}") and ` +
                String.raw`IsMatch(log.body, "^.\\d{4} \\d\\d:")`,
        ),
        ...levelsInText.map(
            (pattern) =>
                `merge_maps(log.cache, ExtractPatterns(log.body, ${quoted(pattern)}), "upsert") ` +
                'where log.cache["level"] == nil',
        ),
        'set(log.severity_text, log.cache["level"]) where log.cache["level"] != nil',
        ...tracesInText.map(
            (pattern) => `merge_maps(log.cache, ExtractPatterns(log.body, ${quoted(pattern)}), "upsert")`,
        ),
        ...["trace_id", "span_id"].map(
            (id) => `set(log.${id}.string, log.cache["${id}"]) where log.cache["${id}"] != nil`,
        ),
    ],
};

const severity = {
    conditions: ['log.severity_text != ""'],
    statements: [
        'set(log.cache["level"], ToLowerCase(log.severity_text))',
        ...Object.entries(levels).map(
            ([number, names]) =>
                `set(log.severity_number, ${number}) where ContainsValue(${JSON.stringify(names)}, log.cache["level"])`,
        ),
    ],
};
