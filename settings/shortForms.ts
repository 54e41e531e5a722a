import { homepage } from "../package.json";

interface Given {
    alerts: { runbookBaseUrl?: string };
    /** Its name in 0.1.0. */
    metrics: { runbookBaseUrl?: string };
}

/** Where runbooks are, by whichever name it is set. */
export const runbookBaseUrlOf = ({ alerts, metrics }: Given): string =>
    alerts.runbookBaseUrl ?? metrics.runbookBaseUrl ?? `${homepage}/blob/main`;
