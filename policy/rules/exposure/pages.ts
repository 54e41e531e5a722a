import { factOf } from "../../../charts";
import { grafanas } from "../../library/grafana";
import { at, isValues, listAt, type Seen, textAt, type Values } from "../../library/resource";
import type { System } from "../../library/system";

/** An observability page without a login. */
export type OpenPage = "Prometheus" | "Alertmanager" | "Grafana with anonymous users";

const named: Record<string, OpenPage> = { prometheus: "Prometheus", alertmanager: "Alertmanager" };

/** Names that only the operator and the charts use; the chart truncates the stack's name to 26 characters. */
const certain =
    /^(?:prometheus|alertmanager)$|-(?:operated|server)$|(?:^|-)kube-prom[a-z-]*-(?:prometheus|alertmanager)$/;
/** Ports of Prometheus and Alertmanager, and their names in the stack's chart and the operator. */
const pagePorts: readonly unknown[] = [9090, 9093, "http-web", "web"];

/**
 * Which open page a Service is: by the pods that it selects if they are known, otherwise by its name. A name such as
 * `docs-prometheus` is ambiguous, and counts only if the port is one of Prometheus' too, or not given.
 */
export function openPages(system: System): (service: string | undefined, port: unknown) => OpenPage | undefined {
    const own = new Map(
        system
            .kubernetes("Service")
            .filter(({ inputs }) => isValues(at(inputs, "spec", "selector")))
            .map((service) => [
                textAt(service.inputs, "metadata", "name") ?? service.name,
                selectedPage(service.inputs),
            ]),
    );
    const anonymous = grafanas(system).some(({ values }) => isAnonymous(values));
    return (service = "", port) => {
        if (own.has(service)) {
            return own.get(service);
        }
        const page = /^(?:.*-)?(prometheus|alertmanager)(?:-(?:operated|server))?$/.exec(service)?.[1];
        const name = certain.test(service) || port === undefined || pagePorts.includes(port) ? page : undefined;
        return name === undefined
            ? anonymous && /(^|-)grafana$/.test(service)
                ? "Grafana with anonymous users"
                : undefined
            : named[name];
    };
}

/** By the labels that the operator and the charts set on their pods. */
export function selectedPage(service: Values): OpenPage | undefined {
    const selector = at(service, "spec", "selector");
    const app = textAt(selector, "app.kubernetes.io/name") ?? textAt(selector, "app") ?? "";
    return (
        named[app] ??
        (textAt(selector, "prometheus") !== undefined
            ? "Prometheus"
            : textAt(selector, "alertmanager") !== undefined
              ? "Alertmanager"
              : undefined)
    );
}

function isAnonymous(grafana: Values): boolean {
    return (
        [true, "true"].includes(at(grafana, "grafana.ini", "auth.anonymous", "enabled") as boolean | string) ||
        [true, "true"].includes(at(grafana, "env", "GF_AUTH_ANONYMOUS_ENABLED") as boolean | string)
    );
}

/** One page that a chart would expose. */
export interface ChartedPage {
    urn: string;
    name: string;
    namespace: string | undefined;
    page: OpenPage;
    /** Path of `values`, for messages. */
    path: string;
    /** With `service`, `ingress`, `route`, ... */
    values: Values;
}

export function chartedPages(system: System): ChartedPage[] {
    const stacks = system.charts.flatMap(({ urn, name, chart, namespace, values }) =>
        (["prometheus", "alertmanager"] as const).flatMap((kind) => {
            const { path } = factOf(chart, kind) ?? {};
            const section = path && at(values, ...path);
            return path === undefined || at(section, "enabled") === false
                ? []
                : {
                      ...{
                          urn,
                          name,
                          namespace,
                          page: kind === "prometheus" ? ("Prometheus" as const) : ("Alertmanager" as const),
                      },
                      path: path.join("."),
                      values: isValues(section) ? section : {},
                  };
        }),
    );
    const open = grafanas(system)
        .filter(({ values }) => isAnonymous(values))
        .map(({ install: { urn, name, namespace }, values, path }) => ({
            urn,
            name,
            namespace,
            page: "Grafana with anonymous users" as const,
            path: path.replace(/\.$/, ""),
            values,
        }));
    return [...stacks, ...open];
}

const outward = ["LoadBalancer", "NodePort"];

/** Keys with which a chart creates a Service that is reachable from outside, with the Service's type. */
export function outwardServices({ path, values }: ChartedPage): { key: string; type: string }[] {
    return ["service", "servicePerReplica"].flatMap((key) => {
        const type = textAt(values, key, "type");
        const made = key === "service" || at(values, key, "enabled") === true;
        return made && type !== undefined && outward.includes(type)
            ? [{ key: `${path === "" ? "" : `${path}.`}${key}.type`, type }]
            : [];
    });
}

/** Keys with which a chart creates an Ingress or a route, with the annotations that could require credentials. */
export function chartedRoutes({
    path,
    values,
}: ChartedPage): { key: string; annotations: unknown; filters: string[] }[] {
    const prefix = path === "" ? "" : `${path}.`;
    const made = ["ingress", "ingressPerReplica"]
        .filter((key) => at(values, key, "enabled") === true)
        .map((key) => ({ key: `${prefix}${key}.enabled`, annotations: at(values, key, "annotations"), filters: [] }));
    const routes = ["route", "routePerReplica"].flatMap((key) =>
        Object.entries(isValues(values[key]) ? values[key] : {})
            .filter(([, route]) => at(route, "enabled") === true)
            .map(([name, route]) => ({
                key: `${prefix}${key}.${name}.enabled`,
                annotations: at(route, "annotations"),
                filters: listAt(route, "filters").flatMap((filter) => textAt(filter, "extensionRef", "name") ?? []),
            })),
    );
    return [...made, ...routes];
}

/** A Service object of this stack before an open page that is reachable from outside. */
export function isOutward({ inputs }: Seen): boolean {
    return outward.includes(textAt(inputs, "spec", "type") ?? "");
}
