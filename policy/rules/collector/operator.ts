import { collectors } from "../../library/collector";
import { gatewayPlugins } from "../../library/kong";
import { at, isValues, listAt, textAt, unknown, type Values } from "../../library/resource";
import type { Violation } from "../../library/rule";
import type { ChartInstall, System } from "../../library/system";
import { serviceAt, knownServices } from "../../library/wiring/services";

interface Settings {
    certManager: boolean;
    certificateDays: number;
}

/** What keeps the operator or its collectors from starting, now or later. */
export function operatorProblems(system: System, settings: Settings): Violation[] {
    return [
        ...system.chart("opentelemetry-operator").flatMap((install) => [
            ...certificate(system, install, settings).map((problem) => ({
                urn: install.urn,
                message: `${install.name}: ${problem}`,
            })),
            ...fromDockerHub(
                install.urn,
                `${install.name}: manager.collectorImage.repository`,
                at(install.values, "manager", "collectorImage", "repository"),
            ),
        ]),
        ...collectors(system).flatMap(({ urn, name, spec }) => fromDockerHub(urn, `${name}: spec.image`, spec.image)),
    ];
}

function fromDockerHub(urn: string, where: string, image: unknown): Violation[] {
    return typeof image === "string" && /^((index\.|registry-1\.)?docker\.io\/)?otel\//.test(image)
        ? [
              {
                  urn,
                  message: `${where} is ${image}: Docker Hub gets no collector since 0.123, so newer tags can't be pulled; use ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s`,
              },
          ]
        : [];
}

function certificate(system: System, { values }: ChartInstall, { certManager, certificateDays }: Settings): string[] {
    const webhooks: Values = isValues(values.admissionWebhooks) ? values.admissionWebhooks : {};
    const byManager = at(webhooks, "certManager", "enabled") ?? true;
    if (values.admissionWebhooks === unknown || byManager === unknown || webhooks.create === false) {
        return [];
    }
    if (byManager !== false) {
        return certManager || hasCertManager(system)
            ? []
            : [
                  "admissionWebhooks.certManager.enabled is true (the chart's default), but nothing installs cert-manager; set it to false, and autoGenerateCert.enabled to true",
              ];
    }
    const generated = at(webhooks, "autoGenerateCert", "enabled") ?? true;
    if (generated === false) {
        const own = ["certFile", "secretName"].some((key) => webhooks[key] !== undefined && webhooks[key] !== "");
        return own
            ? []
            : [
                  "admissionWebhooks has no certificate: certManager and autoGenerateCert are both off; set autoGenerateCert.enabled to true",
              ];
    }
    const days = at(webhooks, "autoGenerateCert", "certPeriodDays") ?? 365;
    const endsSilently =
        at(webhooks, "autoGenerateCert", "recreate") === false && typeof days === "number" && days < certificateDays;
    return endsSilently
        ? [
              `admissionWebhooks.autoGenerateCert makes a certificate for ${String(days)} days and never another (recreate: false): after that no collector can be changed; set certPeriodDays to at least ${certificateDays}`,
          ]
        : [];
}

function hasCertManager(system: System): boolean {
    return (
        system.chart("cert-manager").length > 0 ||
        system.ofType("aws:eks/addon:Addon").some(({ inputs }) => textAt(inputs, "addonName") === "cert-manager")
    );
}

/**
 * The operator sets internalTrafficPolicy Local on a DaemonSet's Service: a gateway reaches only the collector on its
 * own node. If a taint or a selector keeps the collector off a node, telemetry from there is silently lost.
 */
export function missedNodes(system: System): Violation[] {
    const services = knownServices(system);
    const called = gatewayPlugins(system)
        .filter(({ plugin }) => plugin === "opentelemetry")
        .flatMap(({ config }) =>
            ["traces_endpoint", "logs_endpoint", "endpoint"].flatMap(
                (key) => serviceAt(services, config[key], undefined) ?? [],
            ),
        );
    return collectors(system)
        .filter(({ mode }) => mode === "daemonset")
        .flatMap(({ urn, name, service, namespace, spec }) => {
            const calls = called.some(
                (address) =>
                    address.service === service && (namespace === undefined || address.namespace === namespace),
            );
            return !calls || everywhere(spec)
                ? []
                : [
                      {
                          urn,
                          message: `${name}: in mode daemonset Kong reaches only the collector on its own node (internalTrafficPolicy Local), and this one does not run on every node; use mode deployment, or tolerate every taint (tolerations: [{operator: Exists}]) without nodeSelector and affinity`,
                      },
                  ];
        });
}

/** Whether its pods run on each node, whatever its taints. */
function everywhere(spec: Values): boolean {
    if (spec.tolerations === unknown) {
        return true;
    }
    const tolerant = listAt(spec, "tolerations").some(
        ({ key, operator, effect }) =>
            (key === undefined || key === "") && operator === "Exists" && (effect === undefined || effect === ""),
    );
    return tolerant && spec.nodeSelector === undefined && spec.affinity === undefined;
}
