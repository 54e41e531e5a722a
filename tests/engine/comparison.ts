import type { PlannedResource, Recording } from "../../tools/plan/recorder";
import { isObject, joinPath, readValues, unknownMark } from "../../tools/plan/values";
import type { Run } from "./stack";

/**
 * Where the engine knows more than the plan can: the plan has no @pulumi/eks, whose component hands out the cluster
 * that it makes, and asks AWS nothing.
 */
function onlyTheEngineKnows(type: string, path: string): boolean {
    return type.startsWith("aws:eks/") && ["clusterName", "addonVersion"].includes(path);
}

/** Of a certificate that is a secret of the stack file, which the plan does not have. */
const withoutFingerprint = (value: unknown): unknown =>
    typeof value === "string" ? value.replace(/[0-9a-f]{10,64}$/, "FINGERPRINT") : value;

/** AWS tells the engine of a cluster that exists what the plan cannot ask. */
const looksUpCluster = (planned: PlannedResource[]): boolean =>
    planned.some(({ type }) => type.endsWith(":ExistingEks"));

/** What the engine registers by itself: default providers, and what a remote component makes. */
function isEnginesOwn(urn: string): boolean {
    return /::pulumi:providers:\w+::default(_[\d_]+)?$/.test(urn) || isChildOfRemote(urn);
}

/** The state holds what remote components make; the plan knows the component only. */
export function isChildOfRemote(urn: string): boolean {
    return /\$(eks:index:Cluster|kubernetes:yaml\/v2:ConfigFile)\$/.test(urn);
}

/** Every difference between the offline plan and the engine's own preview, one line each. */
export function differences(planned: PlannedResource[], preview: Run): string[] {
    const previewed = new Map(
        preview.steps.filter(({ urn }) => !isEnginesOwn(urn)).map(({ urn, after }) => [urn, after]),
    );
    const plannedUrns = new Set(planned.map(({ urn }) => urn));
    const looksUp = looksUpCluster(planned);
    const bringsCertificate = planned.some(({ type }) => type.endsWith(":JoinedControlPlane"));
    return [
        ...[...previewed.keys()]
            .filter((urn) => !plannedUrns.has(urn))
            .map((urn) => `${urn}: only in the engine's preview`),
        ...planned.flatMap(({ urn, type, parent, provider, protect, inputs }) => {
            const resource = previewed.get(urn);
            if (resource === undefined) {
                return [`${urn}: only in the plan`];
            }
            const seen = {
                parent: resource.parent ?? null,
                protect: resource.protect ?? false,
                // A remote component's providers are kept apart in the state; its children name theirs.
                provider: type === remoteOnCluster ? provider : providerUrn(resource.provider),
                inputs: readValues(resource.inputs as Record<string, unknown>).values,
            };
            return [
                ...unlike(urn, "parent", parent, seen.parent || null),
                ...unlike(urn, "protect", protect, seen.protect),
                ...unlike(urn, "provider", provider, seen.provider),
                ...leafDifferences(inputs, seen.inputs)
                    .filter(
                        ({ path, plan, engine }) =>
                            !(plan === unknownMark && (looksUp || onlyTheEngineKnows(type, path))) &&
                            !(bringsCertificate && withoutFingerprint(plan) === withoutFingerprint(engine)) &&
                            !isEnginesInput(type, path) &&
                            !(type === remoteOnCluster && engine === undefined),
                    )
                    .flatMap(({ path, plan, engine }) => unlike(urn, `inputs.${path}`, plan, engine)),
            ];
        }),
    ];
}

/** Every difference between the outputs of the offline plan and of the engine's own preview, one line each. */
export function outputDifferences(
    { resources, outputs }: Pick<Recording, "resources" | "outputs">,
    preview: Run,
): string[] {
    const looksUp = looksUpCluster(resources);
    return leafDifferences(outputs.values, preview.outputs)
        .filter(({ path, plan }) => !(plan === unknownMark && (looksUp || path === "layers.cluster.eks.name")))
        .flatMap(({ path, plan, engine }) => unlike("outputs", path, plan, engine));
}

/**
 * While its provider is not configured, because there is no cluster yet, the engine makes this component itself: bare,
 * without inputs.
 */
const remoteOnCluster = "kubernetes:yaml/v2:ConfigFile";

/** The engine adds the SDK's version to a provider's own configuration. */
function isEnginesInput(type: string, path: string): boolean {
    return type.startsWith("pulumi:providers:") && ["version", "__internal"].includes(path);
}

function unlike(urn: string, what: string, plan: unknown, engine: unknown): string[] {
    const text = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));
    return text(plan) === text(engine)
        ? []
        : [`${urn}: ${what}: the plan says ${text(plan)}, the engine ${text(engine)}`];
}

interface LeafDifference {
    path: string;
    plan: unknown;
    engine: unknown;
}

function leafDifferences(plan: unknown, engine: unknown, path = ""): LeafDifference[] {
    if (isObject(plan) && isObject(engine)) {
        const keys = [...new Set([...Object.keys(plan), ...Object.keys(engine)])];
        return keys.flatMap((key) => leafDifferences(plan[key], engine[key], path === "" ? key : joinPath(path, key)));
    }
    if (Array.isArray(plan) && Array.isArray(engine) && plan.length === engine.length) {
        return plan.flatMap((item, index) => leafDifferences(item, engine[index], `${path}[${index}]`));
    }
    return JSON.stringify(plan) === JSON.stringify(engine) ? [] : [{ path, plan, engine }];
}

/** A provider reference is a URN and an id; the plan knows default providers as none. */
function providerUrn(reference: string | undefined): string | null {
    const urn = (reference ?? "").slice(0, (reference ?? "").lastIndexOf("::"));
    return urn === "" || isEnginesOwn(urn) ? null : urn;
}
