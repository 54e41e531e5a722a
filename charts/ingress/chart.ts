import type { ChartDescription } from "../description";
import pin from "./pin.json";

export const ingress = { pin } satisfies ChartDescription;
