import { collectorComponents } from "../../../charts/opentelemetry-operator/components";
import type { Collector } from "../../library/collector";
import { textAt } from "../../library/resource";
import { componentsOf, removed, renamed, typeOf } from "./pipelines";

/** The components are known only for the distribution that the operator uses. */
const described = /\/opentelemetry-collector-k8s(?:[:@]|$)/;

/** Exporters and processors that a collector's image does not contain, so that it does not start. */
export function notInImage(one: Collector): string[] {
    const image = textAt(one.spec, "image");
    if (image === undefined || !described.test(image)) {
        return [];
    }
    return (["exporters", "processors"] as const).flatMap((section) => {
        const known = Object.keys(collectorComponents[section]);
        // Old names are reported with their new ones elsewhere.
        const old = renamed.filter((name) => name.section === section).map(({ old: name }) => name);
        return Object.keys(componentsOf(one, section))
            .map((id) => ({ id, type: typeOf(id) }))
            .filter(({ type }) => ![...known, ...old, ...Object.keys(removed)].includes(type))
            .map(
                ({ id, type }) =>
                    `${section}["${id}"]: the image ${image} contains no ${type}, so the collector does not start; ` +
                    `there are ${known.join(", ")}`,
            );
    });
}
