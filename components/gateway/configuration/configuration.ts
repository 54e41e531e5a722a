import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../../shared/component";
import type { GatewayContent } from "../contract";
import { renderDeck } from "./deck";
import { deckPod, type DeckPodArgs, runsAgainFor } from "./deckPod";
import { observed } from "../plugins/observed";

export interface GatewayConfigurationArgs
    extends GatewayContent, Pick<DeckPodArgs, "registry" | "adminUrl" | "adminToken"> {
    namespace: string;
    /** Identity of the control plane's database: a new database is empty, so the Job runs again. */
    database: pulumi.Input<string | null>;
}

const configFile = "kong.yaml";

/**
 * Services, routes and plugins, applied to the control plane by decK (Kong's configuration tool) in a Job that is
 * replaced when they change.
 */
export class GatewayConfiguration extends Component {
    /** Data planes must wait for it: with an empty control plane they are ready, and answer 404 to everything. */
    public readonly applied: k8s.batch.v1.Job;

    constructor(name: string, args: GatewayConfigurationArgs, opts?: ComponentOptions) {
        const { namespace, registry, database, adminUrl, adminToken, access, plugins, signals, selectTag } = args;
        const services = [...args.services, ...access.services];
        super(
            "kong-observability:kong:GatewayConfiguration",
            name,
            {
                namespace,
                selectTag,
                services: services.map((service) => service.name),
                samplingRate: signals.sampling.rate,
                renderer: "deck",
            },
            opts,
        );

        const content = pulumi
            .all([signals.otlpHttpUrl, ...services.map(({ url }) => url)])
            .apply(([collector, ...urls]) => {
                const known = services.map((service, index) => ({ ...service, url: urls[index] ?? "" }));
                return renderDeck(
                    observed(known, { ...signals, otlpHttpUrl: collector ?? "", extra: plugins }),
                    selectTag,
                );
            });
        // A change gives both a new name: a Job is immutable, and a pod does not notice a changed ConfigMap.
        const objectName = content.apply(
            (text) => `kong-gateway-config-${createHash("sha256").update(text).digest("hex").slice(0, 10)}`,
        );

        const file = new k8s.core.v1.ConfigMap(
            name,
            { metadata: { name: objectName, namespace }, immutable: true, data: { [configFile]: content } },
            this.within,
        );
        this.applied = new k8s.batch.v1.Job(
            name,
            {
                metadata: { name: objectName, namespace },
                spec: {
                    // With exponential back-off this gives the Admin API about ten minutes to answer.
                    backoffLimit: 6,
                    template: deckPod({
                        registry,
                        adminUrl,
                        adminToken,
                        file: { configMap: objectName, key: configFile },
                    }),
                },
            },
            { ...this.after(file), customTimeouts: { create: "15m" }, ...runsAgainFor(database) },
        );
        this.registerOutputs({ name: objectName });
    }
}
