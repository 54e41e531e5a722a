import type * as pulumi from "@pulumi/pulumi";
import type { Service } from "../../../model/gateway";
import { alertRules, type RulesOfLayer } from "../../shared/alertRules";
import { objectiveAlerts } from "./alerts";
import { budgetRecordings, objectiveRecordings } from "./recordings";

/** Recording rules for services with objectives, and the alerts on them. Empty if no service has objectives. */
export function objectiveRules(
    name: string,
    { services, ...place }: RulesOfLayer & { namespace: string; services: readonly Service[] },
    opts: pulumi.CustomResourceOptions,
): void {
    const recordings = objectiveRecordings(place.namespace, services);
    if (recordings.length === 0) {
        return;
    }
    alertRules(name, { ...place, group: name, rules: [...recordings, ...objectiveAlerts(place.namespace)] }, opts);
    // Evaluated less often: sums over weeks are expensive, and change little in half a minute.
    const rules = budgetRecordings(place.namespace, services);
    alertRules(`${name}-budgets`, { ...place, group: `${name}-budgets`, interval: "2m", rules }, opts);
}
