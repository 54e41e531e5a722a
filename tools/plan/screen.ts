import pc from "picocolors";
import { isMandatory, type Verdict } from "../../policy/judge";
import { rules } from "../../policy/rules";
import type { Plan } from "./evaluate";
import { heardInWords } from "./heard";
import type { PlannedResource } from "./recorder";
import { printableTexts, shown } from "./shown";
import { isObject, secretMark, unknownMark } from "./values";
import { isComponent } from "../../policy/library/resource";
import { otherStackType, unserved, type Wire } from "../../policy/library/wiring/wires";

/**
 * A plan for people: the tree, the wires, the secrets, the outputs.
 * @param room on the nodes, in words
 */
export function renderScreen(
    whole: Plan,
    allWires: Wire[],
    allVerdicts: Verdict[],
    packFile: string,
    room: string[] = [],
): string {
    const safe = shown({ plan: whole, wires: allWires, verdicts: allVerdicts });
    const { plan, wires, verdicts } = printableTexts(safe);
    const stackUrn = plan.resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.urn ?? null;
    const resources = plan.resources.filter(({ urn }) => urn !== stackUrn);
    const sections = [
        `${pc.bold(`Plan of stack ${plan.stack}`)}, as the first preview of a new one: ${resources.length} resources`,
        section(
            "Notices",
            safe.plan.notices.map((notice) => pc.yellow(notice)),
        ),
        section("Components and resources", tree(resources, stackUrn)),
        section("Wiring", wiringLines(wires)),
        section("Room on the nodes", room),
        section("Who hears of alerts", heardLines(plan.outputs.values.alerting)),
        section("Policy", policyLines(verdicts, packFile, resources)),
        section("Secrets, by name only", secretLines(plan)),
        section("Outputs", outputLines(plan.outputs.values)),
    ];
    return `${sections.filter((text) => text !== "").join("\n\n")}\n`;
}

function section(title: string, lines: string[]): string {
    return lines.length === 0 ? "" : [pc.bold(title), ...lines.map((line) => `  ${line}`)].join("\n");
}

function tree(resources: PlannedResource[], parent: string | null, indent = ""): string[] {
    const children = resources.filter((resource) => resource.parent === parent).sort(componentsLast);
    return children.flatMap((child, index) => {
        const last = index === children.length - 1;
        const line = `${pc.dim(indent + (last ? "└─ " : "├─ "))}${label(child)}`;
        return [line, ...tree(resources, child.urn, indent + (last ? "   " : "│  "))];
    });
}

function componentsLast(a: PlannedResource, b: PlannedResource): number {
    return Number(isComponent(a.type)) - Number(isComponent(b.type)) || (a.name < b.name ? -1 : 1);
}

function label({ type, name, inputs, protect }: PlannedResource): string {
    const kind = type.split(/[:/]/).at(-1) ?? type;
    const note = [detail(type, inputs), protect && "protected"].filter((text) => text).join(", ");
    const title = isComponent(type) ? `${pc.cyan(name)} ${pc.dim(kind)}` : `${kind} ${name}`;
    return note === "" ? title : `${title} ${pc.dim(`(${note})`)}`;
}

function detail(type: string, inputs: Record<string, unknown>): string {
    if (type === "kong-observability:release:ChartRelease") {
        return `chart ${String(inputs.chart)} ${String(inputs.version)}, release ${String(inputs.releaseName)} in ${String(inputs.namespace)}`;
    }
    const metadata = isObject(inputs.metadata) ? inputs.metadata : {};
    return [metadata.namespace, metadata.name].filter((part) => typeof part === "string").join("/");
}

/** One line per pair and address, even if the address occurs at several places. */
function wiringLines(wires: Wire[]): string[] {
    const width = (names: string[]): number => Math.max(16, ...names.map((name) => name.length));
    const [left, right] = [width(wires.map(({ from }) => from)), width(wires.map(({ to = unserved }) => to))];
    const lines = wires.map(
        ({ from, to, address }) =>
            `${from.padEnd(left)} ${pc.dim("→")} ${to === undefined ? pc.red(unserved.padEnd(right)) : to.padEnd(right)} ${address}`,
    );
    return [...new Set(lines)].sort();
}

/** By Alertmanager's routes; nothing where they cannot be seen. */
function heardLines(alerting: unknown): string[] {
    const lines = Object.entries(heardInWords(alerting));
    const width = Math.max(...lines.map(([alerts]) => alerts.length));
    return lines.map(
        ([alerts, receivers]) =>
            `${alerts.padEnd(width)} ${pc.dim("→")} ${receivers === "nobody" ? pc.yellow(receivers) : receivers}`,
    );
}

/** Violations, first mandatory ones, then advisory ones, each with its remedy. */
function policyLines(verdicts: Verdict[], packFile: string, resources: PlannedResource[]): string[] {
    const sorted = [...verdicts].sort((a, b) => Number(isMandatory(b)) - Number(isMandatory(a)));
    const lines = sorted.flatMap((verdict, index) => {
        const next = sorted[index + 1];
        const isLast = next?.policy !== verdict.policy || isMandatory(next) !== isMandatory(verdict);
        const level = isMandatory(verdict) ? pc.red(verdict.level) : pc.yellow(verdict.level);
        return [
            `${level} ${pc.bold(verdict.policy)} ${pc.dim(verdict.urn.split("::").at(-1) ?? "")}`,
            `  ${verdict.message}`,
            ...(isLast ? [pc.dim(`  ${verdict.remediation}`)] : []),
        ];
    });
    const mandatory = verdicts.filter(isMandatory).length;
    const others = resources.filter(({ type }) => type === otherStackType);
    return [
        ...lines,
        ...others.map(({ name }) => `${name}: rules see the Services that it hands on, and nothing else of it`),
        `${rules.length} rules: ${mandatory} mandatory violation${mandatory === 1 ? "" : "s"}, ${verdicts.length - mandatory} advisory, by ${packFile}`,
    ];
}

function secretLines({ resources, outputs }: Plan): string[] {
    const named = resources
        .filter(({ type }) => type === "kubernetes:core/v1:Secret")
        .map(({ name, inputs }) => {
            const place = detail("", inputs);
            // If its name follows from its content, only our own name identifies it.
            return `Kubernetes Secret ${place.replace(unknownMark, `(${name}, whose name is known after pulumi up)`)}`;
        });
    const inputsOf = resources
        .filter(({ type }) => type !== "kubernetes:core/v1:Secret")
        .flatMap(({ name, secrets }) => secrets.map((path) => `input ${path} of ${name}`));
    return [...named, ...inputsOf, ...outputs.secrets.map((path) => `output ${path}`)];
}

/** Who hears of alerts has a section of its own, and what other stacks read is mostly said by the other outputs. */
function outputLines({ alerting: _said, layers, ...values }: Record<string, unknown>): string[] {
    const handed = isObject(layers) ? Object.keys(layers).filter((key) => isObject(layers[key])) : [];
    const all = leaves({ ...values, ...(handed.length > 0 && { layers: `${handed.join(", ")}, for other stacks` }) });
    const width = Math.max(...all.map(([path]) => path.length));
    return all.map(([path, value]) => `${path.padEnd(width)}  ${mark(textOf(value))}`);
}

function leaves(value: unknown, path = ""): [string, unknown][] {
    return isObject(value)
        ? Object.entries(value).flatMap(([key, item]) => leaves(item, path === "" ? key : `${path}.${key}`))
        : [[path, value]];
}

function textOf(value: unknown): string {
    return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function mark(text: string): string {
    return text === unknownMark ? pc.dim("(known after pulumi up)") : text === secretMark ? pc.dim("(secret)") : text;
}
