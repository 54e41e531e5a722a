import { kongMonitors } from "./kongMonitors";
import { type Monitor, monitors } from "./monitors";
import { demanded, namespaceMissed, type Prometheus, prometheuses, unmet } from "../../library/prometheus";
import { at, isValues, listAt, type Seen, textAt } from "../../library/resource";
import { rule, type Violation } from "../../library/rule";
import { otherStackType } from "../../library/wiring/wires";
import { monitoredNamespaces, podTargets, serviceTargets, type Target } from "./targets";
import type { System } from "../../library/system";

interface Config {
    requiredLabels: string[];
    allowUnverified: boolean;
}

/** Prometheus selects every monitor, and every monitor selects something to scrape. */
export const scraping = rule<Config>({
    name: "scraping",
    description:
        "Each ServiceMonitor, PodMonitor and PrometheusRule, whether an object or enabled in a chart's values, has the labels that Prometheus selects, is in a namespace that it watches, and selects an existing Service or pod and port.",
    severity: "high",
    remediationSteps:
        "Give the monitor the label that Prometheus selects by (release: <name of kube-prometheus-stack's release>), or let Prometheus select all: serviceMonitorSelectorNilUsesHelmValues, podMonitorSelectorNilUsesHelmValues and ruleSelectorNilUsesHelmValues: false. For Kong set serviceMonitor.trustCRDsExist: true.",
    enforcementLevel: "mandatory",
    config: {
        requiredLabels: {
            type: "array",
            items: { type: "string" },
            default: [],
            description:
                "Labels, each as key=value, that a Prometheus outside this stack selects; needed if the stack has no Prometheus of its own; those that another stack of this program hands on are known",
        },
        allowUnverified: {
            type: "boolean",
            default: false,
            description:
                "Whether monitors may accept any certificate (`tlsConfig.insecureSkipVerify`); those of charts are not checked",
        },
    },
    check(system, { requiredLabels, allowUnverified }) {
        const labels = [...requiredLabels, ...handedLabels(system)];
        return [
            ...monitors(system).flatMap((monitor) => [...selected(system, monitor, labels), ...doubledLabel(monitor)]),
            ...kongMonitors(system),
            ...targeted(system, "ServiceMonitor", serviceTargets(system)),
            ...targeted(system, "PodMonitor", podTargets(system)),
            ...(allowUnverified ? [] : unverified(system)),
        ];
    },
});

/** The labels that the stack which has the Prometheus hands on for monitors. What its Prometheus selects is not seen. */
function handedLabels(system: System): string[] {
    return system.ofType(otherStackType).flatMap(({ inputs }) => {
        const labels = at(inputs, "layers", "observability", "rules", "monitorLabels");
        return isValues(labels) ? Object.entries(labels).map(([name, value]) => `${name}=${String(value)}`) : [];
    });
}

/**
 * It is enough that one Prometheus selects it. Without any, only the configuration knows the labels that one elsewhere
 * needs.
 */
function selected(system: System, monitor: Monitor, requiredLabels: readonly string[]): Violation[] {
    const outside: Prometheus = {
        name: "outside of this stack",
        select: () => ({
            objects: { matchLabels: Object.fromEntries(requiredLabels.map((label) => label.split("=", 2))) },
            namespaces: {},
            ownNamespace: undefined,
        }),
    };
    const all = prometheuses(system);
    const [first, ...others] = (all.length === 0 ? [outside] : all).map((prometheus) =>
        missed(system, prometheus, monitor),
    );
    return first === undefined || others.includes(undefined)
        ? []
        : [{ urn: monitor.urn, message: `${monitor.name}: ${first}` }];
}

/** Why a Prometheus does not select a monitor. */
function missed(
    system: System,
    prometheus: Prometheus,
    { kind, name, labelsAt, labels, namespace, generated, fixedRelease }: Monitor,
): string | undefined {
    const selection = prometheus.select(kind);
    if (selection.objects === undefined) {
        return `the Prometheus ${prometheus.name} selects no ${kind} at all, since it has no selector for them; give it an empty one, {}`;
    }
    // Labels that a chart adds to those in its values are the standard ones.
    const demands = unmet(selection.objects, {
        ...labels,
        ...(fixedRelease !== undefined && { release: fixedRelease }),
    }).filter(({ label }) => !generated || !/^(app\.kubernetes\.io|helm\.sh)\/|^(app|chart|heritage)$/.test(label));
    const wanted = demands.map(({ text }) => text).join(", ");
    const missing = namespaceMissed(system, selection, namespace);
    if (demands.length > 0 && fixedRelease !== undefined && demands.some(({ label }) => label === "release")) {
        return `the chart itself labels this ${kind} release: ${fixedRelease}, but the Prometheus ${prometheus.name} selects by ${wanted}; let it select all (serviceMonitorSelectorNilUsesHelmValues: false)`;
    }
    if (demands.length > 0) {
        const has = demands.flatMap(({ label }) => (label in labels ? [`${label}: ${String(labels[label])}`] : []));
        return `${labelsAt} lacks ${wanted}${has.length > 0 ? ` (it has ${has.join(", ")})` : ""}, by which the Prometheus ${prometheus.name} selects each ${kind}; without it nothing ${kind === "PrometheusRule" ? "of it is evaluated" : "is scraped"}`;
    }
    return (
        missing &&
        `the ${kind}${generated ? "" : ` ${name}`} is in the namespace ${namespace}, where the Prometheus ${prometheus.name} does not look: ${missing}`
    );
}

function doubledLabel({ urn, name, labelsAt, labels, fixedRelease }: Monitor): Violation[] {
    return fixedRelease === undefined || labels.release === undefined
        ? []
        : [
              {
                  urn,
                  message: `${name}: ${labelsAt}.release would duplicate the chart's own label release, and YAML with a duplicate key is not valid; leave it out`,
              },
          ];
}

/**
 * Whether our own monitors select something. Most Services come from charts, and their labels are unknown: those are
 * not judged.
 */
function targeted(system: System, kind: "ServiceMonitor" | "PodMonitor", targets: Target[]): Violation[] {
    return system.kubernetes(kind, "monitoring.coreos.com/v1").flatMap((object) => {
        const selector = at(object.inputs, "spec", "selector");
        const matching = targets.filter(({ labels }) => unmet(selector, labels).length === 0);
        const namespaces = monitoredNamespaces(object);
        const there = matching.filter(({ namespace }) => namespaces === undefined || namespaces.includes(namespace));
        const wrong = (message: string): Violation[] => [{ urn: object.urn, message: `${object.name}: ${message}` }];
        const [match] = matching;
        if (match === undefined) {
            const label = onlyOurs(selector);
            return label === undefined
                ? []
                : wrong(
                      `spec.selector matches nothing: no object in this system has the label ${label} together with the others`,
                  );
        }
        if (there.length === 0) {
            return wrong(
                `spec.namespaceSelector looks into ${namespaces?.join(", ")}, but ${match.name}, which the selector means, is in ${match.namespace}`,
            );
        }
        return portless(object, kind, there).flatMap(wrong);
    });
}

/** A label in a selector that only known objects can have. */
function onlyOurs(selector: unknown): string | undefined {
    const found = demanded(selector).find(
        ({ key, values }) =>
            /^(operator\.opentelemetry\.io|cnpg\.io)\//.test(key) ||
            (values.length > 0 && values.every((value) => value === "opentelemetry-collector")),
    );
    return found && (found.values.length === 0 ? found.key : `${found.key}: ${found.values.map(String).join(" or ")}`);
}

/** Monitors that send credentials to unverified servers. */
function unverified(system: System): Violation[] {
    return (["ServiceMonitor", "PodMonitor"] as const).flatMap((kind) => {
        const key = kind === "ServiceMonitor" ? "endpoints" : "podMetricsEndpoints";
        return system.kubernetes(kind, "monitoring.coreos.com/v1").flatMap(({ urn, name, inputs }) =>
            listAt(inputs, "spec", key).flatMap((endpoint, index) =>
                at(endpoint, "tlsConfig", "insecureSkipVerify") === true
                    ? [
                          {
                              urn,
                              message: `${name}: spec.${key}[${index}].tlsConfig.insecureSkipVerify is true, so a server that impersonates the target is trusted, and receives Prometheus' credentials; set tlsConfig.ca, and serverName where the certificate has another name`,
                          },
                      ]
                    : [],
            ),
        );
    });
}

function portless({ inputs }: Seen, kind: "ServiceMonitor" | "PodMonitor", targets: Target[]): string[] {
    const key = kind === "ServiceMonitor" ? "endpoints" : "podMetricsEndpoints";
    const known = targets.flatMap(({ ports }) => ports ?? []);
    if (targets.some(({ ports }) => ports === undefined)) {
        return [];
    }
    return listAt(inputs, "spec", key).flatMap((endpoint, index) => {
        const port = textAt(endpoint, "port");
        return port === undefined || known.includes(port)
            ? []
            : [
                  `spec.${key}[${index}].port is ${port}, but ${targets.map(({ name }) => name).join(", ")} has only ${known.join(", ")}`,
              ];
    });
}
