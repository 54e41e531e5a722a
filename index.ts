import { connectAccess, publicAddresses } from "./components/access/access";
import { connectCluster } from "./components/cluster/connect";
import { connectGateway } from "./components/gateway/connect";
import { connectObservability } from "./components/observability/connect";
import { connectIdentities } from "./components/observability/metrics/identities";
import { connectStorage } from "./components/observability/storage/connect";
import { connectProbes, probesContribution } from "./components/observability/probes/connect";
import { outputsOf, type StackOutputs } from "./components/outputs";
import { connectSample, watchSample } from "./components/sample/sample";
import { restrictedNamespace } from "./components/shared/namespace";
import { watchedOf } from "./model/gateway";
import { loadSettings } from "./settings/load";

/** The whole system on one page: settings → cluster → observability → gateway → outputs. */
export = async (): Promise<StackOutputs> => {
    const settings = loadSettings();
    const { access, sampling, project, stack, secrets, credentials, registry, chartOverrides: overrides } = settings;
    const { gateway: inGateway, observability: inObservability } = settings.namespaces;
    const { accessLog, plugins, selectTag, resourceAttributes } = settings.gateway;
    const { topology } = settings.kong;

    const charted = { registry, overrides };
    const { layer: cluster, provider, live, ready } = await connectCluster("cluster", settings.cluster, charted);
    const delivery = { ...charted, live };
    const onCluster = { provider, dependsOn: ready };

    const sample = connectSample("sample", { wanted: settings.sample, registry }, onCluster);
    // The gateway serves the sample's first, so that its probe asks what is in the cluster.
    const services = [...sample.services, ...settings.gateway.services];
    const signals = { sampling, accessLog, environment: stack, resourceAttributes };
    const watched = { ...signals, namespace: inGateway, topology, ...watchedOf(services, plugins, inObservability) };

    const placed = { ...settings, namespace: inObservability, cluster };
    const objectStores = await connectStorage(placed);
    const { layer: observability, ...observed } = connectObservability(
        "observability",
        {
            ...placed,
            clusterName: `${project}-${stack}`,
            grafanaOidc: access.grafana?.oidc,
            addresses: publicAddresses(access),
            gateway: watched,
            objectStores,
            metricsIdentities: await connectIdentities(placed),
            contributions: [probesContribution(settings.probes)],
            delivery,
        },
        onCluster,
    );
    const monitored = { provider, dependsOn: observed.ready };
    watchSample("sample", { wanted: settings.sample, observability }, monitored);
    const { namespace, pages } = observability;
    const oidcClientSecret = secrets.accessOidcClientSecret;
    const guarded = { ...access, namespace, registry, topology, inside: pages, oidcClientSecret };
    const ways = connectAccess("access", guarded, monitored);

    const { namespaceLabels } = cluster.loadBalancers["internet-facing"];
    const licence = secrets.kongLicense;
    const room = restrictedNamespace("kong", { name: inGateway, labels: namespaceLabels }, onCluster);
    const gateway = await connectGateway(
        settings.kong,
        { namespace: inGateway, delivery, cluster, observability, database: settings, licence, credentials },
        { services, plugins, signals, selectTag, access: ways?.gateway },
        { provider, dependsOn: [room, ...observed.ready, ...sample.ready] },
    );

    connectProbes("probes", { ...settings.probes, observability, gateway, services, delivery }, monitored);

    return outputsOf(
        { cluster, observability, gateway },
        { topology, sampling, accessLog, services, ways: ways?.output, objectStores },
    );
};
