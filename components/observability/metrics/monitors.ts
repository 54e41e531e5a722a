import * as k8s from "@pulumi/kubernetes";
import type { Credential } from "../../../model/credentials";
import type { MonitorLabels } from "../../../model/layers";
import { Component, type ComponentOptions } from "../../shared/component";
import { type CredentialTexts, roomSecret, secretKeyOf } from "../../shared/credentials";

/** A label selector in Kubernetes' form. */
interface LabelSelector {
    matchLabels?: Record<string, string>;
    matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

/** In the operator's form. */
interface Relabeling {
    action: string;
    sourceLabels?: string[];
    separator?: string;
    regex?: string;
    targetLabel?: string;
    replacement?: string;
    modulus?: number;
}

interface Monitor {
    name: string;
    /** Namespace of the scraped pods. */
    namespace: string;
    /** Labels of the Services or pods. */
    selector: LabelSelector;
    path: string;
    scheme: "http" | "https";
    params?: Record<string, string[]>;
    honorLabels: boolean;
    tlsConfig?: {
        ca?: Credential | { configMapName: string; key: string };
        serverName?: string;
        insecureSkipVerify?: true;
    };
    authorization?: { type: string; credentials: Credential };
    basicAuth?: { username: Credential; password: Credential };
    /** Relabelling of targets, and of their series. */
    relabelings: Relabeling[];
    metricRelabelings: Relabeling[];
    /** @default Prometheus' own */
    interval?: string;
    /** @default 10s, or the interval if that is shorter */
    scrapeTimeout?: string;
    /**
     * Lets Prometheus discover targets in this namespace, which must exist. For clusters without a ClusterRole for
     * that.
     */
    scrapeRole: boolean;
}

export interface ServiceMonitorSettings extends Monitor {
    /** Name of the Service's port; either this or `targetPort`. */
    port?: string;
    /** The pods' port, by number or name. */
    targetPort?: number | string;
}

export interface PodMonitorSettings extends Monitor {
    /** A port that the pods declare, by number or name. */
    port: number | string;
}

export interface MonitorsArgs {
    /** Prometheus' own namespace, because those of the targets may not exist yet. */
    namespace: string;
    monitorLabels: MonitorLabels;
    /** Prometheus' service account; undefined if it is not known, and no monitor asks for a role. */
    serviceAccount: string | undefined;
    serviceMonitors: ServiceMonitorSettings[];
    podMonitors: PodMonitorSettings[];
    /** Secret texts that they refer to by name. */
    credentials: CredentialTexts;
}

/** The Secret for monitors' credentials; the operator reads it from the monitors' namespace. */
const monitorCredentials = "monitor-credentials";

/** A monitor's `spec`. Pure. */
export function serviceMonitorSpec({ port, targetPort, ...monitor }: ServiceMonitorSettings): object {
    return {
        ...targets(monitor),
        endpoints: [
            {
                ...(port !== undefined && { port }),
                ...(targetPort !== undefined && { targetPort }),
                ...endpoint(monitor),
            },
        ],
    };
}

/** A monitor's `spec`. Pure. */
export function podMonitorSpec({ port, ...monitor }: PodMonitorSettings): object {
    return {
        ...targets(monitor),
        podMetricsEndpoints: [
            { ...(typeof port === "number" ? { portNumber: port } : { port }), ...endpoint(monitor) },
        ],
    };
}

function targets({ namespace, selector }: Monitor): object {
    return { namespaceSelector: { matchNames: [namespace] }, selector };
}

function endpoint(monitor: Monitor): object {
    const { path, scheme, interval, scrapeTimeout, params, honorLabels, relabelings, metricRelabelings } = monitor;
    return {
        path,
        scheme,
        ...(interval !== undefined && { interval }),
        ...(scrapeTimeout !== undefined && { scrapeTimeout }),
        ...(params !== undefined && { params }),
        ...(honorLabels && { honorLabels }),
        ...access(monitor),
        ...(relabelings.length > 0 && { relabelings }),
        ...(metricRelabelings.length > 0 && { metricRelabelings }),
    };
}

/** TLS settings and credentials of the scrape. */
function access({ tlsConfig, authorization, basicAuth }: Monitor): object {
    const secret = (credential: Credential): object => secretKeyOf(credential, monitorCredentials);
    const { ca, ...verified } = tlsConfig ?? {};
    const authority =
        ca && ("configMapName" in ca ? { configMap: { name: ca.configMapName, key: ca.key } } : { secret: secret(ca) });
    return {
        ...(tlsConfig && { tlsConfig: { ...(authority && { ca: authority }), ...verified } }),
        ...(authorization && {
            authorization: { type: authorization.type, credentials: secret(authorization.credentials) },
        }),
        ...(basicAuth && {
            basicAuth: { username: secret(basicAuth.username), password: secret(basicAuth.password) },
        }),
    };
}

/** Credentials that a monitor refers to. */
function credentialsOf({ tlsConfig, authorization, basicAuth }: Monitor): Credential[] {
    const ca = tlsConfig?.ca;
    return [
        ...(ca && !("configMapName" in ca) ? [ca] : []),
        ...(authorization ? [authorization.credentials] : []),
        ...(basicAuth ? [basicAuth.username, basicAuth.password] : []),
    ];
}

/** Monitors for users' own applications. */
export class Monitors extends Component {
    constructor(name: string, args: MonitorsArgs, opts?: ComponentOptions) {
        const { namespace, monitorLabels, serviceMonitors, podMonitors } = args;
        const names = (monitors: Monitor[]): string[] => monitors.map((monitor) => monitor.name);
        super(
            "kong-observability:observability:Monitors",
            name,
            { namespace, serviceMonitors: names(serviceMonitors), podMonitors: names(podMonitors) },
            opts,
        );

        const used = [...serviceMonitors, ...podMonitors].flatMap(credentialsOf);
        const { credentials } = args;
        const room = { namespace, room: monitorCredentials, used, credentials };
        const secret = roomSecret(`${name}-credentials`, room, this.within);
        const after = this.after(...(secret ? [secret] : []));
        const create = (kind: "ServiceMonitor" | "PodMonitor", monitor: string, spec: object): void => {
            new k8s.apiextensions.CustomResource(
                `${name}-${kind === "PodMonitor" ? "pod" : "service"}-${monitor}`,
                // Charts' own monitors are in the same namespace.
                {
                    apiVersion: "monitoring.coreos.com/v1",
                    kind,
                    metadata: { name: `own-${monitor}`, namespace, labels: monitorLabels },
                    spec,
                },
                after,
            );
        };
        serviceMonitors.forEach((monitor) => create("ServiceMonitor", monitor.name, serviceMonitorSpec(monitor)));
        podMonitors.forEach((monitor) => create("PodMonitor", monitor.name, podMonitorSpec(monitor)));

        const roles = [...serviceMonitors, ...podMonitors]
            .filter(({ scrapeRole }) => scrapeRole)
            .map((monitor) => monitor.namespace);
        const { serviceAccount } = args;
        if (serviceAccount !== undefined) {
            new Set(roles).forEach((target) =>
                this.scrapeRole(`${name}-${target}`, target, { namespace, serviceAccount }),
            );
        }
        this.registerOutputs();
    }

    /** What Prometheus must read to discover targets in a namespace. */
    private scrapeRole(
        name: string,
        target: string,
        { namespace, serviceAccount }: { namespace: string; serviceAccount: string },
    ): void {
        const metadata = { name: serviceAccount, namespace: target };
        const verbs = ["get", "list", "watch"];
        const role = new k8s.rbac.v1.Role(
            name,
            {
                metadata,
                rules: [
                    { apiGroups: [""], resources: ["services", "endpoints", "pods"], verbs },
                    { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs },
                ],
            },
            this.within,
        );
        new k8s.rbac.v1.RoleBinding(
            name,
            {
                metadata,
                roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: metadata.name },
                subjects: [{ kind: "ServiceAccount", name: serviceAccount, namespace }],
            },
            this.after(role),
        );
    }
}
