import { readJsonOr } from "../../../model/parsing";
import { type Grafana, grafanas, labelsOf } from "../../library/grafana";
import { at, isValues, textAt, type Values } from "../../library/resource";
import type { System } from "../../library/system";

/** A dashboard's reference to a datasource, by name or UID. */
export interface DashboardReference {
    urn: string;
    /** Its place, for messages. */
    at: string;
    datasource: string;
}

/** Grafana's built-in datasources, and variables that the user selects. */
const builtIn = /^(-- .* --|grafana|default|__expr__|)$|\$/;

/** Datasources that dashboards refer to, in Grafana's values and in ConfigMaps for its sidecar. */
export function dashboardReferences(system: System): DashboardReference[] {
    const inConfigMaps = system.kubernetes("ConfigMap").flatMap(({ urn, name, inputs }) => {
        const data = "grafana_dashboard" in labelsOf(inputs) && isValues(inputs.data) ? inputs.data : {};
        return Object.entries(data).flatMap(([file, text]) =>
            ofJson(textAt(text)).map((datasource) => ({ urn, at: `${name}: ${file}`, datasource })),
        );
    });
    return [...grafanas(system).flatMap(ofValues), ...inConfigMaps].filter(
        ({ datasource }) => !builtIn.test(datasource),
    );
}

function ofValues({ install: { urn, name }, values, path }: Grafana): DashboardReference[] {
    return entries(at(values, "dashboards")).flatMap(([provider, files]) =>
        entries(files).flatMap(([file, dashboard]) => {
            const given = at(dashboard, "datasource");
            const named = Array.isArray(given)
                ? given.flatMap((item) => textAt(item, "value") ?? [])
                : (textAt(given) ?? []);
            return [...new Set([named, ofJson(textAt(dashboard, "json"))].flat())].map((datasource) => ({
                urn,
                at: `${name}: ${path}dashboards.${provider}.${file}`,
                datasource,
            }));
        }),
    );
}

function entries(value: unknown): [string, unknown][] {
    return Object.entries(isValues(value) ? value : {});
}

/** Each datasource that a dashboard's JSON names, without duplicates. */
function ofJson(text: string | undefined): string[] {
    const found = new Set<string>();
    const walk = (value: unknown): void => {
        if (Array.isArray(value)) {
            value.forEach(walk);
        } else if (isValues(value)) {
            const named = textAt(value, "datasource") ?? textAt(value, "datasource", "uid");
            if (named !== undefined) {
                found.add(named);
            }
            Object.values(value satisfies Values).forEach(walk);
        }
    };
    walk(readJsonOr(text ?? "", undefined));
    return [...found];
}
