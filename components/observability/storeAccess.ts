import * as k8s from "@pulumi/kubernetes";
import type { NetworkPolicyArgs } from "@pulumi/kubernetes/networking/v1";
import type * as pulumi from "@pulumi/pulumi";
import { type ChartName, charts } from "../../charts";
import { releaseNameOf, type ReleaseNames } from "../../charts/releaseNames";
import { inNamespace } from "../shared/kubernetes";

/** Who may reach the stores, which have no login: any client could read, or delete, the whole cluster's telemetry. */
export interface StoreAccess {
    /** Whether only pods of their own namespace and of `storeClients` may; if false, every pod of the cluster may. */
    stores: boolean;
    /** Namespaces. */
    storeClients: string[];
}

/** By name. */
type NetworkPolicies = Record<string, NetworkPolicyArgs>;

/** A release whose pods store data. */
export type Store = Extract<ChartName, "kube-prometheus-stack" | "loki" | "loki-stack" | "tempo" | "deepflow">;

/** The stores of a stack. */
export interface GuardedStores {
    stores: readonly Store[];
    namespace: string;
    releaseNames?: ReleaseNames | undefined;
}

/** Names of a chart's pods that store data. */
const podsOf: Record<Store, readonly string[]> = {
    "kube-prometheus-stack": ["prometheus", "alertmanager"],
    loki: ["loki"],
    "loki-stack": ["loki"],
    tempo: ["tempo"],
    // Applications may send to its agents.
    deepflow: ["deepflow-server", "deepflow-clickhouse", "deepflow-mysql"],
};

/**
 * One ingress policy per store. Everything within the namespace is allowed: scrapes, remote writes, OTLP, Grafana, the
 * pages' proxies, and gossip between replicas. Traffic from the node itself is always allowed (the kubelet's probes),
 * and a `port-forward` comes from inside the pod. Pods that serve other namespaces (webhooks, the collector, Grafana)
 * stay open. Pure.
 */
export function storePolicies({ stores, namespace, releaseNames }: GuardedStores, clients: string[]): NetworkPolicies {
    const policies = stores.flatMap((chart) =>
        podsOf[chart].map((store): [string, NetworkPolicyArgs] => [
            `${store}-ingress`,
            {
                metadata: { name: `${store}-ingress`, namespace },
                spec: {
                    podSelector: {
                        matchLabels: {
                            ...charts[chart].services[store]?.selects?.(releaseNameOf(chart, releaseNames)),
                        },
                    },
                    policyTypes: ["Ingress"],
                    ingress: [{ from: [{ podSelector: {} }, ...clients.map(inNamespace)] }],
                },
            },
        ]),
    );
    return Object.fromEntries(policies);
}

/** Closes the stores to the rest of the cluster, if enabled. */
export function guardStores(
    { stores: asked, storeClients }: StoreAccess,
    guarded: GuardedStores,
    opts: pulumi.CustomResourceOptions,
): void {
    const policies = asked ? storePolicies(guarded, storeClients) : {};
    for (const [name, policy] of Object.entries(policies)) {
        new k8s.networking.v1.NetworkPolicy(name, policy, opts);
    }
}
