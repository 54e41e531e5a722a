import type { Planned } from "./preview";

/** What becomes of one thing that the stack would make and the cluster has, or of one that stands in its way. */
export interface Finding {
    /** As `Release monitoring/loki`. */
    subject: string;
    found: string;
    /** The resource that takes it over, and the id that its provider reads it by. */
    takes?: { planned: Planned; id: string };
    /** What somebody has to do before an `up`. */
    first?: string;
    /** What else may be meant. */
    hint?: string;
}
