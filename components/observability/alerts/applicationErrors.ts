import type { Alert } from "../../shared/alertRules";
import { increaseOf } from "../../shared/promql";
import { agentSeries } from "../../shared/series";

/** Which error lines of applications cause an alert, and its severity. */
export interface ApplicationErrors {
    enabled: boolean;
    severity: Alert["labels"]["severity"];
    /** Number of a service's errors in five minutes that cause no alert. */
    moreThan: number;
    /**
     * Names, in which `*` stands for any characters.
     * @default all but the excluded
     */
    namespaces: { include?: string[]; exclude: string[] };
}

/** A namespace's name as a regular expression: of the special characters it can contain only a dot and a star. */
const anyOf = (names: string[]): string =>
    JSON.stringify(names.map((name) => name.replaceAll(".", "[.]").replaceAll("*", ".*")).join("|"));

/**
 * An application wrote lines at level error or worse. Excludes the gateway, whose access lines are counted separately
 * and whose 5xx answers have their own alerts, and the cluster's own components, which log errors that they recover
 * from.
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
            description: "Lines at level error or worse, as the application itself labels them. Loki has them.",
        },
    };
}
