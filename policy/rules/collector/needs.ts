import { descriptionOf, factsOf } from "../../../charts";
import type { Collector } from "../../library/collector";
import { componentsOf, idsAt } from "./pipelines";
import { chartPrometheuses } from "../../library/prometheus";
import { at, textAt, unknown } from "../../library/resource";
import type { System } from "../../library/system";

/** Storage on disk for a receiver or queue is an extension. If it is not enabled, the collector does not start. */
export function missingStorages(one: Collector): string[] {
    const running = idsAt(one.config, "service", "extensions");
    const asked = [
        ...Object.entries(componentsOf(one, "receivers")).map(([id, settings]) => ({
            place: `receivers["${id}"].storage`,
            id: at(settings, "storage"),
        })),
        ...Object.entries(componentsOf(one, "exporters")).map(([id, settings]) => ({
            place: `exporters["${id}"].sending_queue.storage`,
            id: at(settings, "sending_queue", "storage"),
        })),
    ];
    if (at(one.config, "service", "extensions") === unknown) {
        return [];
    }
    return asked.flatMap(({ place, id }) =>
        typeof id !== "string" || running.includes(id)
            ? []
            : [`${place} is ${id}, which is not in service.extensions, and the collector does not start; add it there`],
    );
}

/**
 * Metrics that a collector pushes to Prometheus by OTLP need its receiver, or they are answered 404 and dropped, and
 * the naming that our alerts and dashboards expect.
 */
export function prometheusRefusals(system: System, one: Collector): string[] {
    const all = chartPrometheuses(system);
    return Object.entries(componentsOf(one, "exporters")).flatMap(([id, settings]) => {
        const endpoint = textAt(settings, "endpoint") ?? textAt(settings, "metrics_endpoint") ?? "";
        const [, service] = /^https?:\/\/([^./:]+)[^/]*\/api\/v1\/otlp\b/.exec(endpoint) ?? [];
        const pod = service === undefined ? undefined : podOf(system, service);
        const found = all.find(
            ({ install: { chart, releaseName = chart } }) =>
                service === descriptionOf(chart)?.services.prometheus?.name(releaseName) ||
                pod?.replace(/-\d+$/, "") === prometheusPods(chart, releaseName),
        );
        if (found === undefined || found.spec === unknown) {
            return [];
        }
        const { install, fact, spec } = found;
        const [taken, strategy] = [at(spec, "enableOTLPReceiver"), at(spec, "otlp", "translationStrategy") ?? named];
        const sends = `exporters["${id}"] sends to Prometheus by OTLP, which ${install.name}`;
        return [
            ...(taken === true || taken === unknown
                ? []
                : [`${sends} does not take; set ${fact.spec.join(".")}.enableOTLPReceiver: true there`]),
            ...(strategy === named || strategy === unknown
                ? []
                : [`${sends} gives names that no alert of ours knows; leave otlp.translationStrategy at ${named}`]),
        ];
    });
}

/** The only pod that a Service selects by its name. */
function podOf(system: System, service: string): string | undefined {
    const found = system.kubernetes("Service").find(({ inputs }) => textAt(inputs, "metadata", "name") === service);
    return textAt(found?.inputs, "spec", "selector", "statefulset.kubernetes.io/pod-name");
}

function prometheusPods(chart: string, releaseName: string): string | undefined {
    const workloads = factsOf(chart, "workloads");
    return workloads.find(({ part }) => part === "prometheus")?.name(releaseName);
}

const named = "UnderscoreEscapingWithSuffixes";
