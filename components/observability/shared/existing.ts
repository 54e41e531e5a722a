import type * as pulumi from "@pulumi/pulumi";
import { addressParts, namedService, portOf, type Served } from "../../../model/services";
import { Component, type ComponentOptions } from "../../shared/component";

/**
 * Something that runs already. It makes nothing: policies judge by its inputs what leads to it, and the plan shows it
 * as what others call.
 */
export class Existing extends Component {
    /**
     * @param args.namespace left out for what is outside the cluster
     * @param args.addresses all at which others call it
     */
    constructor(
        what: "Prometheus" | "Loki" | "Tempo" | "Grafana" | "OtlpReceiver",
        name: string,
        { addresses, ...args }: pulumi.Inputs & { namespace?: string; addresses: readonly (string | undefined)[] },
        opts?: ComponentOptions,
    ) {
        const known = addresses.filter((address) => address !== undefined);
        const serves = servicesOf(known);
        const [first] = serves;
        const namespace = args.namespace ?? first?.namespace;
        super(
            `kong-observability:observability:Existing${what}`,
            name,
            {
                ...(namespace !== undefined && { namespace }),
                addresses: known,
                ...(serves.length > 0 && { serves }),
                ...args,
            },
            opts,
        );
        this.registerOutputs();
    }
}

/** The Services of a cluster that addresses name, each with the ports that they name. */
function servicesOf(addresses: readonly string[]): Served[] {
    const found = new Map<string, Served>();
    for (const address of addresses) {
        const parts = addressParts(address);
        const service = parts && namedService(parts.host);
        const port = parts && portOf(parts);
        if (service === undefined || port === undefined) {
            continue;
        }
        const key = `${service.service}.${service.namespace}`;
        const known = found.get(key) ?? { ...service, ports: {} };
        found.set(key, { ...known, ports: { ...known.ports, [String(port)]: port } });
    }
    return [...found.values()];
}
