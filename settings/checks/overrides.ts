import { type CrossCheck, crossCheck } from "./check";
import type { Problem } from "../problems";
import { isValues } from "../../model/values";

/** Parts of a chart that other parts of this program send to or read from, and what would be missing without them. */
const needed: Partial<Record<string, Record<string, string>>> = {
    "kube-prometheus-stack": {
        prometheus: "datasources, dashboards and alerts read from it",
        alertmanager: "alerts go to it, and a datasource leads there",
        grafana: "it shows the datasources and dashboards",
        prometheusOperator: "it runs Prometheus and Alertmanager",
    },
    ingress: {
        controller: "it configures the gateways",
        gateway: "it takes the traffic",
    },
};

/** Chart values that remove or rename what the rest of the program relies on. */
export const overrideChecks: readonly CrossCheck[] = [
    crossCheck(["chartOverrides"], ({ chartOverrides }, { project }) =>
        Object.entries(chartOverrides).flatMap(([chart, values]) => {
            const key = `${project}:chartOverrides.${chart}`;
            return [...turnedOff(needed[chart] ?? {}, values, key), ...renamed(values, key)];
        }),
    ),
    crossCheck(["kong"], ({ kong }, { project }) =>
        "dataPlanes" in kong
            ? kong.dataPlanes.flatMap(({ chartOverrides }, index) =>
                  renamed(chartOverrides, `${project}:kong.dataPlanes[${index}].chartOverrides`),
              )
            : [],
    ),
];

function turnedOff(parts: Record<string, string>, values: unknown, key: string): Problem[] {
    return Object.entries(parts).flatMap(([part, why]) => {
        const settings = isValues(values) ? values[part] : undefined;
        // Helm takes null for "without the default", which also switches it off.
        const off = isValues(settings) && (settings.enabled === false || settings.enabled === null);
        return off
            ? [
                  {
                      key: `${key}.${part}.enabled`,
                      message: `got ${String(settings.enabled)}; allowed: true, since ${why}`,
                  },
              ]
            : [];
    });
}

/** Another name or namespace for the chart or a part of it moves its Services. */
function renamed(values: unknown, key: string): Problem[] {
    return Object.entries(isValues(values) ? values : {}).flatMap(([name, value]) => {
        const at = `${key}.${name}`;
        const given = value !== null && value !== "";
        return /^(fullname|name|namespace)Override$/.test(name)
            ? given
                ? [
                      {
                          key: at,
                          message: `got ${JSON.stringify(value)}; allowed: nothing here, since addresses follow from the release's own name and namespace`,
                      },
                  ]
                : []
            : renamed(value, at);
    });
}
