import { at, isValues, listAt, textAt } from "./resource";
import type { ChartInstall, System } from "./system";
import { readYaml } from "./yaml";

/**
 * What stands at a path of a chart's values as Helm will read it. Values that an Application carries as text follow YAML 1.1 there, where a plain
 * `off` is the boolean false; elsewhere values are what they are.
 */
export function asHelmReads(system: System, { urn, chart, values }: ChartInstall, ...path: string[]): unknown {
    const inputs = system.kubernetes("Application", "argoproj.io/v1alpha1").find((application) => application.urn === urn)?.inputs;
    const single = at(inputs, "spec", "source");
    const source = (isValues(single) ? [single] : listAt(inputs, "spec", "sources")).find((candidate) => textAt(candidate, "chart")?.split("/").at(-1) === chart);
    const text = at(source, "helm", "valuesObject") === undefined ? textAt(source, "helm", "values") : undefined;
    return text === undefined ? at(values, ...path) : at(readYaml(text, "1.1"), ...path);
}
