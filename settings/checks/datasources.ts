import { declaredDatasources } from "../../model/datasources";
import { secretLiterals } from "../../model/secrets/meaning";
import { existingOf } from "../existing";
import type { PlainSettings } from "../schema";
import { isValues } from "../../model/values";
import { type CrossCheck, crossCheck } from "./check";

type Datasource = PlainSettings["metrics"]["grafana"]["datasources"][number];

/** What Grafana's image has (pkg/plugins/backendplugin/coreplugin, and alertmanager, which browsers alone know). */
const inImage = [
    ...["alertmanager", "cloudwatch", "elasticsearch", "grafana-azure-monitor-datasource"],
    ...["grafana-postgresql-datasource", "grafana-pyroscope-datasource", "grafana-testdata-datasource", "graphite"],
    ...["influxdb", "loki", "mssql", "mysql", "opentsdb", "parca", "prometheus", "stackdriver", "tempo"],
];

/** Further datasources of Grafana: each by its own name and UID, of a type that is there, without a secret in sight. */
export const datasourceChecks: readonly CrossCheck[] = [
    crossCheck(["metrics", "logs", "traces", "deepflow", "observability"], (settings, { project }) => {
        const own = settings.metrics.grafana.datasources;
        const all = declaredDatasources({ ...settings, existing: existingOf(settings.observability) });
        const before = all.length - own.length;
        return own.flatMap((datasource, index) =>
            (["name", "uid"] as const).map((field) => {
                const first = all.findIndex((other) => other[field] === datasource[field]);
                const whose = first < before ? "one that the program brings" : `datasources[${first - before}]`;
                return (
                    first < before + index && {
                        key: `${project}:metrics.grafana.datasources[${index}].${field}`,
                        message: `got "${datasource[field]}", which is that of ${whose}; allowed: a ${field} that no other has`,
                    }
                );
            }),
        );
    }),
    crossCheck(["metrics", "logs", "traces", "deepflow", "observability"], (settings, { project }) => {
        const existing = existingOf(settings.observability);
        const uids = declaredDatasources({ ...settings, existing }).map(({ uid }) => uid);
        return settings.metrics.grafana.dashboards.flatMap(({ inputs }, index) =>
            Object.entries(inputs).map(
                ([name, uid]) =>
                    !uids.includes(uid) && {
                        key: `${project}:metrics.grafana.dashboards[${index}].inputs.${name}`,
                        message: `got "${uid}", which no datasource has; allowed: ${uids.join(", ")}`,
                    },
            ),
        );
    }),
    crossCheck(["metrics"], ({ metrics }, { project }) => {
        const own = metrics.grafana.datasources;
        const first = own.findIndex(({ isDefault }) => isDefault);
        return own.flatMap((datasource, index) => {
            const key = `${project}:metrics.grafana.datasources[${index}]`;
            return [
                datasource.isDefault &&
                    index > first && {
                        key: `${key}.isDefault`,
                        message: `got true, as datasources[${first}]; allowed: true once, since Grafana refuses two defaults`,
                    },
                ...secretsOf(datasource, key),
            ];
        });
    }),
    crossCheck(["metrics", "chartOverrides"], ({ metrics, chartOverrides }, { project }) => {
        const grafana = chartOverrides["kube-prometheus-stack"]?.grafana;
        const plugins = isValues(grafana) && Array.isArray(grafana.plugins) ? grafana.plugins.map(String) : [];
        const there = [...inImage, ...plugins.map((plugin) => plugin.replace(/@.*/, ""))];
        return metrics.grafana.datasources.map(
            ({ type }, index) =>
                !there.includes(type) && {
                    key: `${project}:metrics.grafana.datasources[${index}].type`,
                    message: `got "${type}", a plugin that Grafana has not; allowed: ${there.join(", ")}, or one that ${project}:chartOverrides.kube-prometheus-stack.grafana.plugins installs`,
                },
        );
    }),
];

/** Grafana reads values of headers out of secureJsonData alone (pkg/services/datasources/service). */
const headerValues = (jsonData: object): string[] =>
    Object.keys(jsonData).filter((field) => /^httpHeaderValue\d+$/.test(field));

/** What opens something belongs to secureJsonData, and there once. */
function secretsOf({ jsonData, secureJsonData, basicAuth }: Datasource, key: string): ReturnType<CrossCheck["check"]> {
    return [
        ...[...headerValues(jsonData), ...secretLiterals(jsonData).map(({ path }) => path)].map((path) => ({
            key: `${key}.jsonData.${path}`,
            message: `got a secret in plain text; allowed: secureJsonData: { ${/^\w+$/.test(path) ? path : "NAME"}: { credential: NAME } }`,
        })),
        basicAuth !== undefined &&
            "basicAuthPassword" in secureJsonData && {
                key: `${key}.secureJsonData.basicAuthPassword`,
                message: "set beside basicAuth; allowed: one of the two",
            },
    ];
}
