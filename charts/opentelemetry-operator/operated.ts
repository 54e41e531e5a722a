import type { CustomResource, Operated, OperatedFact } from "../operated";

/** Prefix of the objects that the operator creates for a collector. */
export const collectorObjects = (name: string): string => `${name}-collector`;

/** The label `app.kubernetes.io/instance` of a collector's objects. */
export const collectorInstance = (namespace: string, name: string): string => `${namespace}.${name}`;

/** Distinguishes a collector's Services. */
export const serviceTypeLabel = "operator.opentelemetry.io/collector-service-type";

/** Read from version 0.158: internal/manifests/collector, internal/manifests/manifestutils and internal/naming. */
export const collectorFact: OperatedFact = {
    group: "opentelemetry.io",
    kind: "OpenTelemetryCollector",
    makes(resource) {
        // A sidecar runs in the pods of other workloads.
        return resource.at("spec", "mode") === "sidecar"
            ? account(resource)
            : [...account(resource), pods(resource), ...services(resource)];
    },
};

/** A collector gets a service account unless it names one. */
function account({ name, at }: CustomResource): Operated[] {
    return at("spec", "serviceAccount") === undefined ? [{ kind: "ServiceAccount", name: collectorObjects(name) }] : [];
}

function pods(resource: CustomResource): Operated {
    const name = collectorObjects(resource.name);
    return { kind: "Pods", name, labels: labelsOf(resource, name) };
}

/** Port names of all Services but `monitoring` depend on the receivers, exporters and extensions. */
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

/**
 * The custom resource's labels are copied to every object; of the labels that the operator sets, they override only the
 * name.
 */
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
