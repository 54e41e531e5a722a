import { z } from "zod";
import { isRe2 } from "../../model/re2";

const actions = [
    ...(["replace", "keep", "drop", "hashmod", "labelmap", "labeldrop", "labelkeep"] as const),
    ...(["lowercase", "uppercase", "keepequal", "dropequal"] as const),
];
/** Actions that write to a label, or compare with one. */
const withTarget = ["replace", "hashmod", "lowercase", "uppercase", "keepequal", "dropequal"];
/** Actions for which Prometheus accepts nothing but the expression. */
const byNameAlone = ["labeldrop", "labelkeep"];

/**
 * One step in the form of the operator's CRD, with Prometheus' own restrictions: the operator omits a monitor with an
 * invalid step, and reports it only in an event.
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config
 */
const relabeling = z
    .strictObject({
        action: z.enum(actions).default("replace").describe("What is done"),
        sourceLabels: z.array(z.string().min(1)).min(1).optional().describe("Labels whose values are put together"),
        separator: z.string().optional().describe("Between them; `;` if left out"),
        regex: z
            .string()
            .refine(isRe2, "a regular expression (RE2)")
            .optional()
            .describe("Expression (RE2) for all of it, or for names of labels; `(.*)` if left out"),
        targetLabel: z.string().min(1).optional().describe("The label that is written, or compared with"),
        replacement: z.string().optional().describe("What is written; `$1` if left out"),
        modulus: z.number().int().min(1).optional().describe("For `hashmod`"),
    })
    .superRefine((given, { addIssue }) => {
        const { action } = given;
        const wrong = (path: string, message: string): void => addIssue({ code: "custom", path: [path], message });
        if (withTarget.includes(action) && given.targetLabel === undefined) {
            wrong("targetLabel", `the label that action ${action} is about`);
        }
        if (action === "hashmod" && given.modulus === undefined) {
            wrong("modulus", "a whole number from 1 with action hashmod");
        }
        if (byNameAlone.includes(action)) {
            const others = Object.keys(given).filter((key) => !["action", "regex"].includes(key));
            others.forEach((key) => wrong(key, `nothing but regex with action ${action}`));
        }
    });

export const relabelings = z.array(relabeling).default([]);
