import type { ChartDescription } from "../description";
import pin from "./pin.json";

export const opentelemetryOperator = { pin } satisfies ChartDescription;
