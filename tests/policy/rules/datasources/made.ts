import { stringify } from "yaml";
import { kubernetes, release, seen } from "../../helpers";

export const place = { namespace: "observability" };

export const off = { sidecar: { datasources: { defaultDatasourceEnabled: false } } };

export const grafana = (values: object = off): ReturnType<typeof release> =>
    release("kube-prometheus-stack", { grafana: values }, place);

export const entry = (name: string, more: object = {}): object => ({
    name,
    uid: name.toLowerCase(),
    type: name.toLowerCase(),
    ...more,
});

export const map = (name: string, entries: object[], metadata: object = {}): ReturnType<typeof kubernetes> =>
    kubernetes("core/v1", "ConfigMap", name, {
        data: { [`${name}.yaml`]: stringify({ datasources: entries }) },
        metadata: { ...place, labels: { grafana_datasource: "1" }, ...metadata },
    });

export const prometheus = map("prometheus", [entry("Prometheus", { isDefault: true })]);

export const serves = (service: string, ports: object): ReturnType<typeof seen> =>
    seen("kong-observability:release:ChartRelease", service, {
        serves: [{ service, namespace: "observability", ports }],
    });
