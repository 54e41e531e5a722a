import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../shared/component";
import { type ChartName, chartPin, charts } from "../../charts";
import { given } from "../../charts/words";
import { chartSource, type Registry } from "../../charts/registry";
import type { ReleaseNames } from "../../charts/releaseNames";
import { withGoEnvironment } from "./goRuntime";
import { type Former, moveGuard, releaseGuard } from "./guard/guard";
import type { LiveCluster } from "./guard/live";
import { mergeValues, type Values } from "./values";
import type { Served } from "../../model/services";

/** Where charts come from and how the configuration changes them: the same for every release of a stack. */
export interface Delivery {
    registry: Registry;
    /** Helm values by chart, merged over ours last. */
    overrides?: Partial<Record<ChartName, Values>>;
    /**
     * Names of the releases.
     * @default those of charts/releaseNames.ts
     */
    releaseNames?: ReleaseNames;
    /**
     * What runs on the cluster now, for the guards.
     * @default nothing
     */
    live?: LiveCluster;
}

/** Every chart and image from its public source, as it is. */
export const publicDelivery: Delivery = { registry: {} };

/** The same delivery for a release with its own values, which are merged over those of its chart. */
export function withOverrides(delivery: Delivery, chart: ChartName, values: Values | undefined): Delivery {
    const { overrides = {} } = delivery;
    return values === undefined
        ? delivery
        : { ...delivery, overrides: { ...overrides, [chart]: mergeValues(overrides[chart] ?? {}, values) } };
}

export interface ChartReleaseArgs {
    chart: ChartName;
    /** The Helm release name; Service names follow from it, so it is never generated. */
    releaseName: string;
    namespace: string;
    /**
     * Our values; the configuration's overrides are merged over them. Never a secret: charts get the name of a Secret.
     */
    values: object;
    /** The Services that the chart creates from these values. Empty only if nothing calls them. */
    serves: Served[];
    delivery: Delivery;
    /**
     * How long Helm waits for the chart's resources to become ready, in seconds.
     * @default 600
     */
    timeoutSeconds?: number;
    /**
     * Skips the CRDs in the chart's `crds/` folder.
     * @default false
     */
    skipCrds?: boolean;
    /**
     * Identifies what an installation is tied to: if it changes, the release is uninstalled and reinstalled, not
     * upgraded.
     * @default not tied to anything
     */
    installedFor?: pulumi.Input<string | null>;
}

/**
 * One pinned chart, installed by real Helm: its migrations and webhook certificates are hooks, which a rendered chart
 * would lose.
 */
export class ChartRelease extends Component {
    public readonly release: k8s.helm.v3.Release;

    constructor(name: string, args: ChartReleaseArgs, opts?: ComponentOptions) {
        const {
            chart,
            releaseName,
            namespace,
            serves,
            delivery,
            timeoutSeconds = 600,
            skipCrds = false,
            installedFor,
        } = args;
        const { version, appVersion } = chartPin(chart);
        const deprecated = given(charts[chart].deprecated);
        const former: Former = {};
        const hooks = delivery.live && takesHooks() && { beforeUpdate: [moveGuard(name, chart, former)] };
        super(
            "kong-observability:release:ChartRelease",
            name,
            { chart, version, appVersion, releaseName, namespace, serves },
            { ...opts, ...(hooks && { hooks }) },
        );

        if (deprecated !== undefined) {
            void pulumi.log.warn(
                `Chart ${chart} ${version} is deprecated. ${deprecated.why}: move to ${deprecated.successor}.`,
                this,
            );
        }
        this.release = new k8s.helm.v3.Release(
            name,
            {
                ...chartSource(chart, delivery.registry),
                name: releaseName,
                namespace,
                values: withGoEnvironment(chart, mergeValues(args.values, delivery.overrides?.[chart])),
                timeout: timeoutSeconds,
                skipCrds,
            },
            {
                ...this.within,
                ...(takesHooks() && {
                    hooks: { ...this.guards(name, args, former), onError: [adviceOnError(name, args)] },
                }),
                // Two releases cannot have the same name at once. Under different ones they would own objects of the
                // same name (webhooks, Tempo's ConfigMap) and the same port of the node.
                deleteBeforeReplace: true,
                ...(installedFor !== undefined && { replacementTrigger: installedFor }),
            },
        );
        this.registerOutputs({ releaseName });
    }

    private guards(name: string, args: ChartReleaseArgs, former: Former): pulumi.ResourceHookBinding {
        const { chart, releaseName, namespace, delivery, skipCrds = false } = args;
        if (delivery.live === undefined) {
            return {};
        }
        const hook = releaseGuard(name, {
            chart,
            releaseName,
            namespace,
            overrides: delivery.overrides?.[chart],
            skipCrds,
            former,
            live: delivery.live,
        });
        // Also on a first install: claims and CRDs outlive the release that created them.
        return { beforeCreate: [hook], beforeUpdate: [hook] };
    }

    /**
     * A plain value that carries the dependency on the installed release. Known at preview: only the dependency is
     * added.
     */
    whenInstalled<T>(value: T): pulumi.Output<T> {
        return this.release.urn.apply<T>(() => value);
    }
}

/** Not where the SDK's own mocks take the engine's place: unit tests of a program that uses these components. */
function takesHooks(): boolean {
    const monitor = pulumi.runtime.getMonitor() as { registerErrorHook?: unknown } | undefined;
    return monitor?.registerErrorHook !== undefined;
}

/**
 * Helm's time-out error only says that time ran out. This hook adds where to look, and how to go on; it never retries.
 * An upgrade alone does not repair everything that a failed one left (docs/operations.md lists it by kind), and `npm
 * run recover` finds what applies.
 */
function adviceOnError(name: string, { releaseName, namespace }: ChartReleaseArgs): pulumi.ErrorHook {
    return new pulumi.ErrorHook(`${name}-advice`, async ({ failedOperation }) => {
        await pulumi.log.error(
            [
                `Helm release ${releaseName}: ${failedOperation} failed. Where to look:`,
                `  kubectl --namespace ${namespace} get pods`,
                `  kubectl --namespace ${namespace} get events --sort-by=.lastTimestamp`,
                `  kubectl --namespace ${namespace} logs --selector app.kubernetes.io/instance=${releaseName} --all-containers --tail=50`,
                `  helm --namespace ${namespace} status ${releaseName}`,
                "A failed release is kept for that look. Once its cause is mended:",
                `  npm run recover -- ${pulumi.getStack()}   # shows what would hold the next up back; --yes clears it`,
                `  npx pulumi up`,
            ].join("\n"),
        );
        return false;
    });
}
