import { hidden } from "../../../model/secrets/hide";
import { code, words } from "../markdown";
import { typeOf } from "./changes";
import { type Findings, isClean } from "./findings";
import type { Renewal } from "./renewal";

export function driftReport(stack: string, findings: Findings): string {
    const { due, renewedWith, upgrades, expired, drift, errors } = findings;
    const name = (urn: string): string =>
        `${words(typeOf(urn)?.split(/[:/]/).at(-1) ?? "")} ${code(urn.split("::").at(-1) ?? urn)}`;
    const date = ({ ends }: Renewal): string => (ends === undefined ? "" : `, ends ${ends.toISOString().slice(0, 10)}`);
    const lines = [
        ...errors.map((error) => `- ❌ ${words(error)}`),
        ...expired.map(
            (renewal) => `- ❌ certificate expired: ${name(renewal.urn)}${date(renewal)}. Run \`pulumi up\` now.`,
        ),
        ...drift.map(
            ({ urn, what, paths }) =>
                `- ❌ ${words(what)}: ${name(urn)}${
                    paths.length === 0
                        ? ""
                        : ` at ${paths
                              .slice(0, 10)
                              .map((path) => code(hidden(path)))
                              .join(", ")}`
                }`,
        ),
        ...due.map(
            (renewal) => `- 🔑 renewal due: ${name(renewal.urn)}${date(renewal)}. The next \`pulumi up\` renews it.`,
        ),
        ...renewedWith.map((urn) => `- 🔑 changes with it: ${name(urn)}`),
        ...upgrades.map(
            ({ urn, from, to }) =>
                `- ⬆️ upgrade due: ${name(urn)}, ${code(from)} to ${code(to)}, which AWS recommends now. ` +
                "The next `pulumi up` rolls it out; `cluster.addOnVersions` pins it.",
        ),
    ];
    const soon = [
        ...(due.length > 0 ? ["certificate renewal due"] : []),
        ...(upgrades.length > 0 ? ["add-on upgrade due"] : []),
    ];
    const verdict = isClean(findings) ? ["no drift", ...soon].join(", ") : "differs from the program";
    return `${[`### ${words(stack, 60)}: ${verdict}`, ...(lines.length === 0 ? [] : ["", ...lines.slice(0, 200)])].join("\n")}\n`;
}
