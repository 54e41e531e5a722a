import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { Component, type ComponentOptions } from "../shared/component";
import type { LiveCluster } from "../release/guard/live";
import { changedInPlace, type ClusterConnection, type LoadBalancerScheme, type LoadBalancerSpec } from "./connection";
import { liveCluster } from "./live";
import { type LoadBalancerOwner, loadBalancerSpec, plain } from "./loadBalancer";

/** A cluster that is already there. Loads nothing of AWS: not even indirectly. */
export interface KubeconfigArgs {
    kind: "kubeconfig";
    /** @default the kubeconfig's current context */
    context?: string;
    /** The kubeconfig file; `~/` stands for the home directory. @default `$KUBECONFIG`, else `~/.kube/config` */
    path?: string;
    /** The StorageClass for persistent volumes. @default the cluster's own default */
    storageClass?: string;
    /** Who makes its load balancers. @default not known: a Service is what the cluster makes of it */
    loadBalancers?: LoadBalancerOwner;
}

/** What the provider is given. */
export interface Kubeconfig {
    /** The file's content; undefined leaves the search to the provider. */
    content?: string;
    /** The same for those who read the stack's outputs: its current context is the one that was asked for. */
    exported?: string;
    /** Tells one cluster from another: only where it changes are all resources made anew. */
    identifier: string;
}

/** Where to look: split off so that tests need neither the environment nor a home directory. */
export interface Surroundings {
    KUBECONFIG?: string;
    home: string;
}

/**
 * Reads the kubeconfig. A path that was asked for has to be there; without one the plan works on a machine that has no
 * cluster at all. Several files in `$KUBECONFIG` are merged here as kubectl merges them: the provider takes one.
 */
export function readKubeconfig(
    { path, context }: Pick<KubeconfigArgs, "path" | "context">,
    around: Surroundings,
): Kubeconfig {
    const asked = path?.replace(/^~(?=\/)/, around.home);
    if (asked !== undefined && !existsSync(asked)) {
        throw new Error(`cluster.path: there is no file ${asked}`);
    }
    const places =
        asked !== undefined
            ? [asked]
            : (around.KUBECONFIG?.split(delimiter).filter(Boolean) ?? [join(around.home, ".kube", "config")]);
    const files = places.filter((place) => existsSync(place));
    if (files.length === 0) {
        return { identifier: context ?? "default" };
    }
    const texts = files.map((file) => readFileSync(file, "utf8"));
    const merged = merge(texts.map((text, index) => parseFile(text, files[index]!)));
    const content = texts.length === 1 ? texts[0] : JSON.stringify(merged);

    const contexts = merged.contexts.map(({ name }) => name);
    // Not checked where nobody named the file: the plan is the same on every machine, whatever else its kubeconfig
    // holds.
    if (asked !== undefined && context !== undefined && !contexts.includes(context)) {
        throw new Error(
            `cluster.context: got ${context}; allowed, by ${asked}: ${contexts.join(", ") || "none, for it has no contexts"}`,
        );
    }
    const exported = context === undefined ? content : JSON.stringify({ ...merged, "current-context": context });
    return { content, exported, identifier: context ?? currentServer(merged) ?? "default" };
}

interface Named {
    name: string;
    cluster?: { server?: string };
    context?: { cluster?: string };
}

interface KubeconfigFile {
    apiVersion: "v1";
    kind: "Config";
    "current-context": string;
    clusters: Named[];
    contexts: Named[];
    users: Named[];
}

function parseFile(text: string, path: string): KubeconfigFile {
    let file: { [key in keyof KubeconfigFile]?: KubeconfigFile[key] | null } | null;
    try {
        file = parse(text);
    } catch {
        // The parser's own message quotes the line, which can hold a key.
        throw new Error(`cluster.path: ${path} is not YAML`);
    }
    return {
        apiVersion: "v1",
        kind: "Config",
        "current-context": file?.["current-context"] ?? "",
        clusters: file?.clusters ?? [],
        contexts: file?.contexts ?? [],
        users: file?.users ?? [],
    };
}

/**
 * The first file to say something is the one that counts:
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
 */
function merge(files: KubeconfigFile[]): KubeconfigFile {
    const first = (lists: Named[][]) =>
        [
            ...new Map(
                lists
                    .flat()
                    .reverse()
                    .map((entry) => [entry.name, entry]),
            ).values(),
        ].reverse();
    return {
        apiVersion: "v1",
        kind: "Config",
        "current-context": files.map((file) => file["current-context"]).find(Boolean) ?? "",
        clusters: first(files.map(({ clusters }) => clusters)),
        contexts: first(files.map(({ contexts }) => contexts)),
        users: first(files.map(({ users }) => users)),
    };
}

/** The server that the current context leads to, or at least the context's name. */
function currentServer({ contexts, clusters, "current-context": current }: KubeconfigFile): string | undefined {
    const cluster = contexts.find(({ name }) => name === current)?.context?.cluster;
    return clusters.find(({ name }) => name === cluster)?.cluster?.server ?? (current || undefined);
}

/** A connection to a cluster that someone else looks after: nodes, volumes and load balancers are as they are. */
export class ExistingCluster extends Component implements ClusterConnection {
    public readonly provider: k8s.Provider;
    public readonly kubeconfig: pulumi.Output<string>;
    public readonly live: LiveCluster;
    public readonly ready: pulumi.Resource[];
    public readonly storageClass?: string;
    public readonly nodesComeWithLoad: boolean;
    private readonly loadBalancers: LoadBalancerOwner | undefined;

    constructor(name: string, args: KubeconfigArgs, opts?: ComponentOptions) {
        const { context, storageClass, loadBalancers } = args;
        super("kong-observability:cluster:ExistingCluster", name, { context, storageClass, loadBalancers }, opts);
        this.loadBalancers = loadBalancers;
        // Of others nobody says whether something scales their nodes.
        this.nodesComeWithLoad = loadBalancers === "eks-auto-mode";

        const {
            content,
            exported = "",
            identifier,
        } = readKubeconfig(args, { KUBECONFIG: process.env.KUBECONFIG, home: homedir() });
        this.provider = new k8s.Provider(
            `${name}-kubernetes`,
            {
                kubeconfig: content === undefined ? undefined : pulumi.secret(content),
                context,
                clusterIdentifier: identifier,
                ...changedInPlace,
            },
            this.within,
        );
        this.kubeconfig = pulumi.secret(exported);
        this.live = liveCluster(this.kubeconfig);
        this.ready = [];
        this.storageClass = storageClass;
        this.registerOutputs({ storageClass });
    }

    /** @throws Error where nobody can be told that it must be internal: the gateway would go public in silence */
    loadBalancer(scheme: LoadBalancerScheme): LoadBalancerSpec {
        if (this.loadBalancers !== undefined) {
            return loadBalancerSpec(this.loadBalancers, scheme);
        }
        if (scheme === "internal") {
            throw new Error("cluster.loadBalancers: missing; only a known load balancer can be told to be internal");
        }
        return plain();
    }
}

export function connectKubeconfig(name: string, args: KubeconfigArgs, opts?: ComponentOptions): ClusterConnection {
    return new ExistingCluster(name, args, opts);
}
