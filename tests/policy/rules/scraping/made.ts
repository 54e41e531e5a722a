import { kubernetes, release } from "../../helpers";

export const prometheus = (spec: object = {}): ReturnType<typeof release> =>
    release(
        "kube-prometheus-stack",
        { prometheus: { prometheusSpec: spec } },
        { name: "kps", namespace: "observability" },
    );

export const all = {
    serviceMonitorSelectorNilUsesHelmValues: false,
    podMonitorSelectorNilUsesHelmValues: false,
    ruleSelectorNilUsesHelmValues: false,
};

export const monitor = (labels: object, spec: object = {}, kind = "ServiceMonitor"): ReturnType<typeof kubernetes> =>
    kubernetes("monitoring.coreos.com/v1", kind, "echo", { spec, metadata: { labels } });

export const kongDp = (serviceMonitor: object, more: object = {}): ReturnType<typeof release> =>
    release(
        "kong",
        { serviceMonitor: { enabled: true, trustCRDsExist: true, ...serviceMonitor }, ...more },
        { name: "kong-dp" },
    );
