import { z } from "zod";
import type { Heard } from "../../model/alertmanager/audience";
import {
    type CentralReceiver,
    type ClusterLayer,
    type DashboardPlace,
    type GatewayLayer,
    type Layers,
    type LoadBalancerSpec,
    type ObservabilityLayer,
    type Page,
    type ReadGateway,
    type RemoteControlPlane,
    type StoreHeader,
    layersVersion,
} from "../../model/layers";
import type { SignalCheck } from "../../model/signalCheck";

/**
 * An object with every key of its type, so that none is lost: optional keys are in the shape too. Keys beyond the type
 * are left out, since a newer program may export more without raising the version.
 */
function object<Of>(shape: { [Key in keyof Of]-?: z.ZodType<Of[Key]> }): z.ZodType<Of> {
    return z.object(shape) as unknown as z.ZodType<Of>;
}

const string = z.string();
const strings = z.array(string);
const textByName = z.record(string, string);

const loadBalancer = object<LoadBalancerSpec>({
    className: string.optional(),
    annotations: textByName,
    namespaceLabels: textByName,
});

function clusterLayer<Text>(text: z.ZodType<Text>): z.ZodType<NonNullable<Layers<Text>["cluster"]>> {
    type Cluster = ClusterLayer<Text>;
    return object<Omit<Cluster, "kubeconfig" | "identifier">>({
        storageClass: string.optional(),
        nodesComeWithLoad: z.boolean(),
        loadBalancers: object<Cluster["loadBalancers"]>({
            "internet-facing": loadBalancer,
            internal: loadBalancer.optional(),
        }),
        network: object<NonNullable<Cluster["network"]>>({
            vpcId: text,
            privateSubnetIds: z.array(text),
            podSecurityGroupId: text,
        }).optional(),
        eks: object<NonNullable<Cluster["eks"]>>({ name: text, region: string }).optional(),
    });
}

const signalCheck = object<SignalCheck>({
    signal: string,
    query: string,
    found: string,
    missing: string,
    waitSeconds: z.number().positive().optional(),
});

const heard = object<Heard>({ severity: string.optional(), labels: textByName, receivers: strings });

function page<Text>(text: z.ZodType<Text>): z.ZodType<Page<Text>> {
    return object<Page<Text>>({
        served: object<Page["served"]>({
            service: string,
            namespace: string,
            ports: z.object({ http: z.number() }).catchall(z.number()),
        }),
        url: text,
    });
}

function centralReceiver<Text>(text: z.ZodType<Text>): z.ZodType<CentralReceiver<Text>> {
    return object<CentralReceiver<Text>>({
        grpc: text,
        http: text,
        serverName: string,
        caCertificate: text.optional(),
        loadBalancer: text.optional(),
        signals: z.array(z.enum(["traces", "logs"])),
        senders: strings,
        issued: strings,
    });
}

const readGateway = object<Pick<ReadGateway, "namespace" | "environment">>({ namespace: string, environment: string });

export const storeHeaders: z.ZodType<Record<string, StoreHeader>> = z.record(
    string,
    z.union([z.object({ value: string }), z.object({ namespace: string, secretName: string, key: string })]),
);

function observabilityLayer<Text>(text: z.ZodType<Text>): z.ZodType<ObservabilityLayer<Text>> {
    type Observability = ObservabilityLayer<Text>;
    return object<Observability>({
        namespace: string,
        prometheusNamespace: string,
        datasources: object<Observability["datasources"]>({
            prometheus: text,
            alertmanager: text.optional(),
            loki: text.optional(),
            tempo: text.optional(),
            deepflow: text.optional(),
        }),
        otlp: object<Observability["otlp"]>({
            grpc: text.optional(),
            http: text,
            headers: textByName.optional(),
            central: centralReceiver(text).optional(),
        }),
        logIngestion: z.enum(["otlp", "promtail"]),
        pages: object<Observability["pages"]>({
            grafana: page(text).optional(),
            prometheus: page(text).optional(),
            alertmanager: page(text).optional(),
        }),
        grafana: object<Observability["grafana"]>({
            url: text,
            datasources: z.object({ namespace: string, label: string }),
        }),
        grafanaAdminSecret: object<NonNullable<Observability["grafanaAdminSecret"]>>({
            namespace: string,
            name: text,
        }).optional(),
        storeHeaders: object<Observability["storeHeaders"]>({
            loki: storeHeaders.optional(),
            tempo: storeHeaders.optional(),
        }),
        namespaceLabels: textByName,
        rules: object<Observability["rules"]>({
            monitorLabels: textByName,
            runbookBaseUrl: string,
            grafanaUrl: string.optional(),
        }),
        destinations: object<Observability["destinations"]>({ metrics: strings, logs: strings, traces: strings }),
        dashboards: object<DashboardPlace>({ namespace: string, labels: textByName, annotations: textByName }),
        agents: object<NonNullable<Observability["agents"]>>({ gateways: z.array(readGateway) }).optional(),
        lineCounts: z.boolean(),
        spanMetrics: z.boolean(),
        spanCounts: z.boolean(),
        queryStrings: z.boolean(),
        checks: z.array(signalCheck),
        heard: z.array(heard).optional(),
    });
}

function gatewayLayer<Text>(text: z.ZodType<Text>): z.ZodType<GatewayLayer<Text>> {
    type Gateway = GatewayLayer<Text>;
    return object<Gateway>({
        proxies: z.record(string, object<Gateway["proxies"][string]>({ address: text, url: text })),
        controlPlane: object<NonNullable<Gateway["controlPlane"]>>({
            clusterEndpoint: text,
            telemetryEndpoint: text.optional(),
            adminUrl: text,
            remote: object<RemoteControlPlane<Text>>({
                clusterEndpoint: text,
                telemetryEndpoint: text.optional(),
                serverName: string,
                caCertificate: text,
                version: string,
                groups: strings,
            }).optional(),
        }).optional(),
        elsewhere: object<Gateway["elsewhere"]>({ traces: string.optional(), logs: string.optional() }),
        checks: z.array(signalCheck),
    });
}

/**
 * The output `layers` of a stack.
 * @param text what becomes of a text that a layer has once it exists
 */
export function layersSchema<Text>(text: z.ZodType<Text>): z.ZodType<Layers<Text>> {
    return object<Layers<Text>>({
        version: z.literal(layersVersion),
        clusterIdentifier: text,
        cluster: clusterLayer(text).optional(),
        observability: observabilityLayer(text).optional(),
        gateway: gatewayLayer(text).optional(),
    });
}
