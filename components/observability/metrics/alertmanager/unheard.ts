import { audience, type Heard } from "../../../../model/alertmanager/audience";
import { deadEnd, receiversFor } from "../../../../model/alertmanager/routes";
import { severities } from "../../../../model/alertmanager/severities";
import { isValues, type Values } from "../../../../model/values";

/**
 * Alertmanager's configuration in the chart's values after overrides. Undefined if it is in another Secret, which is
 * not visible here. Routes that other objects add are not visible either.
 */
function seenConfig(values: Values): Values | undefined {
    const alertmanager = isValues(values.alertmanager) ? values.alertmanager : {};
    const { config, alertmanagerSpec: spec } = alertmanager;
    const elsewhere = isValues(spec) && (spec.useExistingSecret === true || spec.configSecret !== undefined);
    return isValues(config) && !elsewhere && alertmanager.enabled !== false ? config : undefined;
}

/** Alerts by receiver. */
export function heardAlerts(values: Values): Heard[] | undefined {
    const config = seenConfig(values);
    return config && audience(config);
}

/** Severities whose alerts reach no one. */
export function unheardSeverities(values: Values): string[] {
    const config = seenConfig(values);
    return config === undefined
        ? []
        : severities.filter((severity) =>
              receiversFor(config, { severity }).every((receiver) => deadEnd(config, receiver) !== undefined),
          );
}
