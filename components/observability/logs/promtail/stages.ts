import { klog, levels, levelsInText } from "../../shared/levels";
import { anywhere, credentials, credentialsInJson, inJson, inText } from "../../shared/queryStrings";
import { tracesInText } from "../../shared/tracesInText";
import type { PromtailLines } from "./promtailLines";
import { inLabel, labelsAsked, podLabel } from "./selection";

/** How promtail processes a line before it counts and sends it. Regular expressions are RE2, templates are Go's. */
type Stage = Record<string, unknown>;

const quoted = (text: string): string => JSON.stringify(text);
const match = (selector: string, stages: Stage[]): Stage => ({ match: { selector, stages } });
const template = (source: string, text: string): Stage => ({ template: { source, template: text } });

/** Matches every stream. */
const all = 'namespace=~".+"';
const text = `{${all}} !~ "^[{]"`;
const json = `{${all}} |~ "^[{]"`;

/**
 * The runtime's frame, the same parsing as in the agents, and a counter of errors. Few labels form streams: those of
 * the agents, so that queries find lines from either, and those of promtail's chart with the level.
 */
export function stages(lines: PromtailLines, queryStrings: boolean): Stage[] {
    const labels = labelsAsked(lines).map(podLabel);
    return [
        { cri: {} },
        ...(lines.multiline.enabled ? [together(lines.multiline)] : []),
        ...cut(queryStrings),
        ...lines.json.map(ofJson),
        match(text, [...levelOfText, ...tracesInText.map(regex)]),
        ...levelAndIds,
        // Counted once, after all entries: a line that two of them match is one error.
        {
            metrics: {
                log_error_total: {
                    type: "Counter",
                    description: "Lines that are errors or worse, by their level",
                    prefix: "promtail_custom_",
                    source: "is_error",
                    max_idle_duration: "1h",
                    config: { value: "true", action: "inc" },
                },
            },
        },
        { structured_metadata: Object.fromEntries(["pod", "trace_id", "span_id", ...labels].map((key) => [key, key])) },
        { labeldrop: ["filename", "pod", "node_name", "instance", "component", ...labels] },
    ];
}

/** Put before a continuation line, and removed again: RE2 can describe how an entry starts, but not how it does not. */
const mark = "\u0001";

/** A JSON object is one line, and waits for nothing. Promtail keeps streams separate. */
function together({ continuation, wait }: PromtailLines["multiline"]): Stage {
    return match(`{${all}} !~ ${quoted('^[{]"')}`, [
        match(`{${all}} |~ ${quoted(continuation)}`, [
            { regex: { expression: "(?s)^(?P<whole>.*)$" } },
            template("whole", `${mark}{{ .Value }}`),
            { output: { source: "whole" } },
        ]),
        { multiline: { firstline: String.raw`^(?:[^\x01]|$)`, max_wait_time: wait, max_lines: 500 } },
        { replace: { expression: String.raw`(\x01)`, replace: "" } },
    ]);
}

/** What the collector removes from addresses in lines that agents read. */
function cut(queryStrings: boolean): Stage[] {
    const replaced = (pairs: (readonly [string, string])[]): Stage[] =>
        pairs.map(([kept, gone]) => ({ replace: { expression: `(?:${kept})(${gone})`, replace: "" } }));
    return [
        match(text, replaced([...(queryStrings ? [] : [inText, anywhere]), credentials])),
        match(json, replaced([...(queryStrings ? [] : inJson), credentialsInJson])),
    ];
}

function ofJson({ namespaces, labels, level, traceId, spanId, attributes }: PromtailLines["json"][number]): Stage {
    const selector = [
        all,
        ...(namespaces === undefined ? [] : [`namespace=~"${namespaces.join("|")}"`]),
        ...Object.entries(labels).map(([name, pattern]) => {
            const label = podLabel(name);
            return `${label}!="", ${label}=~${quoted(pattern)}`;
        }),
    ];
    const fields = [...new Set([...level, ...traceId, ...spanId, ...attributes])];
    // Prefixed, because a field may have the name of a label.
    const named = (field: string): string => `field ${field}`;
    /** The first of the fields that exists, else the value from an earlier entry. */
    const first = (source: string, names: string[]): Stage => {
        const found = [...names.map(named), source].map((name) => `(index . ${quoted(name)})`);
        return template(source, `{{ or ${found.join(" ")} "" }}`);
    };
    return match(`{${selector.join(", ")}} |~ "^[{]"`, [
        { json: { expressions: Object.fromEntries(fields.map((field) => [named(field), quoted(field)])) } },
        first("level", level),
        first("trace_id", traceId),
        first("span_id", spanId),
        ...(attributes.length > 0
            ? [
                  {
                      structured_metadata: Object.fromEntries(attributes.map((name) => [inLabel(name), named(name)])),
                  },
              ]
            : []),
    ]);
}

const regex = (expression: string): Stage => ({ regex: { expression } });

/** The last matching stage wins, so they are in reverse order of priority. */
const levelOfText: Stage[] = [
    ...[...levelsInText].reverse().map(regex),
    regex(String.raw`^(?P<klog>[${Object.keys(klog).join("")}])\d{4} \d\d:`),
    template(
        "level",
        [
            '{{ $klog := or (index . "klog") "" }}',
            ...Object.entries(klog).map(([letter, level]) => `{{ if eq $klog "${letter}" }}${level}{{ end }}`),
            '{{ if eq $klog "" }}{{ or (index . "level") "" }}{{ end }}',
        ].join(""),
    ),
];

const anyOf = (names: string[]): string => `(?i)^(?:${names.join("|")})$`;
const ofErrors = Object.entries(levels).flatMap(([number, names]) => (Number(number) >= 17 ? names : []));

/** Invalid levels form no stream, and invalid ids no link. */
const levelAndIds: Stage[] = [
    kept("level", anyOf(Object.values(levels).flat())),
    kept("trace_id", "^[0-9a-fA-F]{32}$"),
    kept("span_id", "^[0-9a-fA-F]{16}$"),
    { labels: { level: "level" } },
    template("is_error", `{{ if regexMatch ${quoted(anyOf(ofErrors))} (or (index . "level") "") }}true{{ end }}`),
];

function kept(source: string, pattern: string): Stage {
    const value = `(or (index . ${quoted(source)}) "")`;
    return template(source, `{{ if regexMatch ${quoted(pattern)} ${value} }}{{ ${value} }}{{ end }}`);
}
