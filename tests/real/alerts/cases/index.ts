import type { AlertCases } from "./case";
import { gatewayCases } from "./gateway";
import { hybridCases } from "./hybrid";
import { ingressCases } from "./ingress";
import { objectiveCases } from "./objectives";
import { otherCases } from "./others";
import { signalCases } from "./signals";

/** What every alert of ours is tried with, by its name. */
export const cases: AlertCases = {
    ...gatewayCases,
    ...hybridCases,
    ...ingressCases,
    ...objectiveCases,
    ...signalCases,
    ...otherCases,
};
