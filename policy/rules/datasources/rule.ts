import { collectors, exportersOf } from "../../library/collector";
import { dashboardReferences } from "./dashboards";
import { type Datasource, type Provisioning, provisioning, references } from "./provisioning";
import { gatewayPlugins } from "../../library/kong";
import { lokiBehind, lokis } from "../../library/loki";
import { textAt, unknown } from "../../library/resource";
import { rule, type Violation } from "../../library/rule";
import type { System } from "../../library/system";
import { deadEnd, printable } from "../../library/wiring/deadEnd";
import { serviceAt, knownServices } from "../../library/wiring/services";
import { missingTenants } from "./tenants";

interface Config {
    otherServices: string[];
    otherUids: string[];
}

/** Grafana has a datasource for every signal, and each links to the others. */
export const datasources = rule<Config>({
    name: "datasources",
    description:
        "Grafana has exactly one default datasource; names, UIDs and file names are unique; the UIDs that correlations and dashboards refer to exist; URLs point to an existing Service and port (Tempo at 3100 is refused); OTLP logs go to Loki 3.0 or later with schema v13; requests to a multi-tenant Loki or Tempo name a tenant.",
    severity: "high",
    remediationSteps:
        "Keep the datasources in one place with fixed UIDs, one of them the default. Turn off the ones that charts add: grafana.sidecar.datasources.defaultDatasourceEnabled: false (kube-prometheus-stack), grafana.sidecar.datasources.enabled: false (loki-stack). Tempo listens on 3200. For OTLP, use the chart loki.",
    enforcementLevel: "mandatory",
    config: {
        otherServices: {
            type: "array",
            items: { type: "string" },
            default: [],
            description: "Services outside this stack, each as service.namespace, that datasources may use",
        },
        otherUids: {
            type: "array",
            items: { type: "string" },
            default: [],
            description:
                "UIDs or names of datasources outside this stack that correlations and dashboards may refer to",
        },
    },
    check(system, { otherServices, otherUids }) {
        const found = provisioning(system);
        return [
            ...found.unseen,
            ...oneDefault(found),
            ...unique(found),
            ...referred(system, found, otherUids),
            ...found.datasources.flatMap((datasource) =>
                reached(system, datasource, [...otherServices, ...saidToBeOutside(system)]),
            ),
            ...otlpToLoki(system),
            ...missingTenants(system),
        ];
    },
});

function oneDefault({ datasources: all, complete }: Provisioning): Violation[] {
    const defaults = all.filter(({ entry }) => entry.isDefault === true);
    const [first, ...others] = defaults;
    if (first !== undefined && others.length > 0) {
        const culprit = defaults.find(({ remove }) => remove !== undefined) ?? first;
        const remedy =
            culprit.remove === undefined
                ? "keep isDefault: true on one"
                : `keep one, and take out ${culprit.at.replace(/^[^:]*: /, "")} with ${culprit.remove}`;
        return [
            {
                urn: culprit.urn,
                message: `${defaults.length} datasources are the default, and Grafana then refuses them all: ${defaults.map(described).join("; ")}; ${remedy}`,
            },
        ];
    }
    const [any] = all;
    return first === undefined && any !== undefined && complete && all.every(({ entry }) => entry.isDefault !== unknown)
        ? [
              {
                  urn: any.urn,
                  message: `none of the ${all.length} datasources is the default; set isDefault: true on one of ${all.map(nameOf).join(", ")}`,
              },
          ]
        : [];
}

function unique({ datasources: all, files }: Provisioning): Violation[] {
    const alike = (key: "name" | "uid"): Violation[] =>
        duplicates(all, ({ entry }) => textAt(entry, key)).map(([value, [first, second]]) => ({
            urn: second.urn,
            message: `two datasources have the ${key} ${value}: ${first.at} and ${second.at}; Grafana keeps one of them or neither`,
        }));
    const sameFile = duplicates(files, ({ name }) => name).map(([name, [first, second]]) => ({
        urn: second.urn,
        message: `two sources of datasources have a file ${name}: ${first.at} and ${second.at}; the sidecar writes both to one folder, and one overwrites the other: rename it`,
    }));
    return [...alike("name"), ...alike("uid"), ...sameFile];
}

function duplicates<T>(items: readonly T[], key: (item: T) => string | undefined): [string, [T, T]][] {
    const first = new Map<string, T>();
    return items.flatMap((item): [string, [T, T]][] => {
        const value = key(item);
        const known = value === undefined ? undefined : first.get(value);
        if (value !== undefined && known === undefined) {
            first.set(value, item);
        }
        return value === undefined || known === undefined ? [] : [[value, [known, item]]];
    });
}

/** Correlations refer to datasources by UID, dashboards by UID or name. */
function referred(
    system: System,
    { datasources: all, complete }: Provisioning,
    otherUids: readonly string[],
): Violation[] {
    if (!complete || all.some(({ entry }) => entry.uid === unknown || entry.name === unknown)) {
        return [];
    }
    const uids = new Set([...all.flatMap(({ entry }) => textAt(entry, "uid") ?? []), ...otherUids]);
    const names = new Set(all.map(nameOf));
    const links = all.flatMap((datasource) =>
        references(datasource.entry).flatMap(({ path, uid }) =>
            uids.has(uid)
                ? []
                : [
                      {
                          urn: datasource.urn,
                          message: `${described(datasource)}: ${path} refers to the UID ${uid}, which no datasource has; existing: ${[...uids].join(", ") || "none"}`,
                      },
                  ],
        ),
    );
    const dashboards = dashboardReferences(system).flatMap(({ urn, at, datasource }) =>
        uids.has(datasource) || names.has(datasource)
            ? []
            : [
                  {
                      urn,
                      message: `${at} refers to the datasource ${datasource}, which does not exist; existing: ${[...names].join(", ") || "none"}`,
                  },
              ],
    );
    return [...links, ...dashboards];
}

/** Services that the settings name as outside of this stack. */
const saidToBeOutside = (system: System): string[] =>
    system.resources
        .filter(({ type }) => type === "kong-observability:observability:Datasources")
        .flatMap(({ inputs }) => (Array.isArray(inputs.outside) ? inputs.outside.map(String) : []));

function reached(system: System, datasource: Datasource, otherServices: readonly string[]): Violation[] {
    const { urn, entry, namespace } = datasource;
    const url = textAt(entry, "url");
    if (url === undefined) {
        return [];
    }
    if (entry.type === "tempo" && /:3100(\/|$)/.test(url)) {
        return [
            {
                urn,
                message: `${described(datasource)}: url ${printable(url)}: Tempo listens on 3200; 3100 is the port of older charts`,
            },
        ];
    }
    const end = deadEnd(system, url, namespace, otherServices, "datasources.otherServices");
    return end === undefined
        ? []
        : [{ urn, message: `${described(datasource)}: url ${printable(url)} leads nowhere: ${end}` }];
}

/** Places that send log records to a Loki over OTLP: a collector, or Kong itself. */
function otlpToLoki(system: System): Violation[] {
    const all = lokis(system);
    const services = knownServices(system);
    const senders = [
        ...collectors(system).flatMap(({ urn, name, namespace, config }) =>
            Object.entries(exportersOf(config)).flatMap(([exporter, settings]) =>
                ["endpoint", "logs_endpoint"].map((key) => ({
                    urn,
                    namespace,
                    at: `${name}: exporters["${exporter}"].${key}`,
                    url: textAt(settings, key),
                })),
            ),
        ),
        ...gatewayPlugins(system).map(({ urn, at, config }) => ({
            urn,
            namespace: undefined,
            at: `${at}: logs_endpoint`,
            url: textAt(config, "logs_endpoint"),
        })),
    ];
    return senders.flatMap(({ urn, namespace, at, url }) => {
        const target = url?.includes("/otlp") ? serviceAt(services, url, namespace) : undefined;
        const loki = target && lokiBehind(all, target.service, target.namespace);
        return loki?.refusesOtlp === undefined
            ? []
            : [
                  {
                      urn,
                      message: `${at} sends logs over OTLP to ${printable(url ?? "")}, but ${loki.install.name} ${loki.refusesOtlp}`,
                  },
              ];
    });
}

function described(datasource: Datasource): string {
    return `${nameOf(datasource)} (${datasource.at})`;
}

function nameOf({ entry }: Datasource): string {
    return textAt(entry, "name") ?? "one without a name";
}
