import type { ChartDescription } from "../description";
import pin from "./pin.json";

export const kong = { pin } satisfies ChartDescription;
