import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../shared/component";
import { type ChartName, chartPin, charts } from "../../charts";
import { given } from "../../charts/words";
import { chartSource, type Registry } from "../../charts/registry";
import type { ReleaseNames } from "../../charts/releaseNames";
import { adviceOnError } from "./advice";
import { application, ignoredOf, withoutSecrets } from "./argocd/application";
import type { ArgoCd } from "./argocd/argoCd";
import { withGoEnvironment } from "./goRuntime";
import { deliveredBy, deliveryGuard } from "./guard/delivery";
import { takesHooks } from "./hooks";
import { type Former, moveGuard, releaseGuard } from "./guard/guard";
import type { LiveCluster } from "./guard/live";
import { mergeValues, type Values } from "./values";
import type { Served } from "../../model/services";

/** How Helm treats what is on the cluster before or after its release is in the stack. */
export interface HelmDelivery {
    /**
     * A release that leaves the stack stays on the cluster.
     * @default false
     */
    retain?: boolean;
    /**
     * Installs over objects that Helm did not make.
     * @default false
     */
    takeOwnership?: boolean;
}

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
    /** @default Helm's own rules */
    helm?: HelmDelivery;
    /**
     * Who installs the charts in place of this program.
     * @default nobody: each chart is a Helm release
     */
    argoCd?: ArgoCd;
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
 * would lose. Or by Argo CD, which renders it: what becomes of hooks there is in docs/argocd.md.
 */
export class ChartRelease extends Component {
    /** The Helm release, or the Application in its place. */
    public readonly release: pulumi.CustomResource;

    constructor(name: string, args: ChartReleaseArgs, opts?: ComponentOptions) {
        const { chart, releaseName, namespace, serves, delivery } = args;
        const { version, appVersion } = chartPin(chart);
        const deprecated = given(charts[chart].deprecated);
        const former: Former = {};
        const delivered = deliveredBy(delivery);
        const moves = delivery.live === undefined ? [] : [moveGuard(name, chart, former)];
        const hooks = takesHooks() && { beforeUpdate: [...moves, deliveryGuard(name, delivery)] };
        super(
            "kong-observability:release:ChartRelease",
            name,
            { chart, version, appVersion, releaseName, namespace, serves, ...delivered },
            { ...opts, ...(hooks && { hooks }) },
        );

        if (deprecated !== undefined) {
            void pulumi.log.warn(
                `Chart ${chart} ${version} is deprecated. ${deprecated.why}: move to ${deprecated.successor}.`,
            );
        }
        this.release = this.installed(name, args, former);
        // Only once it is so: an `up` that failed before has not done the first step of a change.
        this.registerOutputs({ releaseName, ...(delivered.retain && { retained: this.whenInstalled(true) }) });
    }

    private installed(name: string, args: ChartReleaseArgs, former: Former): pulumi.CustomResource {
        const { chart, releaseName, namespace, delivery, timeoutSeconds = 600, skipCrds = false, installedFor } = args;
        const source = chartSource(chart, delivery.registry);
        const { argoCd, helm } = delivery;
        const rendered = argoCd && given(charts[chart].rendered)?.values;
        const values = withGoEnvironment(
            chart,
            mergeValues(mergeValues(args.values, rendered), delivery.overrides?.[chart]),
        );
        const options = {
            ...(takesHooks() && {
                hooks: { ...this.guards(name, args, former), onError: [adviceOnError(name, args)] },
            }),
            // Two releases cannot have the same name at once. Under different ones they would own objects of the same
            // name (webhooks, Tempo's ConfigMap) and the same port of the node.
            deleteBeforeReplace: true,
            ...(installedFor !== undefined && { replacementTrigger: installedFor }),
        };
        if (argoCd === undefined) {
            return new k8s.helm.v3.Release(
                name,
                {
                    ...{ ...source, name: releaseName, namespace, values, timeout: timeoutSeconds, skipCrds },
                    ...(helm?.takeOwnership && { takeOwnership: true }),
                },
                { ...this.within, ...options, ...(helm?.retain && { retainOnDelete: true }) },
            );
        }
        const installed = {
            source,
            releaseName,
            namespace,
            values: withoutSecrets(values, `values of the chart ${chart}: `),
            skipCrds,
            ignored: ignoredOf(chart, releaseName),
        };
        const inTime = `${timeoutSeconds}s`;
        return new k8s.apiextensions.CustomResource(
            name,
            { apiVersion: "argoproj.io/v1alpha1", kind: "Application", ...application(installed, argoCd) },
            {
                ...this.after(...this.within.dependsOn, ...argoCd.ready),
                ...options,
                customTimeouts: { create: inTime, update: inTime, delete: inTime },
            },
        );
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
            argoCd: delivery.argoCd,
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

    /** The same, but unknown until the release is installed: for what is read of the cluster then. */
    onceInstalled<T>(value: T): pulumi.Output<T> {
        const { release } = this;
        const later: pulumi.Output<unknown> = release instanceof k8s.helm.v3.Release ? release.status : release.id;
        return later.apply<T>(() => value);
    }
}
