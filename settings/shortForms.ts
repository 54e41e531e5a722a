import { homepage } from "../package.json";

interface Given {
    alerts: { runbookBaseUrl?: string };
    /** The setting's key in 0.1.0. */
    metrics: { runbookBaseUrl?: string };
}

/** Base address of the runbooks, from either key. */
export const runbookBaseUrlOf = ({ alerts, metrics }: Given): string =>
    alerts.runbookBaseUrl ?? metrics.runbookBaseUrl ?? `${homepage}/blob/main`;
