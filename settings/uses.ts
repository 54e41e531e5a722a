import { staysInCluster } from "../model/destinations";
import type { Uses } from "../model/uses";
import { gatewaysOf } from "./gateways";
import type { PlainSettings } from "./schema";

type Settings = Pick<PlainSettings, "observability" | "kong" | "logs" | "traces" | "metrics" | "alerts">;

/** What a stack of these settings uses of its cluster. Pure. */
export function usesOf(settings: Settings): Uses {
    const { kong, metrics, alerts, observability } = settings;
    const proxies = gatewaysOf(kong).flatMap(({ key, gateway: { proxy } }) =>
        proxy.type === "LoadBalancer" ? [[proxy.scheme, `${key}.proxy`] as const] : [],
    );
    const stores = (["logs", "traces"] as const).filter((signal) => {
        const { storage, destinations } = settings[signal];
        return storage.kind === "s3" && storage.roleArn === undefined && staysInCluster(destinations);
    });
    const roles = [
        ...stores.map((signal) => `${signal}.storage`),
        ...metrics.destinations.flatMap(({ kind }, index) =>
            kind === "amazon-managed-prometheus" ? [`metrics.destinations[${index}]`] : [],
        ),
        ...alerts.receivers.flatMap(({ kind }, index) => (kind === "sns" ? [`alerts.receivers[${index}]`] : [])),
    ];
    const podIdentity = observability.kind === "own" ? roles[0] : undefined;
    return {
        loadBalancers: Object.fromEntries(proxies),
        ...(podIdentity !== undefined && { podIdentity }),
        ...(kong.topology === "hybrid" && kong.database.kind === "rds" && { database: "kong.database" }),
    };
}
