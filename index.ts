import { connectAccess, publicAddresses } from "./components/access/access";
import { connectCluster } from "./components/cluster/connect";
import { connectGateway } from "./components/gateway/connect";
import { installObservability } from "./components/observability/own";
import { outputsOf, type StackOutputs } from "./components/outputs";
import { connectSample, watchSample } from "./components/sample/sample";
import { restrictedNamespace } from "./components/shared/namespace";
import { standBeside } from "./components/stack/beside";
import { readLayers } from "./components/stack/read";
import { sendingTo } from "./components/stack/receiver";
import { sampleNamespace } from "./model/sample";
import { loadSettings } from "./settings/load";

/** The whole system on one page: settings → cluster → observability → gateway → outputs. Each may be another stack's. */
export = async (): Promise<StackOutputs> => {
    const settings = loadSettings();
    const { access, sampling, project, stack, secrets, credentials, registry, chartOverrides: overrides } = settings;
    const { gateway: inGateway, observability: inObservability } = settings.namespaces;
    const { accessLog, plugins, selectTag, resourceAttributes } = settings.gateway;
    const { topology } = settings.kong;

    const others = await readLayers(settings.references);
    const asked = { registry, overrides, releaseNames: settings.releaseNames, by: settings.delivery };
    const { provider, ...connected } = await connectCluster("cluster", settings.cluster, asked, others.cluster);
    const { layer: cluster, delivery, ready } = connected;
    standBeside(cluster.identifier, others.stacks);
    const onCluster = { provider, dependsOn: ready };

    const isOwn = settings.observability.kind === "own";
    const sampled = sampleNamespace(inGateway, !isOwn);
    const sample = connectSample(sampled, { wanted: settings.sample, registry }, onCluster);
    // The gateway serves the sample's first, so that its probe asks what is in the cluster.
    const services = [...sample.services, ...settings.gateway.services];
    const signals = { sampling, accessLog, environment: stack, resourceAttributes };

    const sent = sendingTo(settings, others.receivers);
    const placed = { ...settings, ...sent, namespace: inObservability, cluster, delivery };
    const named = { clusterName: `${project}-${stack}`, addresses: publicAddresses(access) };
    const told = { ...placed, ...named, grafanaOidc: access.grafana?.oidc };
    const own = isOwn ? await installObservability("observability", told, onCluster) : undefined;
    const monitored = { provider, dependsOn: own?.ready ?? ready };

    const oidcClientSecret = secrets.accessOidcClientSecret;
    const guarded = { ...access, namespace: inObservability, registry, topology, oidcClientSecret };
    const ways = own && connectAccess("access", { ...guarded, inside: own.layer.pages }, monitored);

    const below = {
        cluster: { layer: cluster, isOwn: settings.cluster.kind !== "stack" },
        observability: own && { ...own, ways: ways?.output },
        references: settings.references,
    };
    const observability = own?.layer ?? others.observability;
    if (settings.kong.topology === "none" || observability === undefined) {
        return outputsOf(below);
    }

    watchSample(sampled, { wanted: settings.sample, observability }, monitored);
    const { namespaceLabels } = cluster.loadBalancers["internet-facing"];
    const licence = secrets.kongLicense;
    const labels = { ...namespaceLabels, ...observability.namespaceLabels };
    const room = restrictedNamespace("kong", { name: inGateway, labels }, onCluster);
    const standing = { delivery, cluster, observability, isShared: !isOwn, other: others.gateway };
    const gateway = await connectGateway(
        settings.kong,
        { ...standing, namespace: inGateway, database: settings, licence, credentials },
        { services, plugins, signals, selectTag, access: ways?.gateway, probes: settings.probes },
        { provider, dependsOn: [room, ...monitored.dependsOn, ...sample.ready] },
    );

    const served = { ...gateway, observability, topology, sampling, accessLog, services };
    return outputsOf({ ...below, gateway: served });
};
