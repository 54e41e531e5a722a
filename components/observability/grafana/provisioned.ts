import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import { datasourceUids, type OwnDatasource } from "../../../model/datasources";
import { type MetricsDestination, workspacesIn } from "../../../model/destinations";
import type { Existing } from "../../../model/existing";
import type { DatasourceName } from "../../../model/layers";
import { addressParts, namedService } from "../../../model/services";
import { Component, type ComponentOptions } from "../../shared/component";
import type { CredentialTexts } from "../../shared/credentials";
import { storeAccess } from "../shared/existingStores";
import { credentialsOfDatasources, ownDatasource, secureFields } from "../shared/ownDatasources";
import { datasources, type DatasourcesArgs } from "./datasources";
import { datasourcesRely, sidecarLabels, sidecarLabelValue } from "./relies";

/** Services in other namespaces that the settings name. This stack does not know whether they exist. */
function outside(namespace: string, own: readonly OwnDatasource[]): string[] {
    const named = own.flatMap(({ url = "" }) => namedService(addressParts(url)?.host ?? "") ?? []);
    return named.filter((one) => one.namespace !== namespace).map((one) => `${one.service}.${one.namespace}`);
}

/**
 * Grafana's datasources, each in a ConfigMap that Grafana's sidecar finds by label. They are separate from Grafana's
 * chart, because Tempo must know Prometheus before Grafana can know Tempo. A Grafana that exists has no variables with
 * secrets of this stack, so that a datasource with one is a Secret there.
 */
class Datasources extends Component {
    constructor(name: string, args: DatasourcesArgs, opts?: ComponentOptions) {
        const { namespace, grafana, logIngestion, own = [], spanMetrics } = args;
        const wanted = (uid: DatasourceName): boolean => args.urls[uid] !== undefined && !grafana?.has.includes(uid);
        super(
            "kong-observability:observability:Datasources",
            name,
            {
                namespace: grafana?.namespace ?? namespace,
                uids: Object.values(datasourceUids).filter(wanted),
                ...(grafana
                    ? { has: grafana.has }
                    : { default: own.find(({ isDefault }) => isDefault)?.uid ?? datasourceUids.prometheus }),
                ...(own.length > 0 && { outside: outside(namespace, own) }),
                logIngestion,
                relies: datasourcesRely(namespace, args.urls, { grafana: grafana === undefined, spanMetrics }),
            },
            opts,
        );

        for (const { uid, datasource, secret } of provisioned(args)) {
            const { key, value } = grafana?.datasourceLabel ?? ourLabel;
            const metadata = {
                name: `grafana-datasource-${uid}`,
                namespace: grafana?.namespace ?? namespace,
                labels: { [key]: value },
            };
            // The sidecar writes all keys into one folder, so each needs a unique name.
            const files = {
                [`${uid}-datasource.yaml`]: pulumi
                    .output(datasource)
                    .apply((plain) => stringify({ apiVersion: 1, prune: true, datasources: [plain] })),
            };
            if (secret) {
                new k8s.core.v1.Secret(`${name}-${uid}`, { metadata, stringData: files }, this.within);
            } else {
                new k8s.core.v1.ConfigMap(`${name}-${uid}`, { metadata, data: files }, this.within);
            }
        }
        this.registerOutputs();
    }
}

const ourLabel = { key: sidecarLabels.datasources, value: sidecarLabelValue };

/** Each datasource in the form of its file, and whether that holds a secret. */
function provisioned(args: DatasourcesArgs): { uid: string; datasource: pulumi.Input<object>; secret: boolean }[] {
    const { grafana, namespace, access = {}, own = [], credentials = {} } = args;
    const texts = grafana && credentials;
    const ours = datasources(args)
        .filter(({ uid }) => !grafana?.has.some((known) => known === uid))
        .map((datasource) => {
            const { uid, name, jsonData } = datasource;
            const more = access[uid as DatasourceName];
            // Grafana keeps every header among secrets, be it a tenant's name.
            const fields = more && { uid, secureJsonData: more.secureJsonData };
            return {
                uid,
                datasource: {
                    ...datasource,
                    // A Grafana that exists may have one of that name, and would make both the same.
                    ...(grafana && { name: `${name} (${namespace})` }),
                    jsonData: { ...jsonData, ...more?.jsonData },
                    ...(fields && secureFields(fields, texts)),
                },
                secret: Object.keys(fields?.secureJsonData ?? {}).length > 0,
            };
        });
    return [
        ...ours,
        ...own.map((datasource) => ({
            uid: datasource.uid,
            datasource: ownDatasource(datasource, texts),
            secret: grafana !== undefined && credentialsOfDatasources([datasource]).length > 0,
        })),
    ];
}

/** The datasources of a stack, with what stores that exist are sent. */
export function provideDatasources(
    { metrics, existing, credentials }: DatasourceChoices,
    {
        brought,
        ...asked
    }: Pick<DatasourcesArgs, "namespace" | "logIngestion" | "urls" | "spanMetrics"> & {
        /** By parts of this program. */ brought: OwnDatasource[];
    },
    opts: ComponentOptions,
): void {
    const { grafana, loki, tempo } = existing;
    const { scrapeInterval, destinations } = metrics;
    const access = { ...(loki && { loki: storeAccess(loki) }), ...(tempo && { tempo: storeAccess(tempo) }) };
    const own = [...brought, ...metrics.grafana.datasources];
    const more = { own, workspaces: workspacesIn(destinations), scrapeInterval };
    new Datasources("datasources", { ...asked, ...more, access, credentials, ...(grafana && { grafana }) }, opts);
}

interface DatasourceChoices {
    metrics: {
        scrapeInterval: string;
        destinations: readonly MetricsDestination[];
        grafana: { datasources: readonly OwnDatasource[] };
    };
    existing: Existing;
    credentials: CredentialTexts;
}
