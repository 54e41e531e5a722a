import { collectorComponents } from "../../../charts/opentelemetry-operator/components";
import type { Collector } from "../../library/collector";
import { textAt } from "../../library/resource";
import { componentsOf, removed, renamed, typeOf } from "./pipelines";

/** Only of the distribution that the operator is told to run is it known what it contains. */
const described = /\/opentelemetry-collector-k8s(?:[:@]|$)/;

/** Exporters and processors of which a collector's image knows nothing: it does not start. */
export function notInImage(one: Collector): string[] {
    const image = textAt(one.spec, "image");
    if (image === undefined || !described.test(image)) {
        return [];
    }
    return (["exporters", "processors"] as const).flatMap((section) => {
        const known = Object.keys(collectorComponents[section]);
        // What is said of an old name says what it is called now.
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
