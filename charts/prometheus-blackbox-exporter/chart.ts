import type { ChartDescription } from "../description";
import pin from "./pin.json";

export const prometheusBlackboxExporter = { pin } satisfies ChartDescription;
