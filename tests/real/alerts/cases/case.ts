/** Series by their selector, with a sample a minute in promtool's notation (tests/real/promtool.ts). */
export type Series = Record<string, string>;

/** What each alert is tried with. Times are minutes. */
interface AlertCase {
    /** It fires at this time of this history. */
    fires: { at: number; series: Series };
    /** It does not, where it might be thought to. */
    quiet: { at: number; series: Series };
    /** It fires at the first time, and no more at the second. */
    resolves: { from: number; to: number; series: Series };
}

export type AlertCases = Record<string, AlertCase>;

/** By this alone does a series count as newly born: Prometheus was looking before. */
export const looking: Series = { 'up{job="prometheus", instance="p"}': "1x4000" };
