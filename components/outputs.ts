import type * as pulumi from "@pulumi/pulumi";
import type { SignalCheck } from "../model/signalCheck";

/**
 * What a stack exports: a contract for those who read it with `pulumi stack output` and for other stacks.
 * Addresses ending in `.svc` are inside the cluster.
 */
export interface StackOutputs {
    /** For `kubectl`; a secret. */
    kubeconfig: pulumi.Output<string>;
    /** Where each data plane is reached, by its name. */
    proxies: Record<string, pulumi.Output<string>>;
    grafana: {
        url: pulumi.Output<string>;
        /** The Secret with the keys `admin-user` and `admin-password`. */
        adminSecret: { namespace: string; name: pulumi.Output<string> };
    };
    /** The pages that are reached from outside, by name; left out where none is. */
    access?: Partial<
        Record<
            "grafana" | "prometheus" | "alertmanager",
            {
                url: string;
                /** The Secret with `user` and `password`, with basic authentication. */ passwordSecret?: {
                    namespace: string;
                    name: string;
                };
            }
        >
    >;
    /** What Grafana asks. */
    datasources: Record<"prometheus" | "alertmanager" | "loki" | "tempo", pulumi.Output<string>>;
    /** Where applications send telemetry of their own: `host:port` for gRPC, a base address for HTTP. */
    otlp: { grpc: pulumi.Output<string>; http: pulumi.Output<string> };
    /** How Kong is run: docs/topologies.md. */
    topology: "hybrid" | "ingress-controller";
    /** Only in topology `hybrid`. */
    controlPlane?: {
        /** `host:port` for data planes. */
        clusterEndpoint: pulumi.Output<string>;
        /** `host:port` for data planes; enterprise only. */
        telemetryEndpoint?: pulumi.Output<string>;
        /** Open to pods with the label `kong-observability/admin-client: "true"` only. */
        adminUrl: pulumi.Output<string>;
    };
    /** Which requests are traced, in words. */
    sampling: string;
    /** What `npm run verify` sends its requests to, and what it must find of them. */
    probe: {
        /** Base address of each proxy inside the cluster, by its name. */
        proxies: Record<string, pulumi.Output<string>>;
        /** A request that a route answers; left out where no route that is traced has a plain path. */
        request?: { path: string; host?: string };
        /** Share of requests that are traced, 0 to 1. */
        samplingRate: number;
        /** Whether a trace that its caller has sampled is recorded, beyond the rate. */
        trustCallers: boolean;
        /** Whether Kong writes a line for each request. */
        accessLog: boolean;
        /** How log lines reach Loki. */
        logIngestion: "otlp" | "promtail";
        /** What else must be found, by questions to Prometheus; left out where nothing brings any. */
        checks?: SignalCheck[];
    };
}
