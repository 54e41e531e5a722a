import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { releaseNameOf } from "../../../charts/releaseNames";
import type { MonitorLabels, Page } from "../../../model/layers";
import { serviceUrl } from "../../../model/services";
import { ChartRelease } from "../../release/chartRelease";
import { Component, type ComponentOptions } from "../../shared/component";
import { adminSecretName, grafanaSecrets, oidcSecretName } from "./grafana/secrets";
import { type MetricsArgs, servedPages } from "./metrics";
import { grafanaAlone } from "./parts";
import { metricsValues } from "./values";

const chart = "kube-prometheus-stack";

/**
 * Grafana out of kube-prometheus-stack, beside a Prometheus that exists: the chart's other parts, its CRDs and its
 * operator are left out.
 */
export class GrafanaAlone extends Component {
    public readonly page: Page<pulumi.Output<string>>;
    public readonly adminSecret: pulumi.Output<string>;
    public readonly release: ChartRelease;

    constructor(name: string, args: MetricsArgs & { monitorLabels: MonitorLabels }, opts?: ComponentOptions) {
        const { namespace, delivery, grafanaOidc, credentials, storeSecrets = [], monitorLabels } = args;
        super("kong-observability:observability:Grafana", name, { namespace }, opts);
        const releaseName = releaseNameOf(chart, delivery.releaseNames);

        const datasources = [...args.grafana.datasources, ...storeSecrets];
        const oidcClientSecret = grafanaOidc?.clientSecret;
        const secrets = grafanaSecrets(name, { namespace, oidcClientSecret, datasources, credentials }, this.within);
        const served = servedPages({ releaseName, namespace });
        const values = metricsValues({
            ...args,
            served,
            registry: delivery.registry,
            grafanaAdminSecret: adminSecretName,
            grafanaOidc: grafanaOidc && { ...grafanaOidc, secretName: oidcSecretName },
        });
        this.release = new ChartRelease(
            `${name}-${chart}`,
            { chart, releaseName, namespace, delivery, values: grafanaAlone(values), serves: [served.grafana] },
            this.after(...secrets, ...args.identities),
        );
        monitor(name, { namespace, releaseName, monitorLabels }, this.after(this.release));
        this.page = {
            served: served.grafana,
            url: this.release.whenInstalled(serviceUrl(served.grafana, "http")),
        };
        this.adminSecret = this.release.whenInstalled(adminSecretName);
        this.registerOutputs({ grafanaUrl: this.page.url });
    }
}

/** In the place of the chart's, whose labels cannot be changed. */
function monitor(
    name: string,
    { namespace, releaseName, monitorLabels }: { namespace: string; releaseName: string; monitorLabels: MonitorLabels },
    opts: pulumi.CustomResourceOptions,
): void {
    new k8s.apiextensions.CustomResource(
        `${name}-monitor`,
        {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "ServiceMonitor",
            metadata: { name: "grafana", namespace, labels: monitorLabels },
            spec: {
                selector: {
                    matchLabels: { "app.kubernetes.io/name": "grafana", "app.kubernetes.io/instance": releaseName },
                },
                endpoints: [{ port: "http-web", path: "/metrics", honorLabels: true }],
            },
        },
        opts,
    );
}
