import type { Served } from "../../../model/services";
import type { PlannedResource } from "../recorder";
import { isObject } from "../values";
import { type ChartInstall, installs } from "../../../policy/library/installs/install";
import { installedBy } from "../../../policy/library/installs/installed";
import { isComponent } from "../../../policy/library/resource";
import { servesOf } from "../../../policy/library/wiring/services";
import { otherStackType } from "../../../policy/library/wiring/wires";

/** A component in the picture. */
export interface Box {
    /** URN of the component, or a fixed word if it is not in the plan. */
    id: string;
    name: string;
    kind: string;
    /** Id of the frame around it; undefined outside of all frames. */
    frame: string | undefined;
    /** Small text: charts and contents. */
    lines: string[];
    /** Its resources; the component itself comes first. */
    resources: PlannedResource[];
    serves: Served[];
}

/** A frame around boxes: AWS, the cluster, a namespace. */
export interface Frame {
    id: string;
    title: string;
    kind: "aws" | "cluster" | "namespace";
    parent: string | undefined;
}

const releaseType = "kong-observability:release:ChartRelease";

/**
 * One box per component; a chart is in the box of the component that created it, unless it runs in another namespace.
 */
export function boxesOf(resources: PlannedResource[]): { boxes: Box[]; frames: Frame[] } {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const ownBox = (component: PlannedResource): boolean => {
        const parent = byUrn.get(component.parent ?? "");
        return (
            component.type !== releaseType ||
            parent === undefined ||
            !isComponent(parent.type) ||
            component.inputs.namespace !== namespaceOf(childrenOf(parent, resources))
        );
    };
    const heads = new Set(resources.filter(({ type }) => isComponent(type)).filter(ownBox));
    const headOf = (resource: PlannedResource): PlannedResource | undefined => {
        let at: PlannedResource | undefined = resource;
        while (at !== undefined && !heads.has(at)) {
            at = byUrn.get(at.parent ?? "");
        }
        return at;
    };

    const boxes = [...heads].sort(byName).map((head): Box => {
        const all = resources.filter((resource) => headOf(resource) === head);
        const own = [
            head,
            ...all
                .filter((resource) => resource !== head)
                .sort((a, b) => Number(isComponent(b.type)) - Number(isComponent(a.type))),
        ];
        const serves = own.flatMap(servesOf);
        const namespace = typeof head.inputs.namespace === "string" ? head.inputs.namespace : namespaceOf(own);
        const onAws = serves.length === 0 && own.some(({ type }) => /^(aws|eks):/.test(type));
        const place = namespace === undefined ? "cluster" : `namespace ${namespace}`;
        const frame = onAws ? "aws" : serves.length === 0 && isOutside(head) ? undefined : place;
        return {
            id: head.urn,
            name: head.name,
            kind: kindOf(head.type),
            frame,
            lines: linesOf(own),
            resources: own,
            serves,
        };
    });
    return { boxes, frames: framesOf(resources, boxes) };
}

/** Another stack, or a store that exists, which is not known to have anything on this cluster. */
function isOutside({ type, inputs }: PlannedResource): boolean {
    return type === otherStackType || (Array.isArray(inputs.addresses) && inputs.namespace === undefined);
}

/** The namespace of its Services, or else of any of its resources. */
function namespaceOf(resources: PlannedResource[]): string | undefined {
    const candidates = [
        ...resources.flatMap(servesOf).map(({ namespace }) => namespace),
        // An Application is in the namespace of Argo CD, and what it installs is not.
        ...resources
            .filter((resource) => !installs(resource))
            .map(({ inputs: { metadata } }) => (isObject(metadata) ? metadata.namespace : undefined)),
        ...resources.filter(({ type }) => type === releaseType).map(({ inputs }) => inputs.namespace),
    ];
    return candidates.find((namespace) => typeof namespace === "string") as string | undefined;
}

function childrenOf(component: PlannedResource, resources: PlannedResource[]): PlannedResource[] {
    return [component, ...resources.filter(({ parent }) => parent === component.urn)];
}

function linesOf(resources: PlannedResource[]): string[] {
    const charts = resources
        .filter(({ type }) => type === releaseType)
        .map(({ name, inputs }) => {
            const chart = String(inputs.chart).split("/").at(-1) ?? "";
            return name.endsWith(chart)
                ? `${name} ${String(inputs.version)}`
                : `${name}: ${chart} ${String(inputs.version)}`;
        });
    const [head] = resources;
    const { replicas, instances, maxReplicas, controllerReplicas = 0 } = head?.inputs ?? {};
    const pods = Number(replicas ?? instances) + Number(controllerReplicas);
    const most = maxReplicas === undefined ? "" : ` to ${Number(maxReplicas) + Number(controllerReplicas)}`;
    return [
        ...charts,
        ...(head?.type === "kong-observability:kong:GatewayConfiguration"
            ? [`its plugins run in the ${head.inputs.renderer === "deck" ? "data planes" : "gateways"}`]
            : []),
        ...(pods > 0 ? [`${pods}${most} ${pods === 1 && most === "" ? "pod" : "pods"}`] : []),
    ];
}

function framesOf(resources: PlannedResource[], boxes: Box[]): Frame[] {
    const used = new Set(boxes.map(({ frame }) => frame));
    const eks = resources.find(({ type }) => /^kong-observability:cluster:(EksCluster|ExistingEks)$/.test(type));
    const region = eks?.inputs.region;
    const namespaces = [...used].flatMap((frame) => (frame?.startsWith("namespace ") ? [frame] : [])).sort();
    return [
        ...(used.has("aws")
            ? [
                  {
                      id: "aws",
                      title: typeof region === "string" ? `AWS ${region}` : "AWS",
                      kind: "aws" as const,
                      parent: undefined,
                  },
              ]
            : []),
        {
            id: "cluster",
            title: eks === undefined ? "Kubernetes cluster" : `Kubernetes cluster ${String(eks.inputs.clusterName)}`,
            kind: "cluster",
            parent: undefined,
        },
        ...namespaces.map((id) => ({ id, title: id, kind: "namespace" as const, parent: "cluster" })),
    ];
}

export function kindOf(type: string): string {
    return type.split(/[:/]/).at(-1) ?? type;
}

function byName(a: PlannedResource, b: PlannedResource): number {
    return a.name === b.name ? (a.urn < b.urn ? -1 : 1) : a.name < b.name ? -1 : 1;
}

/** Charts of a box with their values, whatever delivers them. */
export function chartsIn({ resources }: Pick<Box, "resources">): ChartInstall[] {
    return resources.flatMap((resource) => installedBy(resource).charts);
}
