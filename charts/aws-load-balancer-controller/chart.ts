import type { ChartDescription } from "../description";
import pin from "./pin.json";

export const awsLoadBalancerController = { pin } satisfies ChartDescription;
