import { audience, type Heard } from "../../../../model/alertmanager/audience";
import { deadEnd, receiversFor } from "../../../../model/alertmanager/routes";
import { severities } from "../../../../model/alertmanager/severities";
import { isValues, type Values } from "../../../../model/values";

/**
 * Alertmanager's configuration in the chart's values after overrides. Undefined where it is a Secret of others: that
 * cannot be seen here, nor are routes that objects of theirs add.
 */
function seenConfig(values: Values): Values | undefined {
    const alertmanager = isValues(values.alertmanager) ? values.alertmanager : {};
    const { config, alertmanagerSpec: spec } = alertmanager;
    const elsewhere = isValues(spec) && (spec.useExistingSecret === true || spec.configSecret !== undefined);
    return isValues(config) && !elsewhere && alertmanager.enabled !== false ? config : undefined;
}

/** Who hears of which alerts. */
export function heardAlerts(values: Values): Heard[] | undefined {
    const config = seenConfig(values);
    return config && audience(config);
}

/** Of which severities nobody hears. */
export function unheardSeverities(values: Values): string[] {
    const config = seenConfig(values);
    return config === undefined
        ? []
        : severities.filter((severity) =>
              receiversFor(config, { severity }).every((receiver) => deadEnd(config, receiver) !== undefined),
          );
}
