import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../shared/component";
import type { Service } from "../../model/gateway";
import { restricted } from "../shared/kubernetes";
import { restrictedNamespace } from "../shared/namespace";
import { imageName, type Registry, standaloneImage } from "../../charts/registry";
import { goEnvironment } from "../release/goRuntime";
import { type Served, serviceUrl } from "../../model/services";

interface SampleArgs {
    namespace: string;
    registry: Registry;
}

const resources = { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "64Mi" } };
const served = (namespace: string): { service: string; namespace: string; ports: { http: number } } =>
    ({ service: "echo", namespace, ports: { http: 1027 } }) satisfies Served;

/**
 * What the gateway serves of the sample: an echo inside the cluster first, since it needs no internet, and httpbin
 * outside.
 */
function sampleServices(namespace: string): Service[] {
    const service = (name: string, url: string): Service => ({
        name,
        url,
        routes: [{ name, paths: [`/${name}`], stripPath: true, preserveHost: false, plugins: [] }],
        plugins: [],
    });
    return [service("echo", serviceUrl(served(namespace), "http")), service("mock", "https://httpbin.konghq.com")];
}

/** What the sample brings to the gateway. */
export interface SampleConnection {
    services: Service[];
    /** The application answers once these are there. */
    ready: pulumi.Resource[];
}

/**
 * The sample in a namespace of its own, or nothing where it is not wanted.
 * @param name of the namespace
 */
export function connectSample(
    name: string,
    { wanted, registry }: { wanted: boolean; registry: Registry },
    opts: { provider: pulumi.ProviderResource; dependsOn: pulumi.Resource[] },
): SampleConnection {
    if (!wanted) {
        return { services: [], ready: [] };
    }
    const dependsOn = [restrictedNamespace(name, opts)];
    const { services, ready } = new Sample(name, { namespace: name, registry }, { ...opts, dependsOn });
    return { services, ready: [ready] };
}

/** An application to try the gateway with: Kong's go-echo, which answers with its pod's name and what it was sent. */
class Sample extends Component {
    public readonly services: Service[];
    /** The application answers once this is there. */
    public readonly ready: k8s.core.v1.Service;

    constructor(name: string, args: SampleArgs, opts?: ComponentOptions) {
        const { namespace, registry } = args;
        const echo = served(namespace);
        super("kong-observability:sample:Sample", name, { namespace, serves: [echo] }, opts);

        const labels = { "app.kubernetes.io/name": echo.service };
        const metadata = { name: echo.service, namespace, labels };
        const { http } = echo.ports;
        const fromPod = (env: string, fieldPath: string): { name: string; valueFrom: object } => ({
            name: env,
            valueFrom: { fieldRef: { fieldPath } },
        });
        const app = new k8s.apps.v1.Deployment(
            name,
            {
                metadata,
                spec: {
                    selector: { matchLabels: labels },
                    template: {
                        metadata: { labels },
                        spec: {
                            automountServiceAccountToken: false,
                            containers: [
                                {
                                    name: echo.service,
                                    image: imageName(standaloneImage("echo", registry)),
                                    env: [
                                        fromPod("POD_NAME", "metadata.name"),
                                        fromPod("POD_NAMESPACE", "metadata.namespace"),
                                        ...goEnvironment(resources.limits),
                                    ],
                                    ports: [{ name: "http", containerPort: http }],
                                    // It logs each request, so the kubelet asks for no more than whether it listens.
                                    readinessProbe: { tcpSocket: { port: "http" } },
                                    livenessProbe: { tcpSocket: { port: "http" }, periodSeconds: 30 },
                                    resources,
                                    // A static binary that writes no file and listens above 1024; its image names no
                                    // user.
                                    securityContext: { ...restricted, runAsUser: 65532 },
                                },
                            ],
                        },
                    },
                },
            },
            this.within,
        );
        this.ready = new k8s.core.v1.Service(
            name,
            { metadata, spec: { selector: labels, ports: [{ name: "http", port: http, targetPort: "http" }] } },
            this.after(app),
        );

        this.services = sampleServices(namespace);
        this.registerOutputs();
    }
}
