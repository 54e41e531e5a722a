import { factOf } from "../../../charts";
import { entries } from "../../../model/alertmanager/routes";
import { isSecretKey } from "../../../model/secrets/keys";
import { at, isValues, leaves, listAt, textAt, unknown, type Values } from "../../library/resource";
import type { System } from "../../library/system";
import { readYaml } from "../../library/yaml";

/** One Alertmanager's configuration, if it is visible. */
export interface Alertmanager {
    urn: string;
    /** The resource and the place in it, for messages. */
    at: string;
    config: Values;
    /** Template files next to it, by name. */
    templateFiles: Values;
    /** Whether the chart's own alerts are sent to it too. */
    chartAlerts: boolean;
    /** Whether the Prometheus operator reads it first, which knows fewer keys. */
    byOperator: boolean;
    /** Whether other containers may run in its pod, at `localhost`. */
    accompanied: boolean;
}

/** Where the operator mounts the chart's `alertmanager.templateFiles`. */
export const chartTemplateFolder = "/etc/alertmanager/config/";

/** The chart's defaults. Helm merges objects and replaces lists. */
const chartDefaults = {
    templates: [`${chartTemplateFolder}*.tmpl`],
    receiver: "null",
    routes: [{ receiver: "null", matchers: ['alertname = "Watchdog"'] }],
    receivers: [{ name: "null" }],
};

/** Configurations in charts' values and in ConfigMaps. A configuration in a Secret is not visible, and not judged. */
export function alertmanagers(system: System): Alertmanager[] {
    return [...chartAlertmanagers(system), ...plainAlertmanagers(system)];
}

/** Names of the Secrets from which charts read Alertmanager's configuration. */
export function configSecrets(system: System): unknown[] {
    return system.charts.map(({ chart, values }) => {
        const spec = factOf(chart, "alertmanager")?.spec;
        return spec && at(values, ...spec, "configSecret");
    });
}

function chartAlertmanagers(system: System): Alertmanager[] {
    return system.charts.flatMap(({ urn, name, chart, values }) => {
        const fact = factOf(chart, "alertmanager");
        const [alertmanager, spec] = [fact?.path, fact?.spec].map((path = []) => at(values, ...path));
        const elsewhere =
            at(spec, "useExistingSecret") === true ||
            at(spec, "configSecret") !== undefined ||
            at(alertmanager, "tplConfig") === true;
        const given = at(alertmanager, "config") ?? {};
        if (fact === undefined || at(alertmanager, "enabled") === false || elsewhere || !isValues(given)) {
            return [];
        }
        const route =
            given.route === unknown
                ? unknown
                : {
                      receiver: chartDefaults.receiver,
                      routes: chartDefaults.routes,
                      ...(isValues(given.route) && given.route),
                  };
        const { receivers = chartDefaults.receivers, templates = chartDefaults.templates } = given;
        const config = { ...given, receivers, templates, route };
        const templateFiles = at(alertmanager, "templateFiles");
        return [
            {
                urn,
                at: `${name}: ${fact.path.join(".")}.config`,
                config,
                templateFiles: isValues(templateFiles) ? templateFiles : {},
                chartAlerts: at(values, ...fact.chartAlerts) !== false,
                byOperator: true,
                accompanied: at(spec, "containers") !== undefined,
            },
        ];
    });
}

function plainAlertmanagers(system: System): Alertmanager[] {
    return system.kubernetes("ConfigMap").flatMap(({ urn, name, inputs }) =>
        Object.keys(isValues(inputs.data) ? inputs.data : {})
            .filter((key) => /^alertmanager\.ya?ml$/.test(key))
            .flatMap((key) => {
                const config = parsed(textAt(inputs, "data", key));
                const templateFiles = inputs.data as Values;
                const accompanied = hasCompany(system, at(inputs, "metadata", "name"));
                const around = { templateFiles, chartAlerts: false, byOperator: false, accompanied };
                return config === undefined ? [] : [{ urn, at: `${name}: ${key}`, config, ...around }];
            }),
    );
}

/** Whether a pod that mounts this ConfigMap has more than one container. */
function hasCompany(system: System, configMap: unknown): boolean {
    return ["Deployment", "StatefulSet"]
        .flatMap((kind) => system.kubernetes(kind))
        .map(({ inputs }) => at(inputs, "spec", "template", "spec"))
        .some(
            (pod) =>
                listAt(pod, "volumes").some((volume) => at(volume, "configMap", "name") === configMap) &&
                listAt(pod, "containers").length > 1,
        );
}

function parsed(text: string | undefined): Values | undefined {
    const value = text === undefined ? undefined : readYaml(text);
    return isValues(value) ? value : undefined;
}

/**
 * Receivers that routes name but that do not exist, and duplicate names: the Prometheus operator refuses the whole
 * configuration because of either.
 */
export function receiverProblems({ route, receivers }: Values): string[] {
    if (!Array.isArray(receivers) || receivers.includes(unknown)) {
        return [];
    }
    const names = listAt({ receivers }, "receivers").map(({ name }) => name);
    if (names.includes(unknown)) {
        return [];
    }
    const wrong = receiversNamed(route, "route").filter(({ name }) => name !== unknown && !names.includes(name));
    const there = names.map((name) => JSON.stringify(name)).join(", ") || "none";
    return [
        ...wrong.map(
            ({ at: path, name }) => `${path} is ${JSON.stringify(name)}, which is not among receivers (${there})`,
        ),
        ...[...new Set(names.filter((name, index) => names.indexOf(name) < index))].map(
            (name) => `receivers has ${JSON.stringify(name)} twice`,
        ),
    ];
}

function receiversNamed(route: unknown, path: string): { at: string; name: unknown }[] {
    const own = at(route, "receiver");
    const children = listAt(route, "routes").flatMap((child, index) =>
        receiversNamed(child, `${path}.routes[${index}]`),
    );
    return [...(own === undefined || own === null ? [] : [{ at: `${path}.receiver`, name: own }]), ...children];
}

/**
 * Credentials written into the configuration: where, and the key to use instead. Each key has a counterpart that ends
 * in `_file`, except those of `sigv4`, which the rule `secrets` finds.
 */
export function literalCredentials({ global, receivers }: Values): { path: string; instead: string }[] {
    return [...leaves({ global, receivers })].flatMap(({ path, value }) => {
        const key = path.slice(path.lastIndexOf(".") + 1);
        const opens =
            (isSecretKey(key) && !path.includes(".sigv4.")) ||
            // Rocket.Chat's "token id" is the user who logs in.
            /^(rocketchat_)?token_id$/.test(key) ||
            (key === "api_url" && path.includes("slack_configs")) ||
            (key === "url" && path.includes("webhook_configs") && carriesKey(value));
        return typeof value === "string" && value !== "" && opens ? [{ path, instead: `${key}_file` }] : [];
    });
}

/** Whether a webhook's address contains a secret: a user, a query, or a service's key in the path. */
function carriesKey(address: unknown): boolean {
    return /^[a-z]+:\/\/[^/]*@|\?|^https:\/\/(hooks\.slack\.com|discord(app)?\.com|[^/]*\.webhook\.office\.com)\//.test(
        String(address),
    );
}

/** Addresses of the pod itself, in which only Alertmanager listens. */
export function ownAddresses({ config: { global, receivers }, accompanied }: Alertmanager): string[] {
    return [...leaves({ global, receivers })].flatMap(({ path, value }) =>
        !accompanied &&
        /(url|smarthost)$/.test(path) &&
        /^([a-z]+:\/\/)?(localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)(:|\/|$)/.test(String(value))
            ? [path]
            : [],
    );
}

/** Uses of `match` and similar keys, which Alertmanager has deprecated, and their replacements. */
export function deprecatedMatchers({ route, inhibit_rules }: Values): { path: string; instead: string }[] {
    const routes = isValues(route) ? allRoutes(route, "route") : [];
    const inhibitions = listAt({ inhibit_rules }, "inhibit_rules").map((item, index) => ({
        item,
        path: `inhibit_rules[${index}]`,
    }));
    return [...routes, ...inhibitions].flatMap(({ item, path }) =>
        ["match", "match_re", "source_match", "source_match_re", "target_match", "target_match_re"].flatMap((key) => {
            const found = entries(item[key]).map(
                ([label, value]) => `${label} ${key.endsWith("_re") ? "=~" : "="} "${value}"`,
            );
            return found.length === 0
                ? []
                : [
                      {
                          path: `${path}.${key}`,
                          instead: `${key.replace(/match(_re)?$/, "matchers")}: ['${found.join("', '")}']`,
                      },
                  ];
        }),
    );
}

function allRoutes(item: Values, path: string): { item: Values; path: string }[] {
    return [
        { item, path },
        ...listAt(item, "routes").flatMap((child, index) => allRoutes(child, `${path}.routes[${index}]`)),
    ];
}
