import { collectorObjects } from "../../../charts/opentelemetry-operator/operated";
import { at, listAt } from "../../../policy/library/resource";
import { type Placed, type Pod, valuesAt } from "./objects";

/**
 * Pods that operators create from custom resources, as far as the resource describes them. Their labels are in the
 * charts' descriptions.
 */
export function operatedPods(objects: readonly Placed[]): Pod[] {
    return objects.flatMap((object) => {
        const container = operatedContainers[object.kind];
        return container === undefined ? [] : [operatedPod(object, container)];
    });
}

/** The operators' names for the container that runs `spec.image`. */
const operatedContainers: Record<string, string> = {
    Prometheus: "prometheus",
    Alertmanager: "alertmanager",
    OpenTelemetryCollector: "otc-container",
};
/** Where prometheus-operator mounts the volume of `spec.storage`. */
const dataFolders: Record<string, string> = { Prometheus: "/prometheus", Alertmanager: "/alertmanager" };

function operatedPod({ kind, name, namespace, manifest, source }: Placed, container: string): Pod {
    const spec = valuesAt(manifest, "spec");
    const isCollector = kind === "OpenTelemetryCollector";
    const mounted = (key: "secrets" | "configMaps"): string[] =>
        Array.isArray(spec[key]) ? spec[key].map(String) : [];
    const data = dataFolders[kind];
    const hasClaim = data !== undefined && at(spec, "storage", "volumeClaimTemplate") !== undefined;
    return {
        namespace,
        called: `${kind}/${name}`,
        labels: {},
        claims: hasClaim ? ["data"] : [],
        source,
        ...(isCollector && { config: spec.config }),
        spec: {
            serviceAccountName: isCollector ? (spec.serviceAccount ?? collectorObjects(name)) : spec.serviceAccountName,
            // prometheus-operator's only security context is the pod's, the collector's is the container's.
            securityContext: isCollector ? spec.podSecurityContext : spec.securityContext,
            imagePullSecrets: spec.imagePullSecrets,
            initContainers: spec.initContainers,
            volumes: [
                ...listAt(spec, "volumes"),
                ...mounted("secrets").map((secretName) => ({ name: secretName, secret: { secretName } })),
                ...mounted("configMaps").map((configMap) => ({ name: configMap, configMap: { name: configMap } })),
            ],
            containers: [
                {
                    name: container,
                    image: spec.image,
                    env: spec.env,
                    envFrom: spec.envFrom,
                    ...(isCollector && { securityContext: spec.securityContext }),
                    volumeMounts: [
                        ...listAt(spec, "volumeMounts"),
                        ...(hasClaim ? [{ name: "data", mountPath: data }] : []),
                    ],
                },
                ...listAt(spec, isCollector ? "additionalContainers" : "containers").filter(
                    ({ image }) => image !== undefined,
                ),
            ],
        },
    };
}
