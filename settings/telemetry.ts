import type { ReadGateway } from "../model/layers";
import type { PlainSettings } from "./schema";

/** All that observability knows of gateways. */
export interface Telemetry {
    /** Set as `deployment.environment.name` where a record has none. */
    environment: string;
    /** Whether spans and messages keep the query strings of requests. */
    queryStrings: boolean;
    /** Whose lines agents read. */
    gateways: ReadGateway[];
    /** The namespace for which this stack's own gateway is meant. */
    ownGateway: string;
    /** Whether one of them may have an ingress controller. */
    ingressController: boolean;
}

/** What observability is told of gateways: by settings alone, since they may be of other stacks. */
export function telemetryOf(
    { gateway: { accessLog, resourceAttributes }, namespaces, kong }: PlainSettings,
    stack: string,
): Telemetry {
    const own = {
        namespace: namespaces.gateway,
        environment: stack,
        resourceAttributes,
        accessLines: accessLog.enabled,
    };
    return {
        environment: stack,
        queryStrings: accessLog.queryString,
        gateways: [own],
        ownGateway: namespaces.gateway,
        ingressController: kong.topology === "ingress-controller" || kong.topology === "none",
    };
}
