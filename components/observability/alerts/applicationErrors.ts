import type { Alert } from "../../shared/alertRules";
import { increaseOf } from "../../shared/promql";
import { agentSeries } from "../shared/series";

/** Whose error lines are told of, and how loudly. */
export interface ApplicationErrors {
    enabled: boolean;
    severity: Alert["labels"]["severity"];
    /** Errors of a service within five minutes of which nobody is told. */
    moreThan: number;
    /** Names, in which `*` stands for any characters. @default all but the excluded */
    namespaces: { include?: string[]; exclude: string[] };
}

/** A namespace's name in PromQL: of what regular expressions know, it can have a dot and a star. */
const anyOf = (names: string[]): string =>
    JSON.stringify(names.map((name) => name.replaceAll(".", "[.]").replaceAll("*", ".*")).join("|"));

/**
 * An application wrote lines at level error or worse. Not the gateway: its access lines are counted by themselves, and
 * answers of 5xx have alerts of their own. Not what belongs to the cluster, which logs errors that it gets over by
 * itself.
 */
export function applicationError({ severity, moreThan, namespaces }: ApplicationErrors): Alert {
    const { include, exclude } = namespaces;
    const matchers = [
        ...(include === undefined ? [] : [`namespace=~${anyOf(include)}`]),
        ...(exclude.length === 0 ? [] : [`namespace!~${anyOf(exclude)}`]),
    ];
    const errors = `${agentSeries.errors}${matchers.length === 0 ? "" : `{${matchers.join(", ")}}`}`;
    return {
        alert: "ApplicationError",
        expr: `sum by (namespace, service, job) (${increaseOf(errors, "5m")}) > ${moreThan}`,
        for: "1m",
        labels: { severity },
        dashboard: { name: "applications", by: ["namespace"] },
        annotations: {
            summary:
                "{{ $labels.service }} in {{ $labels.namespace }} logs errors: {{ $value | humanize }} in five minutes",
            description: "Lines at level error or worse, by the application's own word. Loki has them.",
        },
    };
}
