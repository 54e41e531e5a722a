import { homepage } from "../package.json";
import { schema, type SettingKey } from "./schema";

interface Given {
    alerts: { runbookBaseUrl?: string };
    /** The setting's key in 0.1.0. */
    metrics: { runbookBaseUrl?: string };
}

/** Base address of the runbooks, from either key. */
export const runbookBaseUrlOf = ({ alerts, metrics }: Given): string =>
    alerts.runbookBaseUrl ?? metrics.runbookBaseUrl ?? `${homepage}/blob/main`;

/** A setting of several kinds whose kind alone is written: the kind `argocd` for `{ kind: argocd }`. */
export function inFull(key: SettingKey, given: unknown): unknown {
    const { short } = (schema[key].meta() ?? {}) as { short?: readonly string[] };
    return short !== undefined && typeof given === "string" ? { kind: given } : given;
}
