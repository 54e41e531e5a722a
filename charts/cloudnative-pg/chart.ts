import type { ChartDescription } from "../description";
import pin from "./pin.json";

export const cloudnativePg = { pin } satisfies ChartDescription;
