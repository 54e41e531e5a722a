import type { ChartDescription } from "../description";
import pin from "./pin.json";

export const kubePrometheusStack = { pin } satisfies ChartDescription;
