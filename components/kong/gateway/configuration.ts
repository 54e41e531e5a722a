import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../../component";
import { restricted } from "../../kubernetes";
import { imageName, type Registry, standaloneImage } from "../../release/catalog";
import { adminClientLabel } from "../networkPolicy";
import { renderDeck } from "./deck";
import { globalPlugins, type GlobalPluginsArgs } from "./globalPlugins";
import type { Gateway } from "./model";

export interface GatewayConfigurationArgs {
    namespace: string;
    registry: Registry;
    /** Which database the control plane keeps it in: another one is empty, so the Job runs again. */
    database: string;
    /** The control plane's Admin API. */
    adminUrl: pulumi.Input<string>;
    /** The Secret with the token for it, where RBAC is on. */
    adminToken: { secretName: string; key: string } | undefined;
    /** Base address of the collector's OTLP/HTTP receiver. */
    otlpHttpUrl: pulumi.Input<string>;
    services: Gateway["services"];
    plugins: Omit<GlobalPluginsArgs, "otlpHttpUrl">;
    /** Tag on everything that decK owns. */
    selectTag: string;
}

const configFolder = "/config";
const configFile = "kong.yaml";

/** Services, routes and plugins, applied to the control plane by decK, Kong's own tool, in a Job that is replaced when they change. */
export class GatewayConfiguration extends Component {
    /** Data planes must wait for it: they are not ready before their control plane has a configuration. */
    public readonly applied: k8s.batch.v1.Job;

    constructor(name: string, args: GatewayConfigurationArgs, opts?: ComponentOptions) {
        const { namespace, registry, database, adminUrl, adminToken, otlpHttpUrl, services, plugins, selectTag } = args;
        super(
            "kong-observability:kong:GatewayConfiguration",
            name,
            { namespace, selectTag, services: services.map((service) => service.name), samplingRate: plugins.samplingRate, renderer: "deck" },
            opts,
        );

        const content = pulumi.output(otlpHttpUrl).apply((url) => renderDeck({ services, plugins: globalPlugins({ ...plugins, otlpHttpUrl: url }) }, selectTag));
        // What changes gets a new name: a Job cannot be changed, and a pod would not notice a changed ConfigMap.
        const objectName = content.apply((text) => `kong-gateway-config-${createHash("sha256").update(database).update(text).digest("hex").slice(0, 10)}`);

        const file = new k8s.core.v1.ConfigMap(name, { metadata: { name: objectName, namespace }, immutable: true, data: { [configFile]: content } }, this.within);
        const deck = {
            image: imageName(standaloneImage("deck", registry)),
            env: [
                { name: "DECK_KONG_ADDR", value: adminUrl },
                ...(adminToken ? [{ name: "DECK_KONG_ADMIN_TOKEN", valueFrom: { secretKeyRef: { name: adminToken.secretName, key: adminToken.key } } }] : []),
            ],
            resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } },
            // The image names its user; Kubernetes can only check a number.
            securityContext: { ...restricted, runAsUser: 65532 },
        };
        this.applied = new k8s.batch.v1.Job(
            name,
            {
                metadata: { name: objectName, namespace },
                spec: {
                    // With growing pauses these are about ten minutes for the Admin API to answer.
                    backoffLimit: 6,
                    template: {
                        metadata: { labels: { "app.kubernetes.io/name": "deck", ...adminClientLabel } },
                        spec: {
                            // Failed pods stay, so that their logs can be read.
                            restartPolicy: "Never",
                            automountServiceAccountToken: false,
                            initContainers: [{ name: "wait-for-admin-api", ...deck, args: ["gateway", "ping", "--analytics=false"] }],
                            containers: [
                                {
                                    name: "sync",
                                    ...deck,
                                    args: ["gateway", "sync", `${configFolder}/${configFile}`, "--analytics=false"],
                                    volumeMounts: [{ name: "config", mountPath: configFolder, readOnly: true }],
                                },
                            ],
                            volumes: [{ name: "config", configMap: { name: objectName } }],
                        },
                    },
                },
            },
            { ...this.after(file), customTimeouts: { create: "15m" } },
        );
        this.registerOutputs({ name: objectName });
    }
}
