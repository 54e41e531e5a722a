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

interface Told extends Pick<PlainSettings, "namespaces" | "kong"> {
    gateway: Pick<PlainSettings["gateway"], "accessLog" | "resourceAttributes">;
    logs: { gateways: (Pick<ReadGateway, "namespace" | "resourceAttributes"> & OtherGateway)[] };
}

interface OtherGateway {
    environment?: string | undefined;
    accessLog: boolean;
}

/** What observability is told of gateways: by settings alone, since they may be of other stacks. */
export function telemetryOf({ gateway, namespaces, kong, logs }: Told, stack: string): Telemetry {
    const { accessLog, resourceAttributes } = gateway;
    const own = {
        namespace: namespaces.gateway,
        environment: stack,
        resourceAttributes,
        accessLines: accessLog.enabled,
    };
    const others = logs.gateways.map(({ environment = stack, accessLog: accessLines, ...other }) => ({
        ...other,
        environment,
        accessLines,
    }));
    const { topology } = kong;
    return {
        environment: stack,
        queryStrings: accessLog.queryString,
        // Without a gateway here, one of another stack is expected in the usual namespace, unless others are named.
        gateways: topology === "none" && others.length > 0 ? others : [own, ...others],
        ownGateway: own.namespace,
        ingressController: topology === "ingress-controller" || topology === "none",
    };
}
