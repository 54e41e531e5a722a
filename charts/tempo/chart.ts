import type { ChartDescription } from "../description";
import pin from "./pin.json";

export const tempo = { pin } satisfies ChartDescription;
