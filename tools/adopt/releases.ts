import { isValues, joinPath } from "../../model/values";
import type { Finding } from "./finding";
import type { FoundCluster, InstalledRelease } from "./cluster";
import type { Planned } from "./preview";
import { isPending } from "../recover/helm";

/** A release that the stack would install. */
interface Wanted {
    planned: Planned;
    namespace: string;
    name: string;
    chart: string;
    version: string;
    values: unknown;
}

/** @param all that the stack would create */
export async function adoptReleases(releases: Planned[], all: Planned[], cluster: FoundCluster): Promise<Finding[]> {
    const installed = await cluster.releases();
    const wanted = releases.map(wantedOf);
    const isWanted = (one: InstalledRelease): boolean =>
        wanted.some(({ namespace, name }) => one.namespace === namespace && one.name === name);
    const makesDatabase = all.some(({ type }) => /^aws:rds\/|^kubernetes:postgresql\.cnpg\.io\//.test(type));
    const found = await Promise.all(
        wanted.map(async (release): Promise<Finding[]> => {
            const { namespace, name } = release;
            const there = installed.find((one) => one.namespace === namespace && one.name === name);
            if (there !== undefined) {
                return [adoptRelease(release, there, makesDatabase)];
            }
            const workloads = await cluster.withoutRecord(namespace, name);
            return workloads.length > 0 ? [unrecorded(release, workloads)] : [];
        }),
    );
    const elsewhere = installed
        .filter((one) => !isWanted(one) && wanted.some(({ chart }) => chart === one.chart.name))
        .map(otherName);
    return [...found.flat(), ...elsewhere];
}

function wantedOf(planned: Planned): Wanted {
    const { name, namespace, chart, version, values } = planned.inputs;
    // A chart of a registry is named by its address.
    const chartName = String(chart).split("/").at(-1) ?? "";
    const place = { namespace: String(namespace), name: String(name) };
    return { planned, ...place, chart: chartName, version: String(version), values };
}

function adoptRelease(wanted: Wanted, there: InstalledRelease, makesDatabase: boolean): Finding {
    const { namespace, name, chart, version, values, planned } = wanted;
    const subject = `Release ${namespace}/${name}`;
    const has = `${there.chart.name} ${there.chart.version}`;
    if (there.chart.name !== chart) {
        const first = `helm uninstall ${name} -n ${namespace}, or another name for ours (releaseNames)`;
        return { subject, found: `${has}, where this stack has ${chart} ${version}`, first };
    }
    if (isPending(there.status)) {
        return { subject, found: `${has}, at which Helm is still at work (${there.status})`, first: "wait for it" };
    }
    if (makesDatabase && roleOf(values) === "control_plane") {
        const first =
            "kong.database of kind external with the database that it has: an upgrade migrates, and only an install " +
            `initializes a new one. To start with a new one: helm uninstall ${name} -n ${namespace}`;
        return { subject, found: `${has}, a control plane, where this stack makes a new database`, first };
    }
    const lost = lostKeys(there.values, values);
    const goes = lost.length === 0 ? "" : `; its values ${shortened(lost)} go, unless chartOverrides has them`;
    const jump = majorOf(there.chart.version) === majorOf(version) ? "" : " (another major version: read its notes)";
    const found = `${has} becomes ${version}${jump}${goes}`;
    return { subject, found, takes: { planned, id: `${namespace}/${name}` } };
}

function unrecorded({ namespace, name, chart }: Wanted, workloads: string[]): Finding {
    return {
        subject: `Release ${namespace}/${name}`,
        found: `${workloads.join(", ")} of ${chart}, without a record of Helm's, as Argo CD and \`helm template\` leave them`,
        first: "remove what they belong to, with its Services: Helm refuses to install over them",
    };
}

function otherName({ namespace, name, chart }: InstalledRelease): Finding {
    const isGateway = ["kong", "ingress"].includes(chart.name);
    const room = isGateway ? "gateway" : "observability";
    const named =
        chart.name === "kong"
            ? `releaseNames.kong: ${name} for a control plane, kong.dataPlanes[].name: ${name} for a data plane`
            : `releaseNames.${chart.name}: ${name}`;
    return {
        subject: `Release ${namespace}/${name}`,
        found: `${chart.name} ${chart.version}, a chart of this stack under another name`,
        hint: `to take it over: namespaces.${room}: ${namespace}, ${named}`,
    };
}

function roleOf(values: unknown): unknown {
    return isValues(values) && isValues(values.env) ? values.env.role : undefined;
}

const majorOf = (version: string): string => /^v?(\d+)/.exec(version)?.[1] ?? version;

/** Paths of what was given to Helm and is not given any more, as deep as the first key that is missing. */
function lostKeys(before: unknown, after: unknown, path = ""): string[] {
    if (!isValues(before)) {
        return [];
    }
    return Object.entries(before).flatMap(([key, value]) => {
        const here = path === "" ? key : joinPath(path, key);
        return isValues(after) && key in after ? lostKeys(value, after[key], here) : [here];
    });
}

function shortened(paths: string[], most = 6): string {
    const more = paths.length - most;
    return more > 0 ? `${paths.slice(0, most).join(", ")} and ${more} more` : paths.join(", ");
}
