import { anywhere, credentials, inText } from "../shared/queryStrings";

/** Promtail's counterpart of the collector's transforms: replaces the group in an expression. */
export interface PromtailStage {
    match: { selector: string; stages: { replace: { expression: string; replace: "" } }[] };
}

/**
 * The same for promtail, which reads everything that a pod writes.
 * @returns none without gateways
 */
export function promtailStages(gateways: readonly string[], queryStrings: boolean): PromtailStage[] {
    const stages = [...(queryStrings ? [] : [inText, anywhere]), credentials].map(([kept, gone]) => ({
        replace: { expression: `(?:${kept})(${gone})`, replace: "" as const },
    }));
    const [only, ...others] = gateways;
    if (only === undefined) {
        return [];
    }
    const which = others.length === 0 ? `="${only}"` : `=~"${gateways.join("|")}"`;
    return [{ match: { selector: `{namespace${which}} !~ "^[{]"`, stages } }];
}
