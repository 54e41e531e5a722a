import * as k8s from "@pulumi/kubernetes";
import type { NetworkPolicyArgs } from "@pulumi/kubernetes/networking/v1";
import type * as pulumi from "@pulumi/pulumi";
import { type ChartName, charts } from "../../charts";
import { inNamespace } from "../shared/kubernetes";

/** Who reaches the stores, which ask nobody who they are: each could read, or drop, what all of the cluster tells. */
export interface StoreAccess {
    /** Only pods of their own namespace and of `storeClients`; or every pod of the cluster. */
    stores: boolean;
    /** Namespaces. */
    storeClients: string[];
}

/** By their names. */
type NetworkPolicies = Record<string, NetworkPolicyArgs>;

/** A release whose pods keep something. */
export type Store = Extract<ChartName, "kube-prometheus-stack" | "loki" | "loki-stack" | "tempo">;

/** What a chart's pods keep something behind; the release is called like its chart. */
const guarded: Record<Store, readonly string[]> = {
    "kube-prometheus-stack": ["prometheus", "alertmanager"],
    loki: ["loki"],
    "loki-stack": ["loki"],
    tempo: ["tempo"],
};

/**
 * One policy a store, and of what comes in alone. Within the namespace nothing is told apart: scrapes, remote writes,
 * OTLP, Grafana, the pages' proxies, and the gossip of pairs. What a node itself sends is always let through (the
 * kubelet's probes), and a `port-forward` comes from inside of the pod. Pods that serve others, webhooks, the collector
 * and Grafana, are left open. Pure.
 */
export function storePolicies(stores: readonly Store[], namespace: string, clients: string[]): NetworkPolicies {
    const policies = stores.flatMap((chart) =>
        guarded[chart].map((store): [string, NetworkPolicyArgs] => [
            `${store}-ingress`,
            {
                metadata: { name: `${store}-ingress`, namespace },
                spec: {
                    podSelector: { matchLabels: { ...charts[chart].services[store]?.selects?.(chart) } },
                    policyTypes: ["Ingress"],
                    ingress: [{ from: [{ podSelector: {} }, ...clients.map(inNamespace)] }],
                },
            },
        ]),
    );
    return Object.fromEntries(policies);
}

/** Closes the stores to the rest of the cluster, where that is asked for. */
export function guardStores(
    { stores: asked, storeClients }: StoreAccess,
    { namespace, stores }: { namespace: string; stores: readonly Store[] },
    opts: pulumi.CustomResourceOptions,
): void {
    const policies = asked ? storePolicies(stores, namespace, storeClients) : {};
    for (const [name, policy] of Object.entries(policies)) {
        new k8s.networking.v1.NetworkPolicy(name, policy, opts);
    }
}
