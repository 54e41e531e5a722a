import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { servedBy, workloadName } from "../../../charts";
import { releaseNameOf } from "../../../charts/releaseNames";
import { alertRules } from "../../shared/alertRules";
import { Component, type ComponentOptions } from "../../shared/component";
import type { CredentialTexts } from "../../shared/credentials";
import { gatewayApiSource } from "../../../charts/registry";
import { ChartRelease, type Delivery } from "../../release/chartRelease";
import type { Reliance } from "../../../model/relies";
import { AdminCertificates } from "./adminCertificates";
import type {
    GatewayConnection,
    GatewayContent,
    GatewayOptions,
    GatewayPlace,
    Proxy,
    ProxySettings,
} from "../contract";
import { IngressConfiguration } from "../configuration/ingressConfiguration";
import { type IngressSettings, ingressValues, podLabels } from "./values";
import { editionOf } from "../nodes/licence";
import { controllerNetworkPolicy, gatewayNetworkPolicy } from "../nodes/networkPolicy";
import type { PodSettings } from "../nodes/podValues";
import { leastPods, ownSecret, type OwnPods } from "../nodes/ownPods";
import { exposureOf, reachProxy, type ServedProxy } from "../nodes/proxy";
import { gatewayAlerts } from "../nodes/alerts";
import { controllerSource } from "../nodes/sources";
import { ingressControllerAlerts } from "./alerts";
import { listenerRelies, scrapedRelies } from "../nodes/relies";

/** Kong Ingress Controller, with gateways without a database that it discovers and configures. */
export interface IngressControllerSettings {
    topology: "ingress-controller";
    edition: "open-source" | "enterprise";
    /** Whether the gateways accept HTTP/2 from clients. */
    http2: boolean;
    /** Whether this stack installs the Gateway API's CRDs, or the cluster has them already. */
    gatewayApiCrds: "install" | "existing";
    /** Name of the IngressClass, the GatewayClass and the Gateway. */
    ingressClass: string;
    /** How often Prometheus scrapes controller and gateways, as a Go duration. */
    scrapeInterval: string;
    controller: Pick<PodSettings, "replicas" | "resources">;
    gateways: Pick<PodSettings, "replicas" | "resources"> & OwnPods & { proxy: ProxySettings };
}

/** In this program: of its proxy, and of resources. */
const name = "kong";

export function connectIngressController(
    settings: IngressControllerSettings,
    place: GatewayPlace,
    content: GatewayContent,
    opts: GatewayOptions,
): Promise<GatewayConnection> {
    const { edition, http2, gatewayApiCrds, ingressClass, scrapeInterval, controller, gateways } = settings;
    const { namespace, delivery, monitorLabels, monitoringNamespace, licence, credentials } = place;
    const { proxy, replicas, resources, ...own } = gateways;
    const pods = { replicas: leastPods(own, replicas), resources, own };
    const releaseName = releaseNameOf("ingress", delivery.releaseNames);
    const gateway = new IngressController(
        name,
        {
            ...pods,
            ingressClass,
            ...{ namespace, releaseName, delivery, credentials, monitorLabels, monitoringNamespace },
            scrapeInterval,
            controller,
            http2,
            signals: content.signals,
            gatewayApiCrds,
            exposure: exposureOf(proxy, place.loadBalancers),
            // Kong reads the licence from its environment at start. A licence from the controller comes with the first
            // configuration, which a gateway of 3.10 or later may refuse without a licence: it would then never become
            // ready.
            edition: editionOf(edition, "kong-licence", { namespace, licence }, opts),
        },
        opts,
    );
    const running = { ...opts, dependsOn: [gateway.release] };
    if (edition === "enterprise" && licence !== undefined) {
        // The controller passes this licence on without a restart, and shows in its status that it accepted it.
        new k8s.apiextensions.CustomResource(
            "kong-enterprise-licence",
            {
                apiVersion: "configuration.konghq.com/v1alpha1",
                kind: "KongLicense",
                metadata: { name: ingressClass },
                rawLicenseString: licence,
                enabled: true,
            },
            running,
        );
    }
    new IngressConfiguration("kong-ingress", { ...content, namespace, className: ingressClass }, running);
    const rules = [
        ...ingressControllerAlerts(namespace),
        ...gatewayAlerts({
            namespace,
            edition,
            gateways: [workloadName("ingress", "gateway", releaseName)],
            sources: [controllerSource(namespace)],
        }),
    ];
    alertRules("kong-alerts", { ...place, group: "kong", rules }, opts);
    return Promise.resolve({ proxies: { [name]: gateway.proxy } });
}

/** The controller finds gateways by their Admin API's Service, and configures them over TLS. */
function reliesOf(release: string): Reliance[] {
    const own = { chart: "ingress", release } as const;
    const why = "the controller configures each gateway over its Admin API with TLS";
    return [...scrapedRelies(own), ...listenerRelies(own, "admin", "tls", why)];
}

interface IngressControllerArgs extends Omit<IngressSettings, "certificates" | "registry" | "ownSecret"> {
    namespace: string;
    delivery: Delivery;
    credentials: CredentialTexts;
    monitoringNamespace: string;
    gatewayApiCrds: "install" | "existing";
}

/** The topology's settings as policies see them. */
function intentOf({ edition, controller, exposure, signals, ...args }: IngressControllerArgs): pulumi.Inputs {
    const { namespace, replicas, http2, gatewayApiCrds } = args;
    return {
        namespace,
        edition: edition.kind,
        replicas,
        maxReplicas: args.own.autoscaling?.maxReplicas,
        controllerReplicas: controller.replicas,
        proxyType: exposure.type,
        http2,
        sampling: signals.sampling,
        adminType: "ClusterIP",
        gatewayApiCrds,
        relies: reliesOf(args.releaseName),
    };
}

/**
 * Controller and gateways in one release of the chart `ingress`: each waits for the other, and one release has one
 * wait. Its copy of the chart `kong` (3.2) is older than that of hybrid mode (3.4), but lacks nothing that is used
 * here: only zone-aware routing of Services, and settings of an init container.
 */
class IngressController extends Component {
    public readonly release: pulumi.CustomResource;
    public readonly proxy: Proxy;

    constructor(name: string, args: IngressControllerArgs, opts: ComponentOptions) {
        const { namespace, releaseName, delivery, exposure, monitoringNamespace, gatewayApiCrds, own, credentials } =
            args;
        super("kong-observability:kong:IngressController", name, intentOf(args), opts);

        const crds = gatewayApiCrds === "install" ? [gatewayApi(`${name}-gateway-api`, delivery, this.within)] : [];
        const admin = servedBy("ingress", "admin", { releaseName, namespace });
        const certificates = new AdminCertificates(`${name}-admin`, { namespace, adminService: admin }, this.within);
        const labels = { controller: podLabels(releaseName, "controller"), gateway: podLabels(releaseName, "gateway") };
        new k8s.networking.v1.NetworkPolicy(
            `${name}-gateways`,
            gatewayNetworkPolicy({
                namespace,
                labels: labels.gateway,
                controllerLabels: labels.controller,
                monitoringNamespace,
            }),
            this.within,
        );
        new k8s.networking.v1.NetworkPolicy(
            `${name}-controller`,
            controllerNetworkPolicy({ namespace, labels: labels.controller, monitoringNamespace }),
            this.within,
        );

        const secret = ownSecret(own, { releaseName, namespace, credentials }, this.within);
        const proxy = servedBy("ingress", "proxy", { releaseName, namespace }) satisfies ServedProxy;
        const release = new ChartRelease(
            name,
            {
                chart: "ingress",
                releaseName,
                namespace,
                delivery,
                values: ingressValues({
                    ...args,
                    certificates,
                    ownSecret: secret,
                    registry: delivery.registry,
                }),
                serves: [proxy, admin],
            },
            // In the order that Kong documents. What comes after the release needs the CRDs anyway.
            this.after(...crds, ...(secret ? [secret] : [])),
        );
        this.release = release.release;
        this.proxy = reachProxy(name, release, exposure, proxy, this.within);
        this.registerOutputs({ proxyAddress: this.proxy.address, proxyUrl: this.proxy.url });
    }
}

/**
 * The provider reads the manifest, on `pulumi up`. The older ConfigFile fetches it in the program, which would fail in
 * a plan without network.
 */
function gatewayApi(name: string, { registry }: Delivery, opts: pulumi.ComponentResourceOptions): pulumi.Resource {
    return new k8s.yaml.v2.ConfigFile(name, { file: gatewayApiSource(registry) }, opts);
}
