import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { ContainerResources } from "../../shared/kubernetes";
import { defaultClass, gatewayController } from "../configuration/objects/manifest";
import { chartImage, imageRepository } from "../../../charts/registry";
import type { CertificateRef } from "./adminCertificates";
import { type DrainValues, drainValues } from "../nodes/drain";
import {
    commonEnv,
    type KongEnv,
    type MonitorValues,
    monitorValues,
    type PodSettings,
    type PodValues,
    podValues,
    type ReplicaValues,
    replicaValues,
    trafficEnv,
    type TrafficSettings,
} from "../nodes/podValues";
import { ownAnnotations, ownEnv, type OwnPods, type OwnPodValues, ownPodValues } from "../nodes/ownPods";
import { type ListenParameters, type ProxyValues, proxyValues } from "../nodes/proxy";

export interface IngressSettings extends PodSettings, TrafficSettings {
    releaseName: string;
    /** The class of objects that the controller reads. */
    ingressClass: string;
    controller: { replicas: number; resources: ContainerResources };
    certificates: { controller: CertificateRef; gateway: CertificateRef };
    own: OwnPods;
    /** The Secret that the gateways' `env` refers to. */
    ownSecret: k8s.core.v1.Secret | undefined;
}

type Off = { enabled: false };
type Annotations = Record<string, pulumi.Input<string>>;

/**
 * The keys of the chart `ingress` that are set here: those of the chart `kong`, once for each of the two Deployments.
 */
export interface IngressValues {
    controller: ReplicaValues &
        MonitorValues & {
            podAnnotations: Annotations;
            ingressController: {
                image: { repository: string; tag: string };
                ingressClass?: string;
                resources: ContainerResources;
                labels: { "enable-metrics": "true" };
                adminApi: { tls: { client: { enabled: true; certProvided: true; secretName: string } } };
                env: Record<string, string>;
            };
        };
    gateway: PodValues &
        OwnPodValues &
        DrainValues & {
            podAnnotations: Annotations;
            secretVolumes: string[];
            env: KongEnv;
            proxy: ProxyValues;
            admin: {
                enabled: true;
                type: "ClusterIP";
                clusterIP: "None";
                http: Off;
                tls: { enabled: true; parameters: ListenParameters };
            };
            manager: Off & { http: Off; tls: Off };
        };
}

/** The chart's pod labels for each of its Deployments. */
export function podLabels(releaseName: string, deployment: "controller" | "gateway"): Record<string, string> {
    return { "app.kubernetes.io/instance": releaseName, "app.kubernetes.io/name": deployment };
}

/**
 * Values for the chart `ingress`: gateways without a database, and the controller that discovers and configures them.
 */
export function ingressValues(settings: IngressSettings): IngressValues {
    const { releaseName, exposure, http2, controller, certificates, scrapeInterval, monitorLabels, own } = settings;
    const off = { enabled: false } as const;
    const annotation = "kong-observability/admin-certificate";
    return {
        controller: {
            ...replicaValues(controller.replicas, podLabels(releaseName, "controller")),
            ...monitorValues(scrapeInterval, monitorLabels),
            podAnnotations: { [annotation]: certificates.controller.fingerprint },
            ingressController: controllerValues(settings),
        },
        gateway: {
            ...podValues(settings, "ingress", podLabels(releaseName, "gateway")),
            ...ownPodValues(own),
            ...drainValues(exposure),
            podAnnotations: {
                ...ownAnnotations(own, settings.ownSecret),
                [annotation]: certificates.gateway.fingerprint,
            },
            secretVolumes: [certificates.gateway.secretName],
            env: gatewayEnv(settings),
            proxy: proxyValues(exposure, http2),
            admin: {
                enabled: true,
                type: "ClusterIP",
                clusterIP: "None",
                http: off,
                tls: { enabled: true, parameters: [] },
            },
            // All three are needed: with only the first an enterprise gateway still listens. An open-source one listens
            // regardless: see admin_gui_listen.
            manager: { ...off, http: off, tls: off },
        },
    };
}

function gatewayEnv({ own, releaseName, signals, certificates }: IngressSettings): KongEnv {
    const server = `/etc/secrets/${certificates.gateway.secretName}`;
    return {
        ...ownEnv(own, releaseName),
        ...commonEnv,
        ...trafficEnv(signals),
        admin_gui_listen: "off",
        admin_ssl_cert: `${server}/tls.crt`,
        admin_ssl_cert_key: `${server}/tls.key`,
        // The same as the chart's admin.tls.client, which looks up its Secret on the cluster while rendering.
        nginx_admin_ssl_verify_client: "on",
        nginx_admin_ssl_client_certificate: `${server}/ca.crt`,
    };
}

function controllerValues({
    ingressClass,
    controller,
    certificates,
    registry,
}: IngressSettings): IngressValues["controller"]["ingressController"] {
    const image = chartImage("ingress", "controller", registry);
    return {
        image: { repository: imageRepository(image), tag: image.tag },
        // Left out where it is the chart's own.
        ...(ingressClass !== defaultClass && { ingressClass }),
        resources: controller.resources,
        // Without it the chart's ServiceMonitor selects nothing.
        labels: { "enable-metrics": "true" },
        adminApi: {
            tls: {
                client: { enabled: true, certProvided: true, secretName: certificates.controller.secretName },
            },
        },
        env: {
            // The chart mounts the Secret above at this path. By default the controller verifies nothing.
            kong_admin_tls_skip_verify: "false",
            kong_admin_ca_cert_file: "/etc/secrets/admin-api-cert/ca.crt",
            anonymous_reports: "false",
            ...(ingressClass !== defaultClass && {
                gateway_api_controller_name: gatewayController(ingressClass),
            }),
        },
    };
}
