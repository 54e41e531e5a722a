import type { ChartPin } from "./pin";

/** What is known of one chart. */
export interface ChartDescription {
    pin: ChartPin;
}
