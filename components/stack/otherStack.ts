import type * as pulumi from "@pulumi/pulumi";
import { addressesIn, type Served, serviceHost } from "../../model/services";
import { textsIn } from "../../model/values";
import { Component } from "../shared/component";

/** A stack whose layers this one uses, with all that it hands on: for policies, pictures and comparisons of plans. */
export class OtherStack extends Component {
    /**
     * @param handed its output `layers`, as it is, and the names of those that this stack takes
     * @param reached those of them whose Services are reached by their names in this stack's cluster
     */
    constructor(stack: string, handed: { layers: unknown; takes: string[] }, reached: pulumi.Output<unknown>) {
        const serves = reached.apply(servicesIn);
        super("kong-observability:stack:OtherStack", stack, { stack, ...handed, serves });
        this.registerOutputs();
    }
}

/** The Services that a stack hands on the addresses of. It may have others. */
function servicesIn(layers: unknown): Served[] {
    const found = new Map<string, Served>();
    for (const { text } of textsIn(layers)) {
        for (const { service, namespace, port } of addressesIn(text)) {
            const host = serviceHost({ service, namespace });
            const ports = { ...found.get(host)?.ports, ...(port !== undefined && { [port]: port }) };
            found.set(host, { service, namespace, ports });
        }
    }
    return [...found.values()];
}
