import type { CustomResource, Operated, OperatedFact } from "../operated";

/** What the operator names after a collector begins like this. */
export const collectorObjects = (name: string): string => `${name}-collector`;

/** The label `app.kubernetes.io/instance` of everything of one collector. */
export const collectorInstance = (namespace: string, name: string): string => `${namespace}.${name}`;

/** Tells a collector's Services apart. */
export const serviceTypeLabel = "operator.opentelemetry.io/collector-service-type";

/** Version 0.158: internal/manifests/collector, internal/manifests/manifestutils and internal/naming. */
export const collectorFact: OperatedFact = {
    group: "opentelemetry.io",
    kind: "OpenTelemetryCollector",
    makes(resource) {
        // A sidecar's pods are those of whoever asks for it.
        return resource.at("spec", "mode") === "sidecar"
            ? account(resource)
            : [...account(resource), pods(resource), ...services(resource)];
    },
};

/** A collector without an account of its own gets one. */
function account({ name, at }: CustomResource): Operated[] {
    return at("spec", "serviceAccount") === undefined ? [{ kind: "ServiceAccount", name: collectorObjects(name) }] : [];
}

function pods(resource: CustomResource): Operated {
    const name = collectorObjects(resource.name);
    return { kind: "Pods", name, labels: labelsOf(resource, name) };
}

/** Port names of all but `monitoring` depend on the receivers, exporters and extensions. */
function services(resource: CustomResource): Operated[] {
    const service = (suffix: string, type: string, more: Record<string, string> = {}): Operated => {
        const name = `${collectorObjects(resource.name)}${suffix}`;
        return { kind: "Service", name, labels: { ...labelsOf(resource, name), [serviceTypeLabel]: type, ...more } };
    };
    return [
        service("", "base"),
        service("-headless", "headless", { "operator.opentelemetry.io/collector-headless-service": "Exists" }),
        {
            ...service("-monitoring", "monitoring", {
                "operator.opentelemetry.io/collector-monitoring-service": "Exists",
            }),
            ports: { monitoring: 8888 },
        },
        service("-extension", "extension"),
    ];
}

/** The resource's own labels are on everything; of those that the operator sets, they change only the name. */
function labelsOf({ name, namespace, labels }: CustomResource, object: string): Record<string, unknown> {
    return {
        "app.kubernetes.io/name": object,
        ...labels,
        "app.kubernetes.io/managed-by": "opentelemetry-operator",
        "app.kubernetes.io/instance": collectorInstance(namespace, name),
        "app.kubernetes.io/part-of": "opentelemetry",
        "app.kubernetes.io/component": "opentelemetry-collector",
    };
}
