import { type ChartName, chartNames, charts } from "../../charts";
import { listed } from "../../charts/words";
import { movedStores } from "../../components/release/guard/backends";
import { compareVersions, crdCommand, crdsOf } from "../../components/release/guard/crds";
import { compareSizes, resizes, sizeIn } from "../../components/release/guard/volumes";
import type { PlannedResource } from "../plan/recorder";
import { applicationType, type ChartInstall, installs, releaseType } from "../../policy/library/installs/install";
import { installedBy } from "../../policy/library/installs/installed";

/** A change that `pulumi up` refuses until something has been done, or always, or that loses data. */
export interface Preparation {
    key: string;
    /** Further details of its place. */
    place: string;
    before: string;
    after: string;
    what: string;
    /** A command that can be given without access to the cluster. */
    command?: string;
}

const shrinks = "`pulumi up` refuses it: a volume cannot shrink";
const grows = "`pulumi up` refuses it until the volumes have been grown; its preview names the commands";

/**
 * What must be done before an `up` from one plan to the next. Plans know nothing of the cluster, so the preview on the
 * cluster decides.
 */
export function preparations(base: PlannedResource[], head: PlannedResource[]): Preparation[] {
    const before = new Map(base.map((resource) => [resource.urn, resource]));
    const after = new Map(head.map((resource) => [resource.urn, resource]));
    const dropped = base.filter(({ urn }) => !after.has(urn)).flatMap((old) => ofDropped(old, before, head));
    const changed = head.flatMap((resource) => {
        const old = before.get(resource.urn);
        if (old === undefined) {
            return [];
        }
        switch (resource.type) {
            case releaseType:
            case applicationType:
                return ofChart(old, resource, after.get(resource.parent ?? ""));
            case "kubernetes:postgresql.cnpg.io/v1:Cluster":
                return ofDatabase("kong.database.volumeSize", old, resource, ["spec", "storage", "size"]);
            case "aws:rds/instance:Instance":
                return ofDatabase("kong.database.allocatedStorage", old, resource, ["allocatedStorage"]);
            default:
                return [];
        }
    });
    return [...dropped, ...changed];
}

/** Data is lost with the store that is removed. */
function ofDropped(
    { type, parent }: PlannedResource,
    before: Map<string, PlannedResource>,
    head: PlannedResource[],
): Preparation[] {
    const chart = installs({ type }) ? chartOf(before.get(parent ?? "")) : undefined;
    // In another delivery the chart stays, with its data.
    if (chart === undefined || head.some((resource) => installs(resource) && resource.parent === parent)) {
        return [];
    }
    const staying = head.flatMap((resource) => chartOf(resource) ?? []);
    return listed(charts[chart].stores).map(({ signal }) => {
        const next = staying.find((other) => listed(charts[other].stores).some((store) => store.signal === signal));
        return {
            key: `${signal}.${next === undefined ? "destinations" : "chart"}`,
            place: "",
            before: chart,
            after: next ?? "not in the cluster",
            what: `${signal} are no longer kept here: \`pulumi up\` removes ${chart} with its volume, or its bucket, and all that is in it`,
        };
    });
}

function chartOf(component: PlannedResource | undefined): ChartName | undefined {
    const isOne = component?.type === "kong-observability:release:ChartRelease";
    return isOne ? chartNames.find((name) => name === component.inputs.chart) : undefined;
}

function ofChart(base: PlannedResource, head: PlannedResource, component: PlannedResource | undefined): Preparation[] {
    const { type } = head;
    const chart = chartOf(component);
    const [[old], [now]] = [installedBy(base).charts, installedBy(head).charts];
    if (chart === undefined || old === undefined || now === undefined) {
        return [];
    }
    const volumes = resizes({ chart, releaseName: String(now.releaseName) }, old.values, now.values).flatMap(
        ({ key, value, before, after }): Preparation[] => {
            const place = key.startsWith("chartOverrides.") ? "" : `chart ${chart}: ${value}`;
            const order = before === undefined || after === undefined ? 0 : compareSizes(after, before);
            return order === 0
                ? []
                : [{ key, place, before: String(before), after: String(after), what: order < 0 ? shrinks : grows }];
        },
    );
    const moved = movedStores(chart, old.values, now.values).map(({ value, ...store }): Preparation => ({
        ...store,
        place: `chart ${chart}: ${value}`,
    }));
    return [...volumes, ...moved, ...(type === releaseType ? ofCrds(chart, old, now) : [])];
}

/** Helm installs CRDs once. Argo CD applies them at each sync, like anything else of a chart. */
function ofCrds(chart: ChartName, old: ChartInstall, now: ChartInstall): Preparation[] {
    const { reference, repository, skipCrds, values } = now;
    const [before, after] = [String(old.version), String(now.version)];
    if (skipCrds || crdsOf(chart, values).length === 0 || compareVersions(after, before) <= 0) {
        return [];
    }
    const isNamed = repository !== undefined && !reference.includes("/");
    const asked = { reference, version: after, ...(isNamed && { repo: repository }) };
    const what = "`pulumi up` refuses it until the chart's CRDs are on the cluster, which Helm never upgrades";
    return [{ key: chart, place: "version", before, after, what, command: crdCommand(chart, asked) }];
}

/** These volumes grow by themselves. */
function ofDatabase(
    key: string,
    { inputs: old }: PlannedResource,
    { inputs }: PlannedResource,
    path: string[],
): Preparation[] {
    const [before, after] = [sizeIn(old, path), sizeIn(inputs, path)];
    return before !== undefined && after !== undefined && compareSizes(after, before) < 0
        ? [{ key, place: "", before, after, what: shrinks }]
        : [];
}
