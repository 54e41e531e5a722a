import type { Signal } from "./signals";

/** From one box to another, for one signal. */
export interface Arrow {
    from: string;
    to: string;
    signal: Signal;
    /** Ports, or other text next to the signal. */
    notes: string[];
    /** Addresses, and the inputs that contain them. */
    details: string[];
}
