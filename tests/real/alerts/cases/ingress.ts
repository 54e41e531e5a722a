import { type AlertCases, looking, type Series } from "./case";

const pushes = (success: string, values: string): Series => ({
    ...looking,
    [`ingress_controller_configuration_push_count{namespace="kong", pod="c", dataplane="g", success="${success}"}`]:
        values,
});
const broken = (values: string): Series => ({
    'ingress_controller_translation_broken_resource_count{namespace="kong", pod="c"}': values,
});
const gateways = { ...looking, 'kong_node_info{namespace="kong", pod="g", node_id="g"}': "1x90" };
const controller = (values: string): Series => ({
    ...gateways,
    'ingress_controller_translation_count{namespace="kong", pod="c", success="true"}': values,
});

export const ingressCases: AlertCases = {
    KongConfigurationPushFailing: {
        fires: { at: 40, series: pushes("false", "0x20 0+1x60") },
        quiet: { at: 40, series: pushes("true", "0+1x80") },
        resolves: { from: 40, to: 60, series: pushes("false", "0x20 0+1x25 25x40") },
    },
    KongResourcesNotTranslated: {
        fires: { at: 30, series: broken("2x60") },
        quiet: { at: 30, series: broken("0x60") },
        resolves: { from: 30, to: 45, series: broken("2x35 0x30") },
    },
    KongControllerIdle: {
        fires: { at: 50, series: controller("0+20x20 400x60") },
        quiet: { at: 50, series: controller("0+20x90") },
        resolves: { from: 50, to: 70, series: controller("0+20x20 400x35 420+20x40") },
    },
};
