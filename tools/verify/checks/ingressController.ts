import type { Outcome, Run, Tell } from "./check";
import { state } from "./state";

/**
 * Kong Ingress Controller has configured its gateways, without a failure since (internal/metrics/prometheus.go at tag
 * v3.5.13). Its series of removed gateways remain until it restarts, so they do not count.
 */
export function configurationPush(run: Run, tell: Tell): Promise<Outcome> {
    const { prometheus, namespaces } = run;
    const command = `kubectl -n ${namespaces.gateway} logs -l app.kubernetes.io/component=app --all-containers --since=10m --prefix | grep -i -E 'level=error|"level":"error"'`;
    return state(run, tell, async () => {
        const pushes = await prometheus.query(
            "max by (dataplane) (ingress_controller_configuration_push_last_successful)",
        );
        const failed = await prometheus.query(
            'sum by (failure_reason) (increase(ingress_controller_configuration_push_count{success="false"}[2m])) > 0',
        );
        const [broken] = await prometheus.query(
            "max(ingress_controller_configuration_push_broken_resource_count) + max(ingress_controller_translation_broken_resource_count)",
        );
        const detail = "the ingress controller has pushed its configuration; nothing failed or was left out";
        if (pushes.length === 0) {
            return {
                detail,
                problem: {
                    detail: "the ingress controller has pushed no configuration",
                    cause: "It does not run, finds no gateway, or is not scraped.",
                    command: `kubectl -n ${namespaces.gateway} get pods,servicemonitors`,
                },
            };
        }
        if (failed.length > 0) {
            return {
                detail,
                problem: {
                    detail: `a push failed within two minutes (${failed.map(({ labels }) => labels.failure_reason).join(", ")})`,
                    cause: "The gateway refuses the configuration, or is not reached.",
                    command,
                },
            };
        }
        if ((broken?.value ?? 0) > 0) {
            return {
                detail,
                problem: {
                    detail: `${broken?.value} resources were left out of the configuration`,
                    cause: "They are not valid, or refer to what is not there.",
                    command: `kubectl get events -A --field-selector type=Warning | grep -i kong`,
                },
            };
        }
        return { detail };
    });
}
