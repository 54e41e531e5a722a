import type { ChartDescription } from "../description";
import pin from "./pin.json";

export const loki = { pin } satisfies ChartDescription;
