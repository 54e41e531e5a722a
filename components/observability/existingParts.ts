import * as pulumi from "@pulumi/pulumi";
import type { Existing, ExistingStore } from "../../model/existing";
import { headersTo } from "../../model/existing";
import type { ObservabilityLayer, StoreHeader } from "../../model/layers";
import { secretKeyOf } from "../shared/credentials";
import { collectorCredentials } from "./collector/destinationExporters";
import { sidecarLabels, sidecarLabelValue } from "./grafana/relies";
import type { MetricsConnection } from "./metrics/metrics";
import type { SecretFields } from "./shared/ownDatasources";
import { storeAccess } from "./shared/existingStores";

type Layer = ObservabilityLayer<pulumi.Output<string>>;

/** What the layer says differently where something exists already. */
export function whatExists(
    { namespace, existing }: { namespace: string; existing: Existing },
    { pages, grafanaAdminSecret }: MetricsConnection,
): Pick<
    Layer,
    ("grafana" | "grafanaAdminSecret") | ("prometheusNamespace" | "namespaceLabels" | "storeHeaders" | "spanCounts")
> {
    const { grafana, prometheus, otlp } = existing;
    const label = grafana?.datasourceLabel ?? { key: sidecarLabels.datasources, value: sidecarLabelValue };
    return {
        prometheusNamespace: prometheus?.namespace ?? namespace,
        namespaceLabels: prometheus?.namespaceLabels ?? {},
        grafana: {
            url: pages.grafana?.url ?? pulumi.output(grafana?.url ?? ""),
            datasources: { namespace: grafana?.namespace ?? namespace, label: `${label.key}=${label.value}` },
        },
        ...(grafanaAdminSecret && { grafanaAdminSecret: { namespace, name: grafanaAdminSecret } }),
        storeHeaders: storeHeaders(existing, namespace),
        spanCounts: otlp === undefined,
    };
}

const storesIn = ({ loki, tempo }: Existing): ["loki" | "tempo", ExistingStore][] =>
    [...(loki ? [["loki", loki] as const] : []), ...(tempo ? [["tempo", tempo] as const] : [])].map(([name, store]) => [
        name,
        store,
    ]);

/** What our Grafana's pod needs for stores that exist. */
export function storeSecrets(existing: Existing): SecretFields[] {
    return storesIn(existing).map(([uid, store]) => ({ uid, ...storeAccess(store) }));
}

/** What a query to a store that exists sends along; secrets are read where the collector has them. */
function storeHeaders(existing: Existing, namespace: string): ObservabilityLayer["storeHeaders"] {
    const header = (value: ReturnType<typeof headersTo>[string]): StoreHeader => {
        if ("value" in value) {
            return value;
        }
        const { name: secretName, key } = secretKeyOf(value, collectorCredentials);
        return { namespace, secretName, key };
    };
    return Object.fromEntries(
        storesIn(existing).map(([name, store]) => [
            name,
            Object.fromEntries(Object.entries(headersTo(store)).map(([key, value]) => [key, header(value)])),
        ]),
    );
}
