import { anywhere, credentials, inText } from "../shared/queryStrings";

/** What promtail does in the collector's place, where there is one: it replaces the group in an expression. */
export interface PromtailStage {
    match: { selector: string; stages: { replace: { expression: string; replace: "" } }[] };
}

/** The same for promtail, which reads all that a pod writes. */
export function promtailStage(gatewayNamespace: string, queryStrings: boolean): PromtailStage {
    const stages = [...(queryStrings ? [] : [inText, anywhere]), credentials].map(([kept, gone]) => ({
        replace: { expression: `(?:${kept})(${gone})`, replace: "" as const },
    }));
    return { match: { selector: `{namespace="${gatewayNamespace}"} !~ "^[{]"`, stages } };
}
