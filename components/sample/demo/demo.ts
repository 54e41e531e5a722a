import { readFileSync } from "node:fs";
import path from "node:path";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { input } from "@pulumi/kubernetes/types";
import { imageName, type Registry, standaloneImage } from "../../../charts/registry";
import type { Served } from "../../../model/services";
import { restricted } from "../../shared/kubernetes";

/** The demo service's address. Its counters have a port that no route leads to. */
export const demoServed = (
    namespace: string,
): { service: string; namespace: string; ports: { http: number; metrics: number } } =>
    ({ service: "demo-service", namespace, ports: { http: 18080, metrics: 18081 } }) satisfies Served;

/** Its logs and its ServiceMonitor are selected by `app`, as in many applications' own charts. */
export const demoLabels = { app: "demo-service", "app.kubernetes.io/name": "demo-service" };

const program = readFileSync(path.join(__dirname, "demo.py"), "utf8");
const [folder, file] = ["/demo", "demo.py"];
/** Python and its threads take about 20 MiB. */
const resources = { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "96Mi" } };

/**
 * The demo service's pod: a Python script mounted into Python's official image. It needs only the standard library, and
 * an image of our own would have to be published first.
 */
export function demoPod(
    name: string,
    { namespace, registry }: { namespace: string; registry: Registry },
    opts: pulumi.CustomResourceOptions,
): input.core.v1.PodSpec {
    // Pulumi adds a hash of the content to the name, so that a changed script replaces the pods.
    const script = new k8s.core.v1.ConfigMap(
        name,
        { metadata: { namespace }, immutable: true, data: { [file]: program } },
        opts,
    );
    const { http, metrics } = demoServed(namespace).ports;
    return {
        automountServiceAccountToken: false,
        containers: [
            {
                name: "demo-service",
                image: imageName(standaloneImage("python", registry)),
                // -I: ignores environment variables and the current folder; -B: writes no files.
                command: ["python3", "-IB", `${folder}/${file}`, String(http), String(metrics)],
                ports: [
                    { name: "http", containerPort: http },
                    { name: "metrics", containerPort: metrics },
                ],
                // It logs and counts each request, so the probe reads its counters.
                readinessProbe: { httpGet: { path: "/metrics", port: "metrics" } },
                livenessProbe: { httpGet: { path: "/metrics", port: "metrics" }, periodSeconds: 30 },
                resources,
                securityContext: { ...restricted, runAsUser: 65532 },
                volumeMounts: [{ name: "program", mountPath: folder, readOnly: true }],
            },
        ],
        volumes: [{ name: "program", configMap: { name: script.metadata.name } }],
    };
}
