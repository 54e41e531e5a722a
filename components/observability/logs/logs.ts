import * as pulumi from "@pulumi/pulumi";
import { servedBy } from "../../../charts";
import { releaseNameOf } from "../../../charts/releaseNames";
import type { DatasourceUrls, LogIngestion } from "../../../model/layers";
import { Component, type ComponentOptions } from "../../shared/component";
import { ChartRelease, type Delivery } from "../../release/chartRelease";
import { onePodRelies } from "../shared/storeRelies";
import { serviceUrl } from "../../../model/services";
import { type LogStorage, type LokiPlace, lokiValues } from "./lokiValues";
import { lokiStackValues } from "./lokiStackValues";

export interface LogsArgs extends LogStorage {
    namespace: string;
    delivery: Delivery;
    /**
     * Chart `loki`, or the deprecated `loki-stack` with or without a Loki that accepts OTLP, which supports only a
     * volume.
     */
    variant: ({ chart: "loki" } & LokiPlace) | { chart: "loki-stack"; otlp: boolean };
    /** Namespaces of the gateways whose messages promtail strips of query strings, if it reads them, unless kept. */
    gateways: readonly string[];
    queryStrings: boolean;
}

/** Loki, single binary. */
export class Logs extends Component {
    /** Base address, once Loki is installed. Known at preview. */
    public readonly url: pulumi.Output<string>;
    /** Known at preview. */
    public readonly datasources: Pick<DatasourceUrls<pulumi.Output<string>>, "loki">;
    /**
     * Base address of Loki's OTLP receiver (an exporter appends `/v1/logs`), or undefined if this Loki has none. Known
     * at preview.
     */
    public readonly otlpUrl: pulumi.Output<string> | undefined;
    public readonly ingestion: LogIngestion;

    constructor(name: string, args: LogsArgs, opts?: ComponentOptions) {
        const { namespace, delivery, variant, retention, volumeSize } = args;
        const otlp = variant.chart === "loki" || variant.otlp;
        super(
            "kong-observability:observability:Logs",
            name,
            {
                namespace,
                chart: variant.chart,
                otlp,
                retention,
                volumeSize,
                ...seen(variant),
                ...(variant.chart === "loki-stack" && { relies: onePodRelies("loki-stack", "lines") }),
            },
            opts,
        );
        const ready = variant.chart === "loki" ? (variant.objectStore?.ready ?? []) : [];

        const releaseName = releaseNameOf(variant.chart, delivery.releaseNames);
        const loki = servedBy(variant.chart, "loki", { releaseName, namespace });
        const settings = { ...args, registry: delivery.registry };
        const release = new ChartRelease(
            `${name}-${variant.chart}`,
            {
                chart: variant.chart,
                releaseName,
                namespace,
                delivery,
                values:
                    variant.chart === "loki"
                        ? lokiValues({ ...settings, ...variant })
                        : lokiStackValues({ ...settings, otlp: variant.otlp }),
                serves: [loki],
            },
            ready.length > 0 ? this.after(...this.within.dependsOn, ...ready) : this.within,
        );

        this.ingestion = otlp ? "otlp" : "promtail";
        this.url = release.whenInstalled(serviceUrl(loki, "http"));
        this.datasources = { loki: this.url };
        this.otlpUrl = otlp ? release.whenInstalled(`${serviceUrl(loki, "http")}/otlp`) : undefined;
        this.registerOutputs({ queryUrl: this.datasources.loki, otlpUrl: this.otlpUrl });
    }
}

/** The storage as policies and the picture see it. */
function seen(variant: LogsArgs["variant"]): { storage: "filesystem" | "s3"; replicas?: number } {
    return variant.chart === "loki" && variant.objectStore !== undefined
        ? { storage: "s3", ...(variant.replicas > 1 && { replicas: variant.replicas }) }
        : { storage: "filesystem" };
}
