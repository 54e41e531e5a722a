import { connect } from "node:net";
import { WebSocketServer } from "ws";
import { json, serve } from "./http";
import type { Stoppable } from "./processes";

/** A Service of the stub: each pod is a port of this machine. */
export interface StubService {
    namespace: string;
    name: string;
    port: number;
    pods: { name: string; port: number; ready: boolean }[];
}

export interface Surroundings {
    services: StubService[];
    secrets: { namespace: string; name: string; data: Record<string, string> }[];
    /** Datasource files by the ConfigMap's name. */
    datasourceFiles: Record<string, string>;
    /** What k8s_attributes finds. @default none */
    pods?: KnownPod[];
}

/** A pod as the API knows it; with a template's hash it is a Deployment's. */
export interface KnownPod {
    namespace: string;
    name: string;
    labels: Record<string, string>;
    deployment?: string;
    annotations?: Record<string, string>;
}

/**
 * A stub of the Kubernetes API: Services, pods, a Secret, ConfigMaps, and port-forwarding to this machine's own ports
 * by the protocol that kubectl and the client library speak. To k8s_attributes of collector and agent it shows the pods
 * that it is told of.
 */
export async function startKubernetes(surroundings: Surroundings): Promise<Stoppable & { kubeconfig: string }> {
    const podOf = ({ namespace, name }: StubService, pod: StubService["pods"][number]): object => ({
        metadata: { name: pod.name, namespace, labels: { app: name } },
        spec: { containers: [{ name: "main", ports: [{ name: "main", containerPort: pod.port }] }] },
        status: {
            phase: "Running",
            conditions: [{ type: "Ready", status: pod.ready ? "True" : "False" }],
            containerStatuses: pod.ready ? [] : [{ state: { waiting: { reason: "CrashLoopBackOff" } } }],
        },
    });
    const listed = {
        type: "BOOKMARK",
        object: {
            kind: "Pod",
            apiVersion: "v1",
            metadata: { resourceVersion: "1", annotations: { "k8s.io/initial-events-end": "true" } },
        },
    };
    const api = await serve((_request, { pathname, searchParams }) => {
        const { services, secrets, datasourceFiles } = surroundings;
        const [, namespace, kind, name] =
            /^\/api\/v1\/namespaces\/([^/]+)\/(services|pods|secrets|configmaps)\/?([^/]*)$/.exec(pathname) ?? [];
        if (pathname === "/version" || pathname === "/version/") {
            return json({
                major: "1",
                minor: "35",
                gitVersion: "v1.35.0",
                gitCommit: "",
                gitTreeState: "",
                buildDate: "",
                goVersion: "",
                compiler: "",
                platform: "",
            });
        }
        if (kind === "services") {
            const service = services.find((candidate) => candidate.namespace === namespace && candidate.name === name);
            return service === undefined
                ? json({ kind: "Status", code: 404 }, 404)
                : json({
                      metadata: { name },
                      spec: { selector: { app: name }, ports: [{ port: service.port, targetPort: "main" }] },
                  });
        }
        if (kind === "pods") {
            const items = services
                .filter(
                    (service) =>
                        service.namespace === namespace && searchParams.get("labelSelector") === `app=${service.name}`,
                )
                .flatMap((service) => service.pods.map((pod) => podOf(service, pod)));
            return json({ kind: "PodList", apiVersion: "v1", items });
        }
        if (kind === "secrets") {
            const secret = secrets.find((candidate) => candidate.namespace === namespace && candidate.name === name);
            const data = Object.fromEntries(
                Object.entries(secret?.data ?? {}).map(([key, value]) => [key, Buffer.from(value).toString("base64")]),
            );
            return secret === undefined ? json({ kind: "Status", code: 404 }, 404) : json({ metadata: { name }, data });
        }
        if (kind === "configmaps") {
            return json({
                items: Object.entries(datasourceFiles).map(([key, text]) => ({
                    metadata: { name: key },
                    data: { "datasource.yaml": text },
                })),
            });
        }
        // Lists for the collector's informers, as events where they ask for those.
        if (searchParams.get("sendInitialEvents") === "true" && pathname === "/api/v1/pods") {
            const items = (surroundings.pods ?? []).map((pod) => ({ type: "ADDED", object: known(pod) }));
            return {
                type: "application/json",
                body: [...items, listed].map((event) => JSON.stringify(event)).join("\n"),
            };
        }
        return searchParams.get("watch") === "true" || searchParams.get("watch") === "1"
            ? { type: "application/json", body: "" }
            : json({ kind: "List", apiVersion: "v1", metadata: { resourceVersion: "1" }, items: [] });
    });

    const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => "v4.channel.k8s.io" });
    api.server.on("upgrade", (request, socket, head) => {
        const url = new URL(request.url ?? "/", "http://stub");
        const port = Number(url.searchParams.get("ports"));
        sockets.handleUpgrade(request, socket, head, (way) => {
            // Channel 0 is data and 1 is errors; each begins with the port, in two bytes.
            const start = Buffer.from([port & 0xff, port >> 8]);
            const say = (channel: number, data: Buffer): void =>
                way.send(Buffer.concat([Buffer.from([channel]), data]));
            say(0, start);
            say(1, start);
            const target = connect(port, "127.0.0.1");
            target.on("data", (data) => say(0, data));
            target.on("error", (error) => say(1, Buffer.from(error.message)));
            target.on("close", () => way.close());
            way.on("message", (message: Buffer) => message.length > 1 && target.write(message.subarray(1)));
            way.on("close", () => target.destroy());
        });
    });

    const kubeconfig = JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name: "stub", cluster: { server: api.url, "insecure-skip-tls-verify": true } }],
        users: [{ name: "stub", user: {} }],
        contexts: [{ name: "stub", context: { cluster: "stub", user: "stub" } }],
        "current-context": "stub",
    });
    return {
        kubeconfig,
        stop: async () => {
            sockets.close();
            await api.stop();
        },
    };
}

function known({ namespace, name, labels, deployment, annotations = {} }: KnownPod): object {
    const hash = "7d4b9c8f5d";
    const owner = {
        apiVersion: "apps/v1",
        kind: "ReplicaSet",
        name: `${deployment}-${hash}`,
        uid: "1",
        controller: true,
    };
    const metadata = {
        name,
        namespace,
        uid: name,
        resourceVersion: "1",
        annotations,
        labels: { ...labels, ...(deployment !== undefined && { "pod-template-hash": hash }) },
        ownerReferences: deployment === undefined ? [] : [owner],
    };
    return { kind: "Pod", apiVersion: "v1", metadata, spec: { nodeName: "node-1" }, status: { podIP: "10.0.0.1" } };
}
