import { serviceHost } from "../../../model/services";
import { isMandatory, type Verdict } from "../../../policy/judge";
import type { Plan } from "../evaluate";
import { heardInWords } from "../heard";
import type { PlannedResource } from "../recorder";
import { secretMark } from "../values";
import type { ChartInstall } from "../../../policy/library/installs/install";
import { isComponent } from "../../../policy/library/resource";
import type { Arrow } from "./arrow";
import { type Box, chartsIn, type Frame, kindOf } from "./boxes";
import { labelOf } from "./layout";
import { maskInputs } from "./mask";
import type { Badge } from "./svg";

/** What the panel shows for one box, one frame or the whole stack. */
interface Subject {
    title: string;
    subtitle: string;
    notices: string[];
    serves: string[];
    links: { label: string; signal: string; way: "in" | "out"; id: string; name: string; details: string[] }[];
    values: { title: string; content: unknown }[];
    verdicts: {
        policy: string;
        level: string;
        mandatory: boolean;
        name: string;
        message: string;
        remediation: string;
    }[];
    resources: { name: string; kind: string; type: string; notes: string[]; inputs: unknown }[];
}

export interface PageData {
    stack: string;
    /** By id of box or frame. */
    subjects: Record<string, Subject>;
    /** Shown while nothing is selected. */
    overview: Subject;
}

/** Everything that the page shows next to the picture. */
export function pageData(
    plan: Plan,
    boxes: Box[],
    frames: Frame[],
    arrows: Arrow[],
    ends: Box[],
    verdicts: Verdict[],
): PageData {
    const names = new Map([...boxes, ...ends].map(({ id, name }) => [id, name]));
    const boxed = new Set(boxes.flatMap(({ resources }) => resources));
    const loose = plan.resources.filter((resource) => !boxed.has(resource) && resource.type !== "pulumi:pulumi:Stack");
    const inFrame = ({ kind, id }: Frame): PlannedResource[] =>
        kind === "namespace" ? loose.filter((resource) => `namespace ${namespaceIn(resource)}` === id) : [];
    const framed = new Set(frames.flatMap(inFrame));
    const subjects = [
        ...boxes.map((box) => [box.id, boxSubject(box, arrows, names, verdicts)] as const),
        ...frames.map((frame) => [frame.id, frameSubject(frame, inFrame(frame), verdicts)] as const),
    ];
    const components = plan.resources.filter(({ type }) => isComponent(type)).length;
    const mandatory = verdicts.filter(isMandatory).length;
    return {
        stack: plan.stack,
        subjects: Object.fromEntries(subjects),
        overview: {
            ...empty,
            title: `Stack ${plan.stack}`,
            subtitle: `${boxed.size + loose.length} resources, ${components} of them components; policies: ${mandatory} mandatory violation${mandatory === 1 ? "" : "s"}, ${verdicts.length - mandatory} advisory`,
            notices: plan.notices,
            values: [
                { title: "Who hears of alerts", content: heardInWords(plan.outputs.values.alerting) },
                {
                    title: "Outputs of the stack",
                    content: maskInputs({ type: "outputs", inputs: plan.outputs.values }),
                },
            ],
            verdicts: verdicts.map(verdictOf),
            resources: loose.filter((resource) => !framed.has(resource)).map(resourceOf),
        },
    };
}

const empty = { notices: [], serves: [], links: [], values: [], verdicts: [], resources: [] };

function boxSubject(
    { id, name, kind, frame, resources, serves }: Box,
    arrows: Arrow[],
    names: Map<string, string>,
    verdicts: Verdict[],
): Subject {
    const charts = chartsIn({ resources: resources.map((one) => ({ ...one, inputs: maskInputs(one) })) });
    const link = (arrow: Arrow): Subject["links"] => {
        const [way, other] = arrow.from === id ? ["out" as const, arrow.to] : ["in" as const, arrow.from];
        return arrow.from === id || arrow.to === id
            ? [
                  {
                      label: labelOf(arrow),
                      signal: arrow.signal,
                      way,
                      id: other,
                      name: names.get(other) ?? other,
                      details: arrow.details,
                  },
              ]
            : [];
    };
    const [head] = resources;
    const settings = head === undefined ? {} : maskInputs(head);
    return {
        title: name,
        subtitle: [kind, frame].filter((text) => text !== undefined).join(" · "),
        notices: [],
        serves: serves.map(
            ({ service, namespace, ports }) =>
                `${serviceHost({ service, namespace })}: ${Object.entries(ports)
                    .map(([port, number]) => `${number} ${port}`)
                    .join(", ")}`,
        ),
        links: arrows.flatMap(link),
        values: [
            ...charts.map((install) => ({ title: chartTitle(install), content: install.values })),
            {
                title: "Settings of the component",
                content: Object.fromEntries(Object.entries(settings).filter(([key]) => key !== "serves")),
            },
        ],
        verdicts: verdictsOn(resources, verdicts),
        resources: resources.map(resourceOf),
    };
}

function chartTitle({ name, chart, version }: ChartInstall): string {
    return `Helm values of ${name} (${chart} ${version ?? "of an unknown version"})`;
}

function frameSubject({ title, kind }: Frame, resources: PlannedResource[], verdicts: Verdict[]): Subject {
    return {
        ...empty,
        title,
        subtitle: kind === "namespace" ? "resources without a component" : kind === "aws" ? "outside the cluster" : "",
        verdicts: verdictsOn(resources, verdicts),
        resources: resources.map(resourceOf),
    };
}

function namespaceIn({ type, inputs }: PlannedResource): string {
    const metadata = (inputs.metadata ?? {}) as { name?: unknown; namespace?: unknown };
    return String(type === "kubernetes:core/v1:Namespace" ? metadata.name : metadata.namespace);
}

function verdictsOn(resources: PlannedResource[], verdicts: Verdict[]): Subject["verdicts"] {
    const urns = new Set(resources.map(({ urn }) => urn));
    return verdicts.filter(({ urn }) => urns.has(urn)).map(verdictOf);
}

function verdictOf(verdict: Verdict): Subject["verdicts"][number] {
    const { policy, level, message, remediation, urn } = verdict;
    return { policy, level, mandatory: isMandatory(verdict), name: urn.split("::").at(-1) ?? "", message, remediation };
}

function resourceOf(resource: PlannedResource): Subject["resources"][number] {
    const { name, type, protect, unknowns, secrets } = resource;
    const notes = [
        protect ? "protected" : "",
        secrets.length > 0 ? `${secrets.length} ${secretMark}` : "",
        unknowns.length > 0 ? `${unknowns.length} known after up` : "",
    ];
    return { name, kind: kindOf(type), type, notes: notes.filter((note) => note !== ""), inputs: maskInputs(resource) };
}

/** The number of violations of each box. */
export function badgesOf(boxes: Box[], verdicts: Verdict[]): Map<string, Badge> {
    return new Map(
        boxes.flatMap(({ id, resources }) => {
            const found = verdictsOn(resources, verdicts);
            return found.length === 0
                ? []
                : [[id, { count: found.length, mandatory: found.some(({ mandatory }) => mandatory) }]];
        }),
    );
}
