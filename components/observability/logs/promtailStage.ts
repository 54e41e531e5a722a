import { anywhere, credentials, inText } from "../shared/queryStrings";

/** Promtail's counterpart of the collector's transforms: replaces the group in an expression. */
export interface PromtailStage {
    match: { selector: string; stages: { replace: { expression: string; replace: "" } }[] };
}

/** The same for promtail, which reads everything that a pod writes. */
export function promtailStage(gatewayNamespace: string, queryStrings: boolean): PromtailStage {
    const stages = [...(queryStrings ? [] : [inText, anywhere]), credentials].map(([kept, gone]) => ({
        replace: { expression: `(?:${kept})(${gone})`, replace: "" as const },
    }));
    return { match: { selector: `{namespace="${gatewayNamespace}"} !~ "^[{]"`, stages } };
}
