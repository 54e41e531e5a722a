import { applicationType } from "../../policy/library/installs/install";
import { applicationFacts } from "./applications";
import type { ReleaseCluster } from "./cluster";
import type { Facts, OperationFacts, ReleaseFacts } from "./facts";
import { handedOver } from "./handedOver";
import { manifestObjects } from "./helm";
import { isObject, objectFacts } from "./objects";
import {
    exists,
    type Exported,
    opened,
    type PendingOperation,
    releaseOf,
    releaseType,
    type StateResource,
} from "./state";

/** Components are in the state before their resources (components/release/chartRelease.ts). */
const componentType = "kong-observability:release:ChartRelease";
const jobType = "kubernetes:batch/v1:Job";

/** The provider's default for releases without a time-out (provider/pkg/provider/helm_release.go). */
const defaultTimeoutSeconds = 300;

/** @param state exported with its secrets, of which only values for comparison are used */
export async function gather(state: Exported, cluster: ReleaseCluster, now = new Date()): Promise<Facts> {
    const resources = (state.deployment.resources ?? []).filter(exists);
    const pending = state.deployment.pending_operations ?? [];
    const recorded = new Set(resources.map(({ urn }) => urn));
    const creating = new Map(
        pending.filter(({ type }) => type === "creating").map(({ resource }) => [resource.urn, resource]),
    );

    const begun = [...creating.values()].filter(({ urn }) => !recorded.has(urn));
    const known = [...resources, ...begun].filter(({ type }) => type === releaseType);
    const since = new Map(resources.map(({ urn, created }) => [releaseOf(urn), new Date(created ?? now)]));
    const applications = resources.filter(({ type }) => type === applicationType);
    const releases = [
        ...known,
        ...resources.flatMap(announced).filter(({ urn }) => !known.some((release) => release.urn === urn)),
    ];
    const delivered = await Promise.all(
        applications.map(async (application) => ({ application, facts: await applicationFacts(application, cluster) })),
    );
    // While the state has the release too, a change of the delivery is not done.
    const done = delivered.filter(({ application }) => !known.some(({ parent }) => parent === application.parent));
    const operations = pending.filter(
        ({ resource: { type, urn } }, index) =>
            type !== releaseType && pending.findIndex((one) => one.resource.urn === urn) === index,
    );
    return {
        operations: await Promise.all(operations.map((one) => operationFacts(one, state, cluster, now))),
        releases: await Promise.all(
            releases.map((release) =>
                releaseFacts(
                    release,
                    { recorded: recorded.has(release.urn), creating: creating.has(release.urn) },
                    since.get(release.urn) ?? now,
                    cluster,
                ),
            ),
        ),
        applications: delivered.map(({ facts }) => facts),
        failedJobs: resources
            .filter(({ type, initErrors }) => type === jobType && (initErrors?.length ?? 0) > 0)
            .map(failedJob),
        handedOver: await handedOver(done, cluster),
        now,
    };
}

async function operationFacts(
    { type: operation, resource }: PendingOperation,
    { deployment }: Exported,
    cluster: ReleaseCluster,
    now: Date,
): Promise<OperationFacts> {
    const { urn, type, custom } = resource;
    const resources = deployment.resources ?? [];
    const known = resources.find((one) => exists(one) && one.urn === urn);
    const facts = { urn, type, component: custom === false, operation };
    if (operation !== "creating" || !isObject(resource)) {
        return { ...facts, recorded: known !== undefined };
    }
    const object = await objectFacts(resource, resources, cluster, now);
    const replaces = known?.id !== object.id ? known?.id : undefined;
    const recorded = known !== undefined && replaces === undefined;
    return { ...facts, recorded, ...(replaces !== undefined && { replaces }), object };
}

/**
 * The release that one of our components is about to create; the component does not know its values. None where Argo CD
 * delivers, even if Helm's record of a former one is still there.
 */
function announced({ type, urn, inputs }: StateResource): StateResource[] {
    const { releaseName, namespace, chart, version, deliveredBy } = (inputs ?? {}) as Record<string, unknown>;
    const about = { urn: releaseOf(urn), type: releaseType };
    return type === componentType && deliveredBy === undefined
        ? [{ ...about, inputs: { name: releaseName, namespace, chart, version } }]
        : [];
}

async function releaseFacts(
    { urn, inputs, outputs }: StateResource,
    known: Pick<ReleaseFacts, "recorded" | "creating">,
    since: Date,
    cluster: ReleaseCluster,
): Promise<ReleaseFacts> {
    const { name, namespace, chart, version, values, timeout } = (opened(inputs) ?? {}) as Record<string, unknown>;
    const place = { name: String(name), namespace: String(namespace) };
    const revisions = await cluster.revisions(place.namespace, place.name);
    const last = revisions.at(-1);
    // A manifest can have 100,000 lines, and matters only if Helm did not complete.
    const stuck = last !== undefined && last.status !== "deployed";
    const jobs = stuck ? manifestObjects(last.manifest).filter(({ kind }) => kind === "Job") : [];
    return {
        urn,
        ...place,
        ...known,
        unread: known.recorded && Object.keys(outputs ?? {}).length === 0,
        wanted: {
            chart: String(chart),
            version: typeof version === "string" ? version : undefined,
            ...((known.creating || known.recorded) && { values: values ?? {} }),
            ...(!known.recorded && { since }),
        },
        timeoutSeconds: typeof timeout === "number" ? timeout : defaultTimeoutSeconds,
        revisions,
        unfinishedJobs: await cluster.unfinished(
            place.namespace,
            jobs.map((job) => job.name),
        ),
        sets: await cluster.sets(place.namespace, place.name),
    };
}

function failedJob({ urn, id = "" }: StateResource): Facts["failedJobs"][number] {
    const [namespace = "", name = ""] = id.split("/");
    return { urn, name, namespace };
}
