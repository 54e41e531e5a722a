import type { Verdict } from "../../policy/judge";
import type { PlannedResource } from "../plan/recorder";
import { hidingOf } from "../plan/shown";
import { isComponent } from "../../policy/library/resource";
import { type Change, changesBetween, type Kind } from "./changes";
import { preparations } from "./preparations";
import { code, fitting, type Line, row, words } from "./markdown";

/** A plan as written by `npm run plan -- --json FILE`. */
export interface PlanFile {
    stack: string;
    resources: PlannedResource[];
    outputs: Record<string, unknown>;
    policy: Verdict[];
}

/** Base and head of one stack. */
export interface StackReport {
    stack: string;
    /** Missing if the stack cannot be planned; `problems` then says why. */
    head?: PlanFile | undefined;
    /** The target branch's plan. Without it no changes are reported. */
    base?: PlanFile | undefined;
    /** The plan's error output. */
    problems?: string | undefined;
}

/** GitHub refuses 65,536 characters and more; the rest is for text that the workflow adds. */
export const commentLimit = 60_000;

/** The comment for a pull request: the same bytes for the same plans, never longer than the limit. */
export function comment(reports: StackReport[], limit = commentLimit): string {
    const parts: string[] = [];
    let left = limit - 1;
    reports.forEach((report, index) => {
        const part = stackComment(report, Math.floor(left / (reports.length - index)) - 2);
        parts.push(part);
        left -= part.length + 2;
    });
    return `${parts.join("\n\n")}\n`;
}

function stackComment(report: StackReport, limit: number): string {
    const { stack, head, base, problems } = withoutSecrets(report);
    const changes =
        head !== undefined && base !== undefined ? sorted(changesBetween(base.resources, head.resources)) : undefined;
    const sections = [`### ${words(stack, 60)}: ${headline(head, changes, problems)}`];
    let left = limit - sections[0]!.length;
    const add = (text: string): void => {
        if (text !== "") {
            sections.push(text);
            left -= text.length + 2;
        }
    };
    add(problemSection(problems, left / 4));
    if (head !== undefined) {
        add(policySection(head, left / 2));
        add(preparationSection(head, base, left / 2));
        add(samplingLine(head, base));
        add(changeSection(changes ?? [], (left * 3) / 4));
        add(resourceSection(head, left - 2));
    }
    return sections.join("\n\n");
}

/** The output of plan and policies may quote secrets. */
function withoutSecrets({ stack, head, base, problems = "" }: StackReport): StackReport & { problems: string } {
    const [ofHead, ofBase] = [hidingOf(head?.resources ?? []), hidingOf(base?.resources ?? [])];
    const hide = (text: string): string => ofBase(ofHead(text));
    const policy = head?.policy.map((verdict) => ({ ...verdict, message: hide(verdict.message) })) ?? [];
    return { stack, head: head && { ...head, policy }, base, problems: hide(problems) };
}

function headline(head: PlanFile | undefined, changes: Change[] | undefined, problems: string): string {
    if (head === undefined) {
        return "❌ no plan";
    }
    const mandatory = head.policy.filter(isMandatory).length;
    const advisory = head.policy.length - mandatory;
    const failed = mandatory > 0 || problems.trim() !== "";
    const verdict =
        head.policy.length === 0
            ? "no policy violation"
            : `${mandatory} mandatory and ${advisory} advisory policy violations`;
    return `${failed ? "❌" : "✅"} ${[verdict, ...(problems.trim() === "" ? [] : ["problems"]), changeCount(changes)].join(" · ")}`;
}

function changeCount(changes: Change[] | undefined): string {
    if (changes === undefined) {
        return "nothing to compare with";
    }
    const counts = kinds
        .map((kind) => [changes.filter((change) => change.kind === kind).length, kind] as const)
        .filter(([count]) => count > 0);
    return counts.length === 0 ? "no resource changes" : counts.map(([count, kind]) => `${count} ${kind}`).join(", ");
}

function problemSection(problems: string, budget: number): string {
    const lines = problems
        .split("\n")
        .map((line) => line.trimEnd())
        .filter((line) => line !== "");
    return fitting(
        [],
        lines.map((line) => `- ${words(line)}`),
        budget,
    );
}

// Policies.

function isMandatory({ level }: Verdict): boolean {
    return level === "mandatory" || level === "remediate";
}

const severities = ["critical", "high", "medium", "low"];

function policySection({ policy, resources }: PlanFile, budget: number): string {
    const names = new Map(resources.map((resource) => [resource.urn, resource]));
    const rows = [...policy].sort(bySeverity).map(({ policy: rule, level, severity, urn, message, remediation }) => {
        const resource = names.get(urn);
        const cells = [
            code(rule),
            words(`${level}${severity ? `, ${severity}` : ""}`),
            resource === undefined ? code(urn.split("::").at(-1) ?? "") : label(resource),
            words(message),
            words(remediation ?? ""),
        ];
        return row(level === "advisory" ? "⚠️" : "❌", ...cells);
    });
    return fitting(
        [
            "#### Policies",
            "",
            row("", "rule", "level", "resource", "what is wrong", "fix"),
            row("---", "---", "---", "---", "---", "---"),
        ],
        rows,
        budget,
    );
}

function bySeverity(a: Verdict, b: Verdict): number {
    const rank = ({ severity }: Verdict): number =>
        severities.includes(severity) ? severities.indexOf(severity) : severities.length;
    return (
        Number(isMandatory(b)) - Number(isMandatory(a)) ||
        rank(a) - rank(b) ||
        compare(`${a.policy} ${a.urn} ${a.message}`, `${b.policy} ${b.urn} ${b.message}`)
    );
}

// Things to do first.

function preparationSection({ resources }: PlanFile, base: PlanFile | undefined, budget: number): string {
    const found = preparations(base?.resources ?? [], resources).sort((a, b) => compare(a.key, b.key));
    const rows = found.map(({ key, place, before, after, what, command }) =>
        row(
            `${code(key)}${place === "" ? "" : ` (${words(place)})`}`,
            code(before),
            code(after),
            `${what}${command === undefined ? "" : `: ${code(command, 600)}`}`,
        ),
    );
    return fitting(
        ["#### Before `pulumi up`", "", row("key", "before", "after", "what"), row("---", "---", "---", "---")],
        rows,
        budget,
    );
}

// Changes.

const kinds: Kind[] = ["deleted", "replaced", "created", "changed"];
const marks: Record<Kind, string> = { deleted: "➖", replaced: "♻️", created: "➕", changed: "✏️" };

/** Changes that can remove a signal come first, then those that cannot be undone. */
function rank({ kind, resource, differences }: Change): number {
    const text = differences.map(({ path }) => path).join("\n");
    if (/sampl|tracing_instrumentations/i.test(text)) {
        return 0;
    }
    return /\bplugins?\b/i.test(text) || /:Kong(Cluster)?Plugin$/.test(resource.type) ? 1 : 2 + kinds.indexOf(kind);
}

function sorted(changes: Change[]): Change[] {
    return [...changes].sort((a, b) => rank(a) - rank(b) || compare(a.resource.urn, b.resource.urn));
}

function samplingLine(head: PlanFile, base: PlanFile | undefined): string {
    const [before, after] = [base?.outputs.sampling, head.outputs.sampling];
    return base === undefined || before === after
        ? ""
        : `**Sampling**: ${code(String(before))} → ${code(String(after))}`;
}

/** Per resource: a release whose values are all new must not hide everything else. */
const differencesShown = 25;

function changeSection(changes: Change[], budget: number): string {
    const rows = changes.flatMap(({ kind, resource, differences }): Line[] => {
        const first = [`${marks[kind]} ${kind}`, label(resource)];
        if (differences.length === 0) {
            return [row(...first, "", "", "")];
        }
        const ordered = [...differences].sort(
            (a, b) => Number(isTelling(b.path)) - Number(isTelling(a.path)) || compare(a.path, b.path),
        );
        const rest = ordered.length - differencesShown;
        return [
            ...ordered.slice(0, differencesShown).map((difference) => () => {
                const { path, before, after } = difference;
                return row(...first, code(path), code(before ?? ""), code(after ?? ""));
            }),
            ...(rest > 0 ? [row(...first, `… and ${rest} more values`, "", "")] : []),
        ];
    });
    return fitting(
        ["#### Changes", "", row("", "resource", "value", "before", "after"), row("---", "---", "---", "---", "---")],
        rows,
        budget,
    );
}

function isTelling(path: string): boolean {
    return /sampl|tracing_instrumentations|\bplugins?\b/i.test(path);
}

// Resources.

function resourceSection({ resources }: PlanFile, budget: number): string {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const real = resources.filter(({ type }) => type !== "pulumi:pulumi:Stack" && !isComponent(type));
    const components = new Map<string, PlannedResource[]>();
    for (const resource of real) {
        const component = componentOf(resource, byUrn);
        components.set(component, [...(components.get(component) ?? []), resource]);
    }
    const rows = [...components]
        .sort(([a], [b]) => compare(a, b))
        .map(([component, members]) =>
            row(
                component === "" ? "(the stack itself)" : code(component),
                String(members.length),
                words(kindsOf(members)),
            ),
        );
    const head = [
        `<details><summary>${real.length} resources by component</summary>`,
        "",
        row("component", "resources", "kinds"),
        row("---", "---", "---"),
    ];
    return fitting(head, rows, budget, ["", "</details>"]);
}

/** The outermost component around a resource; empty if it is in the stack itself. */
function componentOf(resource: PlannedResource, byUrn: Map<string, PlannedResource>): string {
    let component = "";
    for (let at = byUrn.get(resource.parent ?? ""); at !== undefined; at = byUrn.get(at.parent ?? "")) {
        component = isComponent(at.type) ? at.name : component;
    }
    return component;
}

function kindsOf(resources: PlannedResource[]): string {
    const counts = new Map<string, number>();
    for (const { type } of resources) {
        counts.set(kindOf(type), (counts.get(kindOf(type)) ?? 0) + 1);
    }
    return [...counts]
        .sort(([a], [b]) => compare(a, b))
        .map(([kind, count]) => (count === 1 ? kind : `${count} × ${kind}`))
        .join(", ");
}

function kindOf(type: string): string {
    return type.split(/[:/]/).at(-1) ?? type;
}

function label({ type, name }: PlannedResource): string {
    return `${words(kindOf(type), 60)} ${code(name, 100)}`;
}

function compare(a: string, b: string): number {
    return a < b ? -1 : Number(a > b);
}
