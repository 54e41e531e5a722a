import type { ChartDescription } from "../description";
import pin from "./pin.json";

export const lokiStack = { pin } satisfies ChartDescription;
