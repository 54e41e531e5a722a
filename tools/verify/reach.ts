import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { Writable } from "node:stream";
import type { CoreV1Api, KubeConfig, PortForward } from "@kubernetes/client-node";
import { parse } from "yaml";
import { type Datasource, datasourcesAnswer } from "./backends";
import { type PodPort, podPorts, serviceAddress } from "./services";

/** A cluster, reached like `kubectl port-forward`: through its API server, directly to a pod. */
export class Cluster {
    private readonly servers: Server[] = [];
    private readonly sockets = new Set<Socket>();

    private constructor(
        private readonly core: CoreV1Api,
        private readonly forwarder: PortForward,
    ) {}

    /** @throws Error if the cluster does not answer */
    static async connect(config: KubeConfig): Promise<Cluster> {
        const { CoreV1Api, PortForward, VersionApi } = await import("@kubernetes/client-node");
        await config
            .makeApiClient(VersionApi)
            .getCode()
            .catch((error: unknown) => {
                const server = config.getCurrentCluster()?.server ?? "of the kubeconfig";
                throw new Error(
                    `The cluster ${server} does not answer: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`,
                );
            });
        return new Cluster(config.makeApiClient(CoreV1Api), new PortForward(config));
    }

    /** Opens a port-forward to each ready pod behind a Service: `http://127.0.0.1:<port>`. */
    async forwardAll(url: string): Promise<string[]> {
        const address = serviceAddress(url);
        const { namespace, service: name } = address;
        const service = await this.core.readNamespacedService({ namespace, name }).catch((error: unknown) => {
            throw new Error(
                (error as { code?: number }).code === 404
                    ? `there is no Service ${name} in ${namespace}`
                    : `Service ${name} in ${namespace} cannot be read: ${String(error)}`,
            );
        });
        const labelSelector = Object.entries(service.spec?.selector ?? {})
            .map(([key, value]) => `${key}=${value}`)
            .join(",");
        const { items } = await this.core.listNamespacedPod({ namespace, labelSelector });
        return Promise.all(
            podPorts(address, service, items).map(
                async (target) => `${address.scheme}://127.0.0.1:${await this.forward(namespace, target)}`,
            ),
        );
    }

    async forwardOne(url: string): Promise<string> {
        const [first] = await this.forwardAll(url);
        return first as string;
    }

    /** A free local port whose connections are forwarded to the pod. */
    private async forward(namespace: string, { pod, port }: PodPort): Promise<number> {
        const server = createServer((socket) => {
            this.sockets.add(socket);
            socket.on("close", () => this.sockets.delete(socket));
            socket.on("error", () => socket.destroy());
            // The kubelet's reason if nothing listens in the pod. The initial message of this channel is empty.
            const refused = new Writable({
                write: (reason: Buffer, _encoding, done) => {
                    if (reason.length > 0) {
                        socket.destroy();
                    }
                    done();
                },
            });
            this.forwarder.portForward(namespace, pod, [port], socket, refused, socket).then(
                (way) => {
                    if (typeof way !== "function") {
                        way.onclose = () => socket.destroy();
                        socket.on("close", () => way.close());
                    }
                },
                () => socket.destroy(),
            );
        });
        this.servers.push(server);
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return (server.address() as AddressInfo).port;
    }

    async secret(namespace: string, name: string): Promise<Record<string, string>> {
        const { data = {} } = await this.core.readNamespacedSecret({ namespace, name });
        return Object.fromEntries(
            Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]),
        );
    }

    /**
     * What Grafana's sidecar would provision: out of ConfigMaps, and out of Secrets where a store that exists is sent a
     * header. Grafana expands `$name`, so a literal `$` is written `$$`.
     */
    async datasources({ namespace, label }: { namespace: string; label?: string }): Promise<Datasource[]> {
        const labelSelector = label ?? "grafana_datasource=1";
        const maps = await this.core.listNamespacedConfigMap({ namespace, labelSelector });
        const secrets = await this.core
            .listNamespacedSecret({ namespace, labelSelector })
            .then(({ items }) => items)
            .catch(() => []);
        const files = [
            ...maps.items.flatMap(({ data = {} }) => Object.values(data)),
            ...secrets.flatMap(({ data = {} }) =>
                Object.values(data).map((text) => Buffer.from(text, "base64").toString()),
            ),
        ];
        return files.flatMap((text) =>
            datasourcesAnswer.parse((parse(text.replaceAll("$$", "$")) as { datasources: unknown }).datasources),
        );
    }

    close(): void {
        for (const server of this.servers) {
            server.close();
        }
        for (const socket of this.sockets) {
            socket.destroy();
        }
    }
}
