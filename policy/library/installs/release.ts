import { at, isValues, type Seen, textAt } from "../resource";
import type { ChartInstall } from "./install";

/** The chart of a Helm release. */
export function fromRelease({ urn, name, inputs }: Pick<Seen, "urn" | "name" | "inputs">): ChartInstall {
    const reference = textAt(inputs, "chart") ?? "";
    const files = at(inputs, "valueYamlFiles");
    return {
        urn,
        name,
        chart: chartName(reference),
        reference,
        version: textAt(inputs, "version"),
        repository:
            textAt(inputs, "repositoryOpts", "repo") ??
            (reference.includes("/") ? reference.replace(/\/[^/]*$/, "") : undefined),
        releaseName: textAt(inputs, "name"),
        namespace: textAt(inputs, "namespace"),
        values: isValues(inputs.values) ? inputs.values : {},
        skipCrds: inputs.skipCrds === true,
        unseen: files === undefined ? [] : ["valueYamlFiles"],
    };
}

/** `oci://registry/charts/kong` and `charts/kong-3.4.1.tgz` are the chart `kong`. */
export function chartName(chart: string): string {
    return (chart.split("/").at(-1) ?? "").replace(/-\d+\.\d+\.\d+.*\.tgz$/, "");
}
