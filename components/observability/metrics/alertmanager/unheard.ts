import { deadEnd, receiversFor } from "../../../../model/alertmanager/routes";
import { severities } from "../../../../model/alertmanager/severities";
import { isValues, type Values } from "../../../../model/values";

/**
 * Of which severities nobody hears, by the chart's values after overrides. None where the configuration is a Secret of
 * others, or routes are added by objects of theirs: that cannot be seen here.
 */
export function unheardSeverities(values: Values): string[] {
    const alertmanager = isValues(values.alertmanager) ? values.alertmanager : {};
    const { config, alertmanagerSpec: spec } = alertmanager;
    const elsewhere = isValues(spec) && (spec.useExistingSecret === true || spec.configSecret !== undefined);
    if (!isValues(config) || elsewhere || alertmanager.enabled === false) {
        return [];
    }
    return severities.filter((severity) =>
        receiversFor(config, { severity }).every((receiver) => deadEnd(config, receiver) !== undefined),
    );
}
