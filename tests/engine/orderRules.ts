import type { Call } from "./simulator/ledger";
import { at } from "./simulator/properties";
import { collectorType } from "../tools/plan/stacks";

/** One resource, as far as these rules tell them apart. */
export type Thing = Pick<Call, "type" | "name" | "inputs">;
type Matches = (thing: Thing) => boolean;

/** `first` has to be there before `then` comes, and to stay until `then` is gone. */
interface Rule {
    what: string;
    first: Matches;
    then: (thing: Thing, first: Thing) => boolean;
}

/** The paths of an installed chart, by the type of what delivers it. */
const delivered: Partial<Record<string, { chart: string; name: string; namespace: string; values: string }>> = {
    "kubernetes:helm.sh/v3:Release": { chart: "chart", name: "name", namespace: "namespace", values: "values" },
    "kubernetes:argoproj.io/v1alpha1:Application": {
        chart: "spec.source.chart",
        name: "spec.source.helm.releaseName",
        namespace: "spec.destination.namespace",
        values: "spec.source.helm.valuesObject",
    },
};
const ofRelease = ({ type, inputs }: Thing, what: "chart" | "name" | "namespace" | "values"): unknown => {
    const paths = delivered[type];
    return paths && at(inputs, paths[what]);
};
/** Whether a chart runs nodes of Kong of this role, whatever delivers it. */
export const kongRole =
    (role: string): Matches =>
    (thing) =>
        release("kong")(thing) && at(ofRelease(thing, "values") as Thing["inputs"], "env.role") === role;
const release =
    (chart: string): Matches =>
    (thing) =>
        String(ofRelease(thing, "chart")).split("/").at(-1) === chart;
const kind =
    (type: string): Matches =>
    (thing) =>
        thing.type === type;
const named =
    (type: string, name: string): Matches =>
    (thing) =>
        thing.type === type && at(thing.inputs, "metadata.name") === name;
const isOnCluster: Matches = ({ type }) => type.startsWith("kubernetes:");
const namespaceOf = (thing: Thing): unknown => ofRelease(thing, "namespace") ?? at(thing.inputs, "metadata.namespace");

const controlPlane = kongRole("control_plane");
const dataPlane = kongRole("data_plane");
const database: Matches = (thing) =>
    kind("kubernetes:postgresql.cnpg.io/v1:Cluster")(thing) || kind("aws:rds/instance:Instance")(thing);
const deck: Matches = (thing) =>
    kind("kubernetes:batch/v1:Job")(thing) &&
    String(at(thing.inputs, "metadata.name")).startsWith("kong-gateway-config-");
/** In front of a page, and no application. */
const authenticationProxy: Matches = (thing) =>
    kind("kubernetes:apps/v1:Deployment")(thing) && thing.name.startsWith("access-");
/** Named after its certificate, which all nodes share, or the node's own. */
const clusterCertificate =
    (side: RegExp): Matches =>
    ({ type, name }) =>
        type === "kubernetes:core/v1:Secret" && side.test(name);
const secret = (name: string): Matches => named("kubernetes:core/v1:Secret", name);

const ofGroup =
    (group: string): Matches =>
    ({ type }) =>
        type.startsWith(`kubernetes:${group}/`);
const isPlugin = kind("kubernetes:configuration.konghq.com/v1:KongPlugin");
const pluginsOf = ({ inputs }: Thing): unknown[] => {
    const annotations = at(inputs, "metadata.annotations") as Record<string, string> | undefined;
    return annotations?.["konghq.com/plugins"]?.split(",") ?? [];
};
const backendOf = ({ type, inputs }: Thing): unknown =>
    type.endsWith(":HTTPRoute")
        ? (at(inputs, "spec.rules") as { backendRefs: { name: string }[] }[])[0]?.backendRefs[0]?.name
        : undefined;

/** The order that works, and back. */
export const rules: Rule[] = [
    {
        what: "the network before the cluster",
        first: ({ type }) =>
            /^aws:ec2\/(vpc|subnet|natGateway|route|internetGateway|routeTableAssociation):/.test(type),
        then: kind("aws:eks/cluster:Cluster"),
    },
    {
        what: "the key before the cluster",
        first: ({ type, name }) => type === "aws:kms/key:Key" && name === "cluster-secrets",
        then: kind("aws:eks/cluster:Cluster"),
    },
    { what: "the cluster before everything on it", first: kind("aws:eks/cluster:Cluster"), then: isOnCluster },
    {
        what: "the network before everything on the cluster",
        first: ({ type }) => /^aws:ec2\/(natGateway|route|vpc):/.test(type),
        then: isOnCluster,
    },
    {
        what: "the nodes before everything on the cluster",
        first: kind("aws:eks/nodeGroup:NodeGroup"),
        then: isOnCluster,
    },
    {
        what: "the load-balancer controller before namespaces",
        first: release("aws-load-balancer-controller"),
        then: kind("kubernetes:core/v1:Namespace"),
    },
    {
        what: "the volume driver before namespaces",
        first: ({ type, inputs }) => type === "aws:eks/addon:Addon" && inputs.addonName === "aws-ebs-csi-driver",
        then: kind("kubernetes:core/v1:Namespace"),
    },
    {
        what: "the StorageClass before namespaces",
        first: kind("kubernetes:storage.k8s.io/v1:StorageClass"),
        then: kind("kubernetes:core/v1:Namespace"),
    },
    {
        what: "Argo CD's project before its Applications",
        first: kind("kubernetes:argoproj.io/v1alpha1:AppProject"),
        then: kind("kubernetes:argoproj.io/v1alpha1:Application"),
    },
    {
        what: "a namespace before what is in it",
        first: kind("kubernetes:core/v1:Namespace"),
        then: (thing, first) => isOnCluster(thing) && namespaceOf(thing) === at(first.inputs, "metadata.name"),
    },
    {
        what: "an identity before the pods that have it",
        first: kind("aws:eks/podIdentityAssociation:PodIdentityAssociation"),
        then: (thing, first) => ofRelease(thing, "name") === first.inputs.serviceAccount,
    },
    {
        what: "a bucket that encrypts before its store",
        first: ({ type }) => type.endsWith(":BucketServerSideEncryptionConfiguration"),
        then: (thing, { name }) => release(name === "logs-bucket" ? "loki" : "tempo")(thing),
    },
    {
        what: "Prometheus' operator before monitors and rules",
        first: release("kube-prometheus-stack"),
        then: ({ type }) => type.startsWith("kubernetes:monitoring.coreos.com/"),
    },
    {
        what: "Prometheus' operator before charts that bring monitors",
        first: release("kube-prometheus-stack"),
        then: (thing) => ["loki", "tempo", "kong", "ingress"].some((chart) => release(chart)(thing)),
    },
    {
        what: "Grafana's password before Grafana",
        first: secret("grafana-admin"),
        then: release("kube-prometheus-stack"),
    },
    {
        what: "Grafana's client secret before Grafana",
        first: secret("grafana-oidc"),
        then: release("kube-prometheus-stack"),
    },
    {
        what: "the proxies' secrets before the proxies",
        first: ({ type, inputs }) =>
            type === "kubernetes:core/v1:Secret" && String(at(inputs, "metadata.name")).startsWith("access-"),
        then: (thing, first) =>
            thing.type === "kubernetes:apps/v1:Deployment" &&
            at(thing.inputs, "metadata.name") === at(first.inputs, "metadata.name"),
    },
    { what: "the pages before their proxies", first: release("kube-prometheus-stack"), then: authenticationProxy },
    { what: "the proxies before the routes to them", first: authenticationProxy, then: deck },
    {
        what: "Slack's address before Alertmanager",
        first: secret("alertmanager-slack"),
        then: release("kube-prometheus-stack"),
    },
    {
        what: "the collector's operator before the collector",
        first: release("opentelemetry-operator"),
        then: kind(collectorType),
    },
    {
        what: "Loki before its datasource",
        first: release("loki"),
        then: ({ type, name }) => type.endsWith(":ConfigMap") && name === "datasources-loki",
    },
    {
        what: "Tempo before its datasource",
        first: release("tempo"),
        then: ({ type, name }) => type.endsWith(":ConfigMap") && name === "datasources-tempo",
    },
    {
        what: "PostgreSQL's operator before the database",
        first: release("cloudnative-pg"),
        then: kind("kubernetes:postgresql.cnpg.io/v1:Cluster"),
    },
    { what: "the database before the control plane", first: database, then: controlPlane },
    {
        what: "the database's password before the control plane",
        first: ({ type, name }) => type === "kubernetes:core/v1:Secret" && /^kong-database-.*credentials$/.test(name),
        then: controlPlane,
    },
    {
        what: "the certificate before the control plane",
        first: clusterCertificate(/^kong-cluster-(certificate|control-plane)$/),
        then: controlPlane,
    },
    {
        what: "the certificate before data planes",
        first: clusterCertificate(/^kong-cluster-(?!control-plane$)/),
        then: dataPlane,
    },
    { what: "the licence before both planes", first: secret("kong-enterprise-license"), then: release("kong") },
    { what: "the licence before the gateways", first: secret("kong-enterprise-license"), then: release("ingress") },
    {
        what: "the Admin API's certificates before controller and gateways",
        first: ({ type, name }) => type.endsWith(":Secret") && /^kong-admin-(controller|gateway)$/.test(name),
        then: release("ingress"),
    },
    {
        what: "the Gateway API's kinds before the controller",
        first: kind("kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition"),
        then: release("ingress"),
    },
    {
        what: "the Gateway API's kinds before its objects",
        first: kind("kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition"),
        then: ofGroup("gateway.networking.k8s.io"),
    },
    {
        what: "the controller and its webhook before what they read",
        first: release("ingress"),
        then: (thing) => ofGroup("gateway.networking.k8s.io")(thing) || ofGroup("configuration.konghq.com")(thing),
    },
    {
        what: "global plugins before routes",
        first: kind("kubernetes:configuration.konghq.com/v1:KongClusterPlugin"),
        then: kind("kubernetes:gateway.networking.k8s.io/v1:HTTPRoute"),
    },
    {
        what: "a route's own plugins before it",
        first: isPlugin,
        then: (thing, plugin) =>
            thing.type !== plugin.type && pluginsOf(thing).includes(at(plugin.inputs, "metadata.name")),
    },
    {
        what: "the stand-in of an upstream before its route",
        first: ({ type }) => /:core\/v1:Service(Patch)?$/.test(type),
        then: (thing, service) =>
            backendOf(thing) !== undefined && backendOf(thing) === at(service.inputs, "metadata.name"),
    },
    { what: "the control plane before decK", first: controlPlane, then: deck },
    {
        what: "decK's file before decK",
        first: ({ type, name }) => type.endsWith(":ConfigMap") && name === "kong-gateway",
        then: deck,
    },
    {
        what: "the sample before decK",
        first: ({ type, name }) => type === "kubernetes:core/v1:Service" && /^sample(-demo)?$/.test(name),
        then: deck,
    },
    { what: "decK before data planes", first: deck, then: dataPlane },
];
