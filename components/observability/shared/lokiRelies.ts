import type { Reliance } from "../../../model/relies";

/** Whichever of the charts is there: where each has Loki's own configuration. */
const charts = [
    { of: { chart: "loki" }, config: "loki", tenants: true },
    { of: { chart: "loki-stack" }, config: "loki.config", tenants: false },
];

/** Who asks Loki, or sends to it, without naming a tenant. */
export function oneTenantRelies(who: string): Reliance[] {
    return charts.map(({ of, config, tenants }) => ({
        of,
        path: `${config}.auth_enabled`,
        must: { equals: false },
        byDefault: tenants,
        why: `${who} names no tenant, and would be answered 401`,
        heldBy: "datasources",
    }));
}

/** Who sends log records to Loki by OTLP. */
export function otlpLogsRely(who: string): Reliance[] {
    return charts.map(({ of, config }) => ({
        of,
        path: `${config}.limits_config.allow_structured_metadata`,
        must: { equals: true },
        byDefault: true,
        why: `${who} sends logs by OTLP, and Loki keeps what comes with a line as structured metadata`,
        heldBy: "datasources",
    }));
}
