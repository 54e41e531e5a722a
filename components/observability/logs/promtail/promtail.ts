import * as pulumi from "@pulumi/pulumi";
import { releaseNameOf } from "../../../../charts/releaseNames";
import { ChartRelease, type Delivery } from "../../../release/chartRelease";
import { Component, type ComponentOptions } from "../../../shared/component";
import { promtailValues, type PromtailValuesArgs } from "./values";

export interface PromtailArgs extends Omit<PromtailValuesArgs, "registry"> {
    namespace: string;
    delivery: Delivery;
}

/** Promtail on every node, which replaces the agents for all containers but the gateway's. */
export class Promtail extends Component {
    /** @param opts must depend on Loki and on the CRDs of monitors. */
    constructor(name: string, { namespace, delivery, ...args }: PromtailArgs, opts: ComponentOptions) {
        super("kong-observability:observability:Promtail", name, { namespace }, opts);
        new ChartRelease(
            `${name}-promtail`,
            {
                chart: "promtail",
                releaseName: releaseNameOf("promtail", delivery.releaseNames),
                namespace,
                delivery,
                values: promtailValues({
                    ...args,
                    registry: delivery.registry,
                    lokiUrl: pulumi.interpolate`${args.lokiUrl}/loki/api/v1/push`,
                }),
                serves: [],
            },
            this.within,
        );
        this.registerOutputs();
    }
}
