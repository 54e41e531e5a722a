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

/** Whether the kind of a setting alone may be written: `argocd` for `{ kind: argocd }`. */
export function hasShortForm(key: SettingKey): boolean {
    return schema[key].meta()?.short !== undefined;
}

export function inFull(key: SettingKey, given: unknown): unknown {
    return hasShortForm(key) && typeof given === "string" ? { kind: given } : given;
}
