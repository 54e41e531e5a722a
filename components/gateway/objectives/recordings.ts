import type { Service } from "../../../model/gateway";
import { latencyThresholds, type Objectives } from "../../../model/objectives";
import type { Recording } from "../../shared/alertRules";
import { increaseOf, ofRoutes } from "../../shared/promql";

/** One objective of one service. */
interface Objective {
    service: Pick<Service, "name" | "routes">;
    slo: "availability" | "latency";
    /** Percent. */
    target: number;
    /** A Go duration. */
    window: string;
    /** PromQL of the growth in five minutes, from the matchers of a series and its labels. */
    requests: (of: Counted) => string;
    errors: (of: Counted) => string;
}

type Counted = (series: string, labels?: string) => string;

/** Windows over which the error ratio is recorded. */
const windows = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"] as const;
export type Window = (typeof windows)[number];

/** Labels that identify an objective's series. */
export const by = "(namespace, service, slo)";
export const ratioOver = (window: Window): string => `kong:slo_errors:ratio_rate${window}`;

const requests = "kong:slo_requests:increase5m";
const errors = "kong:slo_errors:increase5m";
export const errorsIn5m = errors;

/**
 * A service's objectives, one each for availability and latency. Answers with 4xx, 429 included, are the client's fault
 * and not errors.
 */
function objectivesOf(service: Pick<Service, "name" | "routes"> & { slo?: Objectives }): Objective[] {
    const { availability, latency, window = "" } = service.slo ?? {};
    return [
        ...(availability === undefined
            ? []
            : [
                  {
                      service,
                      slo: "availability" as const,
                      target: availability,
                      window,
                      requests: (of: Counted): string => of("kong_http_requests_total"),
                      // The series does not exist before the first error.
                      errors: (of: Counted): string =>
                          `${of("kong_http_requests_total", ', code=~"5.."')} or 0 * ${of("kong_http_requests_total")}`,
                  },
              ]),
        ...(latency === undefined ? [] : [{ service, target: latency.objective, window, ...slower(latency) }]),
    ];
}

/** Prometheus 3 stores an integer bucket bound as `250.0`, where Kong writes `250`. */
function slower({ threshold }: NonNullable<Objectives["latency"]>): Pick<Objective, "slo" | "requests" | "errors"> {
    const bound = `, le=~"${latencyThresholds[threshold]}([.]0)?"`;
    const all = (of: Counted): string => of("kong_request_latency_ms_count");
    return {
        slo: "latency",
        requests: all,
        errors: (of) => `${all(of)} - ${of("kong_request_latency_ms_bucket", bound)}`,
    };
}

/**
 * Series that alerts and dashboards read, each with `namespace`, `service` and `slo` ("availability" or "latency").
 * Requests and errors are counted over five minutes, and longer windows sum those counts: the ratio over a day is then
 * weighted by requests, not by minutes, and pods may come and go. Without requests there is no ratio.
 */
export function objectiveRecordings(namespace: string, services: readonly Service[]): Recording[] {
    const objectives = services.flatMap(objectivesOf);
    return [
        ...objectives.flatMap((objective) => counts(namespace, objective)),
        ...(objectives.length === 0 ? [] : windows.map((window) => ratio(namespace, window))),
    ];
}

/** Of one gateway: each records its own. */
export const ofGateway = (namespace: string, series: string): string => `${series}{namespace="${namespace}"}`;

const labelsOf = (namespace: string, { service, slo }: Objective): Record<string, string> => ({
    namespace,
    service: service.name,
    slo,
});

function counts(namespace: string, objective: Objective): Recording[] {
    const routes = ofRoutes(objective.service.routes.map(({ name }) => name));
    const grown: Counted = (series, labels = "") =>
        `sum(${increaseOf(`${series}{namespace="${namespace}", ${routes}${labels}}`, "5m")})`;
    const labels = labelsOf(namespace, objective);
    return [
        { record: requests, expr: objective.requests(grown), labels },
        { record: errors, expr: objective.errors(grown), labels },
        { record: "kong:slo_objective:ratio", expr: `vector(${fraction(objective.target)})`, labels },
    ];
}

function ratio(namespace: string, window: Window): Recording {
    const within = (series: string): string =>
        window === "5m" ? ofGateway(namespace, series) : `sum_over_time(${ofGateway(namespace, series)}[${window}])`;
    return { record: ratioOver(window), expr: `${within(errors)} / (${within(requests)} > 0)` };
}

/**
 * The share of each objective's error budget that is left in its window: 1 is all, 0 none, below 0 the objective is
 * missed.
 */
export function budgetRecordings(namespace: string, services: readonly Service[]): Recording[] {
    return services.flatMap(objectivesOf).map((objective) => {
        const labels = labelsOf(namespace, objective);
        const series = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
        const within = (name: string): string => `sum_over_time(${name}{${series.join(", ")}}[${objective.window}])`;
        const allowed = fraction(100 - objective.target);
        return {
            record: "kong:slo_error_budget:remaining_ratio",
            expr: `1 - ${within(errors)} / (${within(requests)} > 0) / ${allowed}`,
            labels,
        };
    });
}

/** A percentage as a fraction, without floating-point noise. */
const fraction = (percent: number): number => Number((percent / 100).toFixed(9));
