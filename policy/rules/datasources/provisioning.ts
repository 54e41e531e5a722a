import { factsOf } from "../../../charts";
import type { DatasourceFact } from "../../../charts/programs";
import { type Grafana, grafanas, labelsOf } from "../../library/grafana";
import { at, isValues, leaves, listAt, type Seen, textAt, unknown, type Values } from "../../library/resource";
import type { ChartInstall, System } from "../../library/system";
import { readYaml } from "../../library/yaml";

/** One provisioned datasource. */
export interface Datasource {
    urn: string;
    /** Its place, for messages. */
    at: string;
    /** Name, type, uid, url, isDefault, jsonData. */
    entry: Values;
    /** The namespace for a name without one in its URL. */
    namespace: string | undefined;
    /** How to remove it, if a chart itself creates it. */
    remove?: string;
}

/** A file in the folder into which the sidecar writes everything it finds. */
interface ProvisioningFile {
    urn: string;
    at: string;
    name: string;
}

export interface Provisioning {
    datasources: Datasource[];
    files: ProvisioningFile[];
    /** False if there may be more: values are unknown or secret, or Grafana is not in this system. */
    complete: boolean;
    /** Datasources that are meant for Grafana but do not reach it. */
    unseen: { urn: string; message: string }[];
}

/** Every datasource, from ConfigMaps for the sidecar, chart values, and charts that create their own. */
export function provisioning(system: System): Provisioning {
    const all = grafanas(system);
    const found: Provisioning = { datasources: [], files: [], complete: all.length > 0, unseen: [] };
    const existing = system
        .components("ExistingGrafana")
        .flatMap(({ inputs }) => textAt(inputs, "datasourceLabel", "key") ?? []);
    for (const grafana of all) {
        fromValues(grafana, found);
    }
    for (const install of system.charts) {
        fromChart(install, all, found);
    }
    for (const object of [...system.kubernetes("ConfigMap"), ...system.kubernetes("Secret")]) {
        fromObject(object, all, existing, found);
    }
    return found;
}

function fromValues(
    { install: { urn, name, namespace }, fact, values, path, sidecar }: Grafana,
    found: Provisioning,
): void {
    const files = at(values, "datasources");
    for (const [file, content] of Object.entries(isValues(files) ? files : {})) {
        addAll(found, listAt(content, "datasources"), (index) => ({
            urn,
            at: `${name}: ${path}datasources["${file}"].datasources[${index}]`,
            namespace,
        }));
    }
    found.complete &&=
        files !== unknown &&
        at(values, "additionalDataSources") !== unknown &&
        at(values, "additionalDataSourcesString") === undefined;
    if ("none" in fact.additional || sidecar === undefined) {
        return;
    }
    // The chart always writes this file, even if it is empty.
    const additional = fact.additional.path;
    found.files.push({ urn, at: `${name}: the chart's own`, name: fact.additional.file });
    addAll(found, listAt(values, ...additional), (index) => ({
        urn,
        at: `${name}: ${path}${additional.join(".")}[${index}]`,
        namespace,
    }));
}

/** Datasources that a chart itself creates, for any Grafana's sidecar that finds them. */
function fromChart(
    { urn, name, chart, namespace, values }: ChartInstall,
    all: readonly Grafana[],
    found: Provisioning,
): void {
    const seen =
        all.length === 0 ||
        all.some(
            ({ sidecar }) =>
                sidecar !== undefined &&
                (sidecar.namespaces === undefined || namespace === undefined || sidecar.namespaces.includes(namespace)),
        );
    const made = factsOf(chart, "datasources").filter(
        ({ on }) => seen && on.every((path) => at(values, ...path) !== false),
    );
    for (const { file, type, name: title, uid, isDefault, remove } of made) {
        if (!found.files.some((known) => known.urn === urn && known.name === file)) {
            found.files.push({ urn, at: `${name}: the chart's own`, name: file });
        }
        const entry = { name: said(values, title), uid: said(values, uid), isDefault: said(values, isDefault) };
        found.datasources.push({
            urn,
            at: `${name}: the chart's own ${title.standard}`,
            namespace,
            remove,
            entry: { type, ...Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) },
        });
    }
}

function said(values: Values, { path, standard }: DatasourceFact["name" | "uid" | "isDefault"]): unknown {
    const found = "none" in path ? undefined : at(values, ...path);
    return found === "" ? standard : (found ?? standard);
}

function fromObject(
    { urn, name, inputs }: Seen,
    all: readonly Grafana[],
    existing: readonly string[],
    found: Provisioning,
): void {
    const labels = labelsOf(inputs);
    const keys = [...all.map(({ sidecar }) => sidecar?.label), ...existing, "grafana_datasource"];
    const label = keys.find((key) => key !== undefined && key in labels);
    if (label === undefined) {
        return;
    }
    const namespace = textAt(inputs, "metadata", "namespace");
    const misses = all.map((grafana) => missed(grafana, label, labels[label], namespace));
    const [miss] = misses;
    if (miss !== undefined && !misses.includes(undefined)) {
        found.unseen.push({ urn, message: `${name}: ${miss}` });
        return;
    }
    const data = { ...objectAt(inputs, "data"), ...objectAt(inputs, "stringData") };
    found.complete &&= [inputs.data, inputs.stringData, ...Object.values(data)].every(
        (part) => part === undefined || isValues(part) || textAt(part) !== undefined,
    );
    for (const [file, text] of Object.entries(data)) {
        found.files.push({ urn, at: name, name: file });
        const content: unknown = textAt(text) === undefined ? undefined : readYaml(String(text));
        // Grafana resolves the URL's host, so from its own namespace.
        addAll(found, listAt(content, "datasources"), (index) => ({
            urn,
            at: `${name}: ${file}: datasources[${index}]`,
            namespace: all[0]?.install.namespace ?? namespace,
        }));
    }
}

/** Why a Grafana's sidecar ignores an object that is meant for it. */
function missed(
    { install: { name }, sidecar }: Grafana,
    label: string,
    value: unknown,
    namespace: string | undefined,
): string | undefined {
    if (sidecar === undefined) {
        return `has the label ${label}, but the sidecar of ${name} is off (sidecar.datasources.enabled), so Grafana never sees it`;
    }
    if (label !== sidecar.label) {
        return `has the label ${label}, but the sidecar of ${name} looks for ${sidecar.label}, so Grafana never sees it`;
    }
    if (sidecar.labelValue !== undefined && value !== unknown && value !== sidecar.labelValue) {
        return `has ${label}: ${String(value)}, but the sidecar of ${name} looks for "${sidecar.labelValue}", so Grafana never sees it`;
    }
    return sidecar.namespaces === undefined || namespace === undefined || sidecar.namespaces.includes(namespace)
        ? undefined
        : `is in the namespace ${namespace}, but the sidecar of ${name} watches only ${sidecar.namespaces.join(", ")}; move it there, or set sidecar.datasources.searchNamespace: ALL`;
}

function addAll(found: Provisioning, entries: Values[], place: (index: number) => Omit<Datasource, "entry">): void {
    found.datasources.push(...entries.map((entry, index) => ({ ...place(index), entry })));
}

function objectAt(inputs: Values, key: string): Values {
    const found = inputs[key];
    return isValues(found) ? found : {};
}

/** UIDs of other datasources in a datasource's settings, with their paths. */
export function references(entry: Values): { path: string; uid: string }[] {
    return [...leaves({ jsonData: entry.jsonData ?? {}, correlations: entry.correlations ?? [] })].flatMap(
        ({ path, value }) =>
            typeof value === "string" &&
            value !== "" &&
            !value.includes("$") &&
            /(^|\.)(datasourceUid|alertmanagerUid|targetUID)$/.test(path)
                ? [{ path, uid: value }]
                : [],
    );
}
