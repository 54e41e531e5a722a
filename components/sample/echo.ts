import type { input } from "@pulumi/kubernetes/types";
import { imageName, type Registry, standaloneImage } from "../../charts/registry";
import type { Served } from "../../model/services";
import { goEnvironment } from "../release/goRuntime";
import { restricted } from "../shared/kubernetes";

export const echoServed = (namespace: string): { service: string; namespace: string; ports: { http: number } } =>
    ({ service: "echo", namespace, ports: { http: 1027 } }) satisfies Served;

export const echoLabels = { "app.kubernetes.io/name": "echo" };

const resources = { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "64Mi" } };

const fromPod = (env: string, fieldPath: string): { name: string; valueFrom: object } => ({
    name: env,
    valueFrom: { fieldRef: { fieldPath } },
});

/** The pod of Kong's go-echo. */
export function echoPod({ namespace, registry }: { namespace: string; registry: Registry }): input.core.v1.PodSpec {
    const { service, ports } = echoServed(namespace);
    return {
        automountServiceAccountToken: false,
        containers: [
            {
                name: service,
                image: imageName(standaloneImage("echo", registry)),
                env: [
                    fromPod("POD_NAME", "metadata.name"),
                    fromPod("POD_NAMESPACE", "metadata.namespace"),
                    ...goEnvironment(resources.limits),
                ],
                ports: [{ name: "http", containerPort: ports.http }],
                // It logs each request, so the probe only checks that the port is open.
                readinessProbe: { tcpSocket: { port: "http" } },
                livenessProbe: { tcpSocket: { port: "http" }, periodSeconds: 30 },
                resources,
                // A static binary that writes no files and listens above 1024. Its image sets no user.
                securityContext: { ...restricted, runAsUser: 65532 },
            },
        ],
    };
}
