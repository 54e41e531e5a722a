import { z } from "zod";
import { severities } from "../../model/alertmanager/severities";
import { kongGauges, metricsOfKong2, standingCounter } from "../../model/alertTraps";
import { templateProblem } from "../../model/goTemplate";
import { promqlProblem } from "../../model/promql";
import { duration, labelName, text } from "./common";

/** Prometheus fills them in, and takes no rule whose template it cannot read. */
const texts = z.record(
    labelName,
    z
        .string()
        .refine(
            (given) => templateProblem(given, "prometheus") === undefined,
            "a text, or one of Prometheus' templates such as {{ $labels.service }}",
        ),
);
/** The first two are names of a series and of an alert, which rules have keys for. */
const addedLabels = z.record(
    labelName.refine((name) => !["__name__", "alertname"].includes(name), "a label other than the name"),
    texts.valueType,
);

const rule = z
    .strictObject({
        alert: text(/^[a-zA-Z_]\w*$/, "a name such as OrdersFailing")
            .optional()
            .describe("Name of the alert"),
        record: text(/^[a-zA-Z_:][\w:]*$/, "a name such as orders:failed:rate5m")
            .optional()
            .describe("Or the series to record"),
        expr: z.string().describe("PromQL. The alert fires for each series that it gives"),
        for: duration.optional().describe("How long it must hold before the alert fires"),
        keepFiringFor: duration
            .optional()
            .describe("How long the alert keeps firing after its expression is no longer true"),
        labels: addedLabels
            .default({})
            .describe("Added to the alert or series. An alert has `severity`: `critical`, `warning` or `info`"),
        annotations: texts
            .default({})
            .describe("Of an alert: `summary`, `description`, and `runbook_url`, where one reads what to do"),
    })
    .superRefine((given, context) => {
        for (const [path, message] of problemsOf(given)) {
            context.addIssue({ code: "custom", path, message });
        }
    });

type Rule = {
    [Key in "alert" | "record" | "for" | "keepFiringFor"]?: string | undefined;
} & { expr: string; labels: Record<string, string>; annotations: Record<string, string> };
type Found = [path: string[], allowed: string];

function problemsOf({ alert, record, expr, ...rest }: Rule): Found[] {
    const problem = promqlProblem(expr);
    if ((alert === undefined) === (record === undefined)) {
        return [[[], "either alert or record"]];
    }
    return [
        ...(problem === undefined ? [] : [[["expr"], `PromQL; ${problem}`] satisfies Found]),
        ...metricsOfKong2(expr).map(({ name, instead }): Found => [
            ["expr"],
            `what Kong 3 has; instead of ${name} ${instead}`,
        ]),
        ...(alert === undefined ? ofRecording(rest) : ofAlert(expr, rest)),
    ];
}

function ofAlert(expr: string, { labels, annotations }: Pick<Rule, "labels" | "annotations">): Found[] {
    const counter = standingCounter(expr, kongGauges);
    const isSeverity = severities.some((severity) => severity === labels.severity);
    return [
        ...(counter === undefined
            ? []
            : [
                  [
                      ["expr"],
                      `what becomes false again: ${counter} only grows, so the alert would never end; write increase(${counter}[5m]) > 0`,
                  ] satisfies Found,
              ]),
        ...(isSeverity ? [] : [[["labels", "severity"], severities.join(", ")] satisfies Found]),
        ...(annotations.summary
            ? []
            : [
                  [
                      ["annotations", "summary"],
                      `one line that says what is wrong${annotations.message === undefined ? "" : ", as message did (docs/coming-from/004.md)"}`,
                  ] satisfies Found,
              ]),
    ];
}

function ofRecording(rest: Pick<Rule, "for" | "keepFiringFor" | "annotations">): Found[] {
    const set = (["for", "keepFiringFor"] as const).filter((key) => rest[key] !== undefined);
    const keys = [...set, ...(Object.keys(rest.annotations).length > 0 ? ["annotations"] : [])];
    return keys.map((key) => [[key], "nothing here, which is for alerts only"]);
}

/** Groups of rules that the stack adds. */
export const ownRules = z
    .array(
        z.strictObject({
            name: text(/^\S(.*\S)?$/, "a name").describe("Name of the group"),
            interval: duration
                .optional()
                .describe("How often they are evaluated. Left out, `metrics.evaluationInterval`"),
            rules: z.array(rule).min(1, "at least one").describe("In the order in which they are evaluated"),
        }),
    )
    .refine(
        (groups) => new Set(groups.map(({ name }) => name)).size === groups.length,
        "groups of different names, since Prometheus takes no file in which two have one",
    )
    .default([])
    .describe("Alerts of your own, and series to record, as Prometheus has them");
