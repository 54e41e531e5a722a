import { type KongNode, kongNodes, placeIn } from "../../library/kong";
import { chartPrometheuses, demanded, prometheuses } from "../../library/prometheus";
import { at, isValues, listAt, unknown, type Values } from "../../library/resource";
import type { Violation } from "../../library/rule";
import type { System } from "../../library/system";

/** Whether Prometheus scrapes Kong's nodes and the ingress controller. */
export function kongMonitors(system: System): Violation[] {
    return [
        ...kongNodes(system).flatMap((node) => [...kongMonitor(node), ...unscraped(system, node)]),
        ...system.chart("ingress").flatMap(({ urn, name, values }) => controllerMonitor(urn, name, values)),
    ];
}

/** Kong's chart creates a monitor only if it may, and the monitor selects Services by one label. */
function kongMonitor(node: KongNode): Violation[] {
    const {
        install: { urn, name },
        fact: { sections },
        role,
        values,
    } = node;
    if (at(values, "serviceMonitor", "enabled") !== true || (role === "ingress" && values.enabled === false)) {
        return [];
    }
    const monitor = placeIn(node, "serviceMonitor");
    const violations = untrusted(urn, name, values, monitor);
    const labelled = Object.entries(sections).filter(
        ([key, { enabled, service }]) =>
            !("none" in service) &&
            (at(values, key, "enabled") ?? enabled) !== false &&
            String(at(values, key, "labels", "enable-metrics") ?? service.labelled) === "true",
    );
    if (labelled.length === 0) {
        violations.push({
            urn,
            message: `${name}: ${monitor} selects nothing, since no Service has the label enable-metrics: "true" (only the proxy has it by default); set it on one, such as ${placeIn(node, "admin")}.labels`,
        });
    } else if (labelled.length > 1) {
        violations.push({
            urn,
            message: `${name}: the Services ${labelled.map(([service]) => service).join(" and ")} all have the label enable-metrics: "true", so ${monitor} scrapes each pod ${labelled.length} times; keep it on one`,
        });
    }
    return violations;
}

/** A node without a monitor. If no Prometheus is part of the stack, it is unknown how another one finds the node. */
function unscraped(system: System, node: KongNode): Violation[] {
    const {
        install: { urn, name, releaseName },
        values,
    } = node;
    const asked = at(values, "serviceMonitor", "enabled");
    const others = (["ServiceMonitor", "PodMonitor"] as const).flatMap((kind) =>
        system.kubernetes(kind, "monitoring.coreos.com/v1"),
    );
    const elsewhere =
        others.some(({ inputs }) => selectsNode(at(inputs, "spec", "selector"), releaseName)) ||
        scrapesByItself(system, releaseName);
    if (
        asked === true ||
        asked === unknown ||
        elsewhere ||
        prometheuses(system).length === 0 ||
        values.enabled === false
    ) {
        return [];
    }
    const path = placeIn(node, "serviceMonitor", "enabled");
    return [
        {
            urn,
            message: `${name}: ${path} is not true, so nothing scrapes this node and its metrics do not exist; set it to true`,
        },
    ];
}

/** Whether a Prometheus may find the node otherwise: by a monitor in its chart's values, or by its own scrape job. */
function scrapesByItself(system: System, releaseName: string | undefined): boolean {
    const byChart = chartPrometheuses(system).some(({ install: { values }, fact, spec }) => {
        const listed = fact.monitors.flatMap((path) => listAt(values, ...fact.path, ...path));
        return (
            listed.some(({ selector }) => selectsNode(selector, releaseName)) ||
            at(spec, "additionalScrapeConfigsSecret", "enabled") === true ||
            mayFind(at(spec, "additionalScrapeConfigs"))
        );
    });
    return (
        byChart ||
        system.kubernetes("ScrapeConfig").some(({ inputs }) => mayFind(inputs.spec)) ||
        system
            .kubernetes("Prometheus")
            .some(({ inputs }) => at(inputs, "spec", "additionalScrapeConfigs") !== undefined)
    );
}

/** Whether a job discovers its targets in Kubernetes, names Kong, or is not visible. */
function mayFind(job: unknown): boolean {
    return job === unknown || /kubernetes_?sd_?configs|kong/i.test(JSON.stringify(job) ?? "");
}

/**
 * Whether a monitor selects Kong's pods or Services: by the release, the chart's name, the label that Kong's chart
 * sets, or as all.
 */
function selectsNode(selector: unknown, releaseName: string | undefined): boolean {
    const demands = demanded(selector);
    return (
        selector === unknown ||
        (isValues(selector) && demands.length === 0) ||
        demands.some(
            ({ key, values }) =>
                key === "enable-metrics" ||
                values.some((value) => value === releaseName || value === "kong" || value === unknown),
        )
    );
}

/** The ingress controller's own monitor. */
function controllerMonitor(urn: string, name: string, values: Values): Violation[] {
    if (
        at(values, "controller", "serviceMonitor", "enabled") !== true ||
        at(values, "controller", "enabled") === false
    ) {
        return [];
    }
    const label = at(values, "controller", "ingressController", "labels", "enable-metrics");
    const selecting = label === "true" || label === unknown;
    return [
        ...untrusted(urn, name, at(values, "controller"), "controller.serviceMonitor"),
        ...(selecting
            ? []
            : [
                  {
                      urn,
                      message: `${name}: controller.serviceMonitor selects nothing, since the Service of the controller's metrics lacks its label; set controller.ingressController.labels to enable-metrics: "true" (a text)`,
                  },
              ]),
    ];
}

function untrusted(urn: string, name: string, values: unknown, path: string): Violation[] {
    const trust = at(values, "serviceMonitor", "trustCRDsExist");
    return trust === true || trust === unknown
        ? []
        : [
              {
                  urn,
                  message: `${name}: ${path}.trustCRDsExist is not true, so the chart leaves the ServiceMonitor out, without an error, wherever it cannot see its CRD; set it to true`,
              },
          ];
}
