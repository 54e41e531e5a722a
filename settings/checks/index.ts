import { accessChecks } from "./access";
import { accessFieldChecks } from "./accessFields";
import { alertChecks } from "./alerts";
import { bundledPluginChecks } from "./bundledPlugins";
import { clusterChecks } from "./cluster";
import { clusterCertificateChecks } from "./clusterCertificates";
import { collectorChecks } from "./collector";
import { credentialChecks } from "./credentials";
import { datasourceChecks } from "./datasources";
import { deepflowChecks } from "./deepflow";
import { deliveryChecks } from "./delivery";
import { destinationChecks } from "./destinations";
import { existingChecks } from "./existing";
import { gatewayPodChecks } from "./gatewayPods";
import { gatewaysOf } from "../gateways";
import { durationSeconds } from "../schema/common";
import { type Context, crossCheck, type CrossCheck, repeated, sameNames } from "./check";
import { dashboardNameProblems } from "../schema/dashboards";
import { gatewaysChecks } from "./gateways";
import { http2Checks } from "./http2";
import { layerChecks } from "./layers";
import { objectiveChecks } from "./objectives";
import { overrideChecks } from "./overrides";
import type { Problem } from "../problems";
import type { PlainSettings } from "../schema";
import { controllerInOverrides, inexpressible } from "./topology";
import { releaseNameChecks } from "./releaseNames";
import { storageChecks } from "./storage";
import { unusedChecks } from "./unused";

export const crossChecks: readonly CrossCheck[] = [
    crossCheck(["kong"], ({ kong }, { project, hasSecret }) => [
        kong.topology !== "none" &&
            kong.edition === "enterprise" &&
            !hasSecret("kongLicense") && {
                key: `${project}:kongLicense`,
                message: `missing; kong.edition is enterprise, which does not ${kong.topology === "ingress-controller" ? "even start in topology ingress-controller" : "run"} without a licence: npx pulumi config set --secret kongLicense < license.json`,
            },
    ]),
    crossCheck(["kong"], ({ kong }, { project, hasSecret }) =>
        kong.topology === "hybrid"
            ? hybridChecks(kong, project, hasSecret)
            : kong.topology === "data-planes"
              ? dataPlaneChecks(kong.dataPlanes, `${project}:kong.dataPlanes`)
              : nodePorts(
                    gatewaysOf(kong).map(({ gateway }) => gateway),
                    `${project}:kong.gateways.proxy`,
                ),
    ),
    crossCheck(["kong", "chartOverrides"], ({ kong, chartOverrides }, { project }) =>
        controllerInOverrides(kong, chartOverrides, project),
    ),
    crossCheck(["kong", "gateway"], ({ kong, gateway }, { project }) =>
        kong.topology === "ingress-controller" ? inexpressible(gateway, project) : [],
    ),
    ...clusterChecks,
    ...clusterCertificateChecks,
    ...releaseNameChecks,
    ...datasourceChecks,
    crossCheck(["gateway"], ({ gateway }, { project }) => [
        ...sameNames(gateway.services, `${project}:gateway.services`, "service"),
        ...repeated(gateway.services.flatMap(({ routes }) => routes.map(({ name }) => name))).map(([, name]) => ({
            key: `${project}:gateway.services`,
            message: `got route "${name}" twice; allowed: each route name once in the gateway`,
        })),
        ...pluginsTwice(gateway.plugins, `${project}:gateway.plugins`, "each global plugin once"),
        ...gateway.services.flatMap(({ plugins, routes }, service) => [
            ...pluginsTwice(
                plugins,
                `${project}:gateway.services[${service}].plugins`,
                "each plugin once on a service",
            ),
            ...routes.flatMap((route, index) =>
                pluginsTwice(
                    route.plugins,
                    `${project}:gateway.services[${service}].routes[${index}].plugins`,
                    "each plugin once on a route",
                ),
            ),
        ]),
        ...gateway.services.flatMap(({ routes }, service) =>
            routes.map(
                (route, index) =>
                    route.paths === undefined &&
                    route.hosts === undefined &&
                    route.methods === undefined && {
                        key: `${project}:gateway.services[${service}].routes[${index}]`,
                        message:
                            "got a route without paths, hosts and methods; allowed: at least one of them, else Kong refuses it",
                    },
            ),
        ),
    ]),
    crossCheck(["sample", "gateway"], ({ sample, gateway }, { project }) => {
        const taken = (name: string): boolean => sample && ["echo", "demo-service", "mock"].includes(name);
        const message = (name: string): string =>
            `got "${name}"; allowed: any other name, since sample: true creates that one`;
        return gateway.services.flatMap(({ name, routes }, service) => [
            taken(name) && { key: `${project}:gateway.services[${service}].name`, message: message(name) },
            ...routes.map(
                (route, index) =>
                    taken(route.name) && {
                        key: `${project}:gateway.services[${service}].routes[${index}].name`,
                        message: message(route.name),
                    },
            ),
        ]);
    }),
    crossCheck(["sampling", "gateway"], ({ gateway }, { project }) =>
        // A single setting decides, so that data planes, plugin and collector cannot disagree.
        gateway.plugins.map(
            ({ name, config }, index) =>
                name === "opentelemetry" &&
                "sampling_rate" in config && {
                    key: `${project}:gateway.plugins[${index}].config.sampling_rate`,
                    message: `got ${JSON.stringify(config.sampling_rate)}; allowed: nothing here, the setting ${project}:sampling.rate decides for all`,
                },
        ),
    ),
    crossCheck(["gateway"], ({ gateway }, { project }) =>
        gateway.services.flatMap(({ routes }, service) =>
            routes.flatMap(({ traced, plugins }, route) =>
                plugins.map(({ name, config }, plugin) => {
                    const at = `${project}:gateway.services[${service}].routes[${route}]`;
                    return (
                        !traced &&
                        name === "opentelemetry" &&
                        "sampling_rate" in config && {
                            key: `${at}.plugins[${plugin}].config.sampling_rate`,
                            message: `got ${JSON.stringify(config.sampling_rate)}; allowed: nothing here, since ${at}.traced is false`,
                        }
                    );
                }),
            ),
        ),
    ),
    crossCheck(["gateway", "sampling"], ({ gateway: { plugins, accessLog }, sampling }, { project }) => {
        const noLog = `set ${project}:gateway.accessLog.enabled to false`;
        const ours: Partial<Record<string, string>> = {
            opentelemetry: "since a signal comes from this plugin",
            prometheus: "since a signal comes from this plugin",
            "file-log": `since a signal comes from this plugin; to have no access log, ${noLog} and remove the plugin`,
            ...(accessLog.enabled && { "pre-function": `since it creates the access lines; to have none, ${noLog}` }),
            ...(sampling.trustCallers && {
                "post-function": `since it records what callers have sampled; to turn that off, set ${project}:sampling.trustCallers to false`,
            }),
        };
        return plugins.map(
            ({ name, enabled }, index) =>
                enabled === false &&
                ours[name] !== undefined && {
                    key: `${project}:gateway.plugins[${index}].enabled`,
                    message: `got false; allowed: true, ${ours[name]}`,
                },
        );
    }),
    crossCheck(["gateway"], ({ gateway: { plugins, accessLog } }, { project }) =>
        plugins.map(
            ({ name, config }, index) =>
                name === "file-log" &&
                "path" in config === accessLog.enabled && {
                    key: `${project}:gateway.plugins[${index}].config.path`,
                    message: accessLog.enabled
                        ? `got ${JSON.stringify(config.path)}; allowed: nothing here, access lines are collected from standard output; for a file of your own set ${project}:gateway.accessLog.enabled to false`
                        : `missing; allowed: a path, since ${project}:gateway.accessLog.enabled is false`,
                },
        ),
    ),
    crossCheck(["gateway"], ({ gateway: { plugins, accessLog } }, { project }) =>
        plugins.map(
            ({ name, config }, index) =>
                name === "file-log" &&
                accessLog.enabled &&
                "reopen" in config && {
                    key: `${project}:gateway.plugins[${index}].config.reopen`,
                    message: `got ${JSON.stringify(config.reopen)}; allowed: nothing here, nginx writes access lines to standard output`,
                },
        ),
    ),
    crossCheck(["logs"], ({ logs }, { project }) => [
        durationSeconds(logs.retention) < 86_400 && {
            key: `${project}:logs.retention`,
            message: `got ${logs.retention}; allowed: at least 24h, Loki refuses less`,
        },
    ]),
    crossCheck(["metrics"], ({ metrics }, { project, hasSecret }) => [
        metrics.slack !== undefined &&
            !hasSecret("slackWebhookUrl") && {
                key: `${project}:slackWebhookUrl`,
                message: "missing; metrics.slack is set: npx pulumi config set --secret slackWebhookUrl",
            },
        ...monitorChecks(`${project}:metrics.serviceMonitors`, metrics.serviceMonitors, metrics.scrapeInterval),
        ...monitorChecks(`${project}:metrics.podMonitors`, metrics.podMonitors, metrics.scrapeInterval),
    ]),
    crossCheck(["metrics", "kong"], ({ metrics, kong }, { project }) =>
        dashboardNameProblems(`${project}:metrics.grafana.dashboards`, metrics.grafana, kong.topology),
    ),
    crossCheck(["access", "metrics", "kong", "gateway"], (settings, { project, hasSecret }) =>
        accessChecks(settings, project, hasSecret),
    ),
    ...accessFieldChecks,
    ...gatewayPodChecks,
    ...gatewaysChecks,
    ...http2Checks,
    ...objectiveChecks,
    ...overrideChecks,
    ...storageChecks,
    ...alertChecks,
    ...layerChecks,
    ...unusedChecks,
    ...credentialChecks,
    ...destinationChecks,
    ...deepflowChecks,
    ...existingChecks,
    ...deliveryChecks,
    ...collectorChecks,
    ...bundledPluginChecks,
];

function monitorChecks(
    key: string,
    monitors: PlainSettings["metrics"]["podMonitors"] | PlainSettings["metrics"]["serviceMonitors"],
    scrapeInterval: string,
): (Problem | false)[] {
    return [
        ...sameNames(monitors, key, "entry of the list"),
        ...monitors.map(
            ({ interval = scrapeInterval, scrapeTimeout = interval }, index) =>
                durationSeconds(scrapeTimeout) > durationSeconds(interval) && {
                    key: `${key}[${index}].scrapeTimeout`,
                    message: `got ${scrapeTimeout}; allowed: no more than the interval (${interval}), otherwise the Prometheus operator ignores the monitor`,
                },
        ),
    ];
}

type HybridSettings = Extract<PlainSettings["kong"], { topology: "hybrid" }>;

function hybridChecks(kong: HybridSettings, project: string, hasSecret: Context["hasSecret"]): (Problem | false)[] {
    return [
        kong.rbac &&
            kong.edition !== "enterprise" && {
                key: `${project}:kong.rbac`,
                message: "got true; allowed: false with kong.edition open-source, which has no RBAC",
            },
        kong.certificate.renewBeforeDays >= kong.certificate.validityDays && {
            key: `${project}:kong.certificate.renewBeforeDays`,
            message: `got ${kong.certificate.renewBeforeDays}; allowed: less than validityDays (${kong.certificate.validityDays}), otherwise every run renews the certificate`,
        },
        kong.database.kind === "external" &&
            !hasSecret("databasePassword") && {
                key: `${project}:databasePassword`,
                message: "missing; kong.database.kind is external: npx pulumi config set --secret databasePassword",
            },
        ...dataPlaneChecks(kong.dataPlanes, `${project}:kong.dataPlanes`),
    ];
}

function dataPlaneChecks(dataPlanes: HybridSettings["dataPlanes"], key: string): Problem[] {
    return [...sameNames(dataPlanes, key, "data plane"), ...nodePorts(dataPlanes, key)];
}

function nodePorts(gateways: Pick<HybridSettings["dataPlanes"][number], "proxy">[], key: string): Problem[] {
    const ports = gateways
        .flatMap(({ proxy }) => (proxy.type === "NodePort" ? [proxy.httpNodePort, proxy.httpsNodePort] : []))
        .filter((port) => port !== undefined);
    return repeated(ports).map(([, port]) => ({
        key,
        message: `got node port ${port} twice; allowed: each node port once in the cluster`,
    }));
}

function pluginsTwice(plugins: { name: string }[], key: string, allowed: string): Problem[] {
    return repeated(plugins.map(({ name }) => name)).map(([index, name]) => ({
        key: `${key}[${index}].name`,
        message: `got "${name}"; allowed: ${allowed}`,
    }));
}
