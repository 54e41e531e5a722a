import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { releaseNameOf } from "../../../charts/releaseNames";
import { serviceUrl } from "../../../model/services";
import { ChartRelease, type Delivery } from "../../release/chartRelease";
import { Component, type ComponentOptions } from "../../shared/component";
import type { DatasourceUrls } from "../../../model/layers";
import { promqlPath } from "../../../model/datasources";
import { deepflowServices } from "./addresses";
import type { DeepFlowSettings } from "./args";
import { deepflowValues } from "./values";

export interface DeepFlowArgs extends DeepFlowSettings {
    namespace: string;
    delivery: Delivery;
    /** @default the cluster's default StorageClass */
    storageClass?: string;
}

/**
 * DeepFlow's community edition: an agent on each node, which sees requests and connections by eBPF and takes spans and
 * samples of others, and a server that stores them in ClickHouse (with MySQL for what it knows of the cluster).
 */
export class DeepFlow extends Component {
    /** Asked in PromQL. Known at preview. */
    public readonly datasources: Pick<DatasourceUrls<pulumi.Output<string>>, "deepflow">;
    /** Its agents take what they are sent after these. */
    public readonly ready: pulumi.Resource[];

    constructor(name: string, args: DeepFlowArgs, opts?: ComponentOptions) {
        const { namespace, delivery } = args;
        super("kong-observability:observability:DeepFlow", name, { namespace }, opts);

        const releaseName = releaseNameOf("deepflow", delivery.releaseNames);
        const served = deepflowServices({ namespace, releaseNames: delivery.releaseNames });
        // The chart writes it into ConfigMaps and takes no name of a Secret. Its own parsers refuse some characters.
        const password = (of: string): pulumi.Output<string> =>
            new random.RandomPassword(`${name}-${of}`, { length: 32, special: false }, { parent: this }).result;
        const passwords = { mysql: password("mysql"), clickhouse: password("clickhouse") };
        const release = new ChartRelease(
            name,
            {
                chart: "deepflow",
                releaseName,
                namespace,
                delivery: byHelm(delivery),
                values: deepflowValues({ ...args, registry: delivery.registry, passwords }),
                serves: Object.values(served),
                // Its server waits for MySQL, which fills an empty volume first.
                timeoutSeconds: 900,
            },
            this.within,
        );
        this.datasources = {
            deepflow: release.whenInstalled(`${serviceUrl(served.server, "querier")}${promqlPath}`),
        };
        this.ready = [release];
        this.registerOutputs({ queryUrl: this.datasources.deepflow });
    }
}

/** Whoever delivers the other charts: an Application would show the passwords to everyone who may read it. */
function byHelm(delivery: Delivery): Delivery {
    const byHelmAlone = { ...delivery };
    delete byHelmAlone.argoCd;
    return byHelmAlone;
}
