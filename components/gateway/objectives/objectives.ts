import type * as pulumi from "@pulumi/pulumi";
import type { Service } from "../../../model/gateway";
import type { RuleSettings } from "../../../model/layers";
import { alertRules } from "../../shared/alertRules";
import { objectiveAlerts } from "./alerts";
import { budgetRecordings, objectiveRecordings } from "./recordings";

/** What is recorded of services with objectives, and the alerts on it. Nothing where no service has any. */
export function objectiveRules(
    name: string,
    { services, ...place }: RuleSettings & { namespace: string; services: readonly Service[] },
    opts: pulumi.CustomResourceOptions,
): void {
    const recordings = objectiveRecordings(place.namespace, services);
    if (recordings.length === 0) {
        return;
    }
    alertRules(name, { ...place, group: name, rules: [...recordings, ...objectiveAlerts] }, opts);
    // A window of weeks is long to add up, and does not change in half a minute.
    const rules = budgetRecordings(place.namespace, services);
    alertRules(`${name}-budgets`, { ...place, group: `${name}-budgets`, interval: "2m", rules }, opts);
}
