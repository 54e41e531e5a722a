import { descriptionOf } from "../../../charts";
import { listed } from "../../../charts/words";
import { type ForeignChart, foreignCharts } from "../../../charts/foreign";
import { collectors, exportersOf } from "../../library/collector";
import { provisioning } from "./provisioning";
import { at, isValues, textAt, unknown, type Values } from "../../library/resource";
import type { Violation } from "../../library/rule";
import type { ChartInstall, System } from "../../library/system";
import { serviceAt, knownServices } from "../../library/wiring/services";

const header = "X-Scope-OrgID";

/** Path of the value that makes a chart's store require a tenant. */
function tenancyOf(chart: string): ForeignChart["tenancy"] {
    const described = descriptionOf(chart);
    return described === undefined
        ? foreignCharts[chart]?.tenancy
        : listed(described.stores).flatMap(({ tenancy }) => ("none" in tenancy ? [] : tenancy))[0];
}

/** A store that answers 401 to requests without a tenant. */
interface TenantStore {
    install: ChartInstall;
    /** What makes it require one, as the middle of a sentence. */
    asks: string;
    service: string;
}

function tenantStores(system: System): TenantStore[] {
    return system.charts.flatMap((install) => {
        const { chart, values, releaseName = chart } = install;
        const tenancy = tenancyOf(chart);
        const given = tenancy && at(values, ...tenancy.path);
        // Its gateway adds the tenant of the user who logs in.
        const gateway = at(values, "loki", "tenants") !== undefined;
        if (tenancy === undefined || (given ?? tenancy.standard) !== true || gateway) {
            return [];
        }
        const asks =
            given === undefined
                ? `does not set ${tenancy.path.join(".")}, which is true by the chart's default,`
                : `has ${tenancy.path.join(".")}: true`;
        return [{ install, asks, service: releaseName }];
    });
}

/** Exporters and datasources that send no tenant to a store that requires one: all their requests are refused. */
export function missingTenants(system: System): Violation[] {
    const stores = tenantStores(system);
    // A chart outside of our components does not declare the Services that it serves.
    const own = stores.map(({ install: { namespace = "" }, service }) => ({ service, namespace, ports: {} }));
    const services = [...knownServices(system), ...own];
    const releases = system.charts.filter(({ chart }) => tenancyOf(chart) !== undefined);
    const callers = stores.length === 0 ? [] : [...exporters(system), ...datasources(system)];
    return callers.flatMap(({ urn, name, url, from, tenant }) => {
        const target = serviceAt(services, url, from);
        // With releases `loki` and `loki-open`, the longest matching name owns the Service.
        const names = releases
            .filter(({ namespace }) => namespace === target?.namespace)
            .map(({ chart, releaseName = chart }) => releaseName);
        const [owner] = names
            .filter((known) => `${target?.service}-`.startsWith(`${known}-`))
            .sort((a, b) => b.length - a.length);
        const store = stores.find(
            ({ install, service }) => install.namespace === target?.namespace && service === owner,
        );
        return store === undefined || tenant
            ? []
            : [
                  {
                      urn,
                      message:
                          `${name} sends no ${header}, but ${store.install.name} ${store.asks} and answers 401 without it; ` +
                          "set that to false, or send the header",
                  },
              ];
    });
}

interface Caller {
    urn: string;
    name: string;
    url: string | undefined;
    from: string | undefined;
    /** Whether it sends a tenant, or may. */
    tenant: boolean;
}

function exporters(system: System): Caller[] {
    return collectors(system).flatMap(({ urn, name, namespace: from, config }) => {
        return Object.entries(exportersOf(config)).flatMap(([exporter, settings]) => {
            const tenant = namesTenant(at(settings, "headers")) || at(settings, "auth") !== undefined;
            const urls = ["endpoint", "logs_endpoint", "traces_endpoint"].flatMap((key) => textAt(settings, key) ?? []);
            return urls.map((url) => ({ urn, name: `${name}: exporters["${exporter}"]`, url, from, tenant }));
        });
    });
}

function namesTenant(headers: unknown): boolean {
    return (
        headers === unknown ||
        Object.keys(isValues(headers) ? headers : {}).some((key) => key.toLowerCase() === header.toLowerCase())
    );
}

function datasources(system: System): Caller[] {
    return provisioning(system)
        .datasources.filter(({ entry }) => entry.type === "loki" || entry.type === "tempo")
        .map(({ urn, entry, namespace }) => ({
            urn,
            name: `datasource ${textAt(entry, "name") ?? "without a name"}`,
            url: textAt(entry, "url"),
            from: namespace,
            tenant: hasHeader(isValues(entry.jsonData) ? entry.jsonData : {}),
        }));
}

/** Grafana numbers the headers of a datasource: `httpHeaderName1`, whose value is among the secrets. */
function hasHeader(jsonData: Values): boolean {
    return Object.entries(jsonData).some(
        ([key, value]) => /^httpHeaderName\d+$/.test(key) && String(value).toLowerCase() === header.toLowerCase(),
    );
}
