import assert from "node:assert/strict";
import { collectorType, configMapType, monitorTypes, planOf, proxiesOf, releaseType, stackFiles } from "./stacks";

describe("what depends on each other is ordered", () => {
    for (const stack of Object.keys(stackFiles)) {
        it(`in the plan of ${stack}`, async () => {
            const { resources } = await planOf(stack);
            const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
            const before = (urn: string): Set<string> => {
                const seen = new Set<string>();
                const visit = (at: string): void => {
                    for (const next of [...(byUrn.get(at)?.dependsOn ?? []), byUrn.get(at)?.provider ?? ""]) {
                        if (next !== "" && !seen.has(next)) {
                            seen.add(next);
                            visit(next);
                        }
                    }
                };
                visit(urn);
                return seen;
            };
            const urnOf = (type: string, name: string): string =>
                resources.find((resource) => resource.type === type && resource.name === name)?.urn ??
                `no ${type} ${name}`;
            const release = (name: string): string => urnOf(releaseType, name);
            const namespace = (name: string): string => urnOf("kubernetes:core/v1:Namespace", name);
            const collector = urnOf(collectorType, "collector");
            const proxies = proxiesOf(await planOf(stack)).map(({ urn }) => urn);
            const secret = (name: string): string => urnOf("kubernetes:core/v1:Secret", name);
            const job = urnOf("kubernetes:batch/v1:Job", "kong-gateway");
            const certificateOf = (node: string): string =>
                secret(
                    resources.some(({ name }) => name === "kong-cluster-certificate")
                        ? "kong-cluster-certificate"
                        : `kong-cluster-${node}`,
                );
            const hybridOrder = [
                ...proxies.map((urn) => [urn, job]),
                ...proxies.map((urn) => [urn, certificateOf(urn.slice(urn.lastIndexOf("::") + 2))]),
                [job, release("kong-cp")],
                [release("kong-cp"), certificateOf("control-plane")],
                ...resources
                    .filter(({ type, name }) => type === "kubernetes:core/v1:Service" && /^sample/.test(name))
                    .map(({ urn }) => [job, urn]),
                [release("kong-cp"), namespace("kong")],
                [job, collector],
            ];
            const joinedOrder = proxies.flatMap((urn) => [
                [urn, secret("kong-joined")],
                [urn, namespace("kong")],
            ]);
            const objects = (kinds: RegExp): string[] =>
                resources.filter(({ type }) => kinds.test(type)).map(({ urn }) => urn);
            const opentelemetry = urnOf(
                "kubernetes:configuration.konghq.com/v1:KongClusterPlugin",
                "kong-ingress-kongclusterplugin-opentelemetry",
            );
            const ingressOrder = [
                [release("kong"), urnOf("kubernetes:yaml/v2:ConfigFile", "kong-gateway-api")],
                [release("kong"), secret("kong-admin-controller")],
                [release("kong"), secret("kong-admin-gateway")],
                [release("kong"), namespace("kong")],
                ...objects(/^kubernetes:(gateway\.networking\.k8s\.io|configuration\.konghq\.com)\//).map((urn) => [
                    urn,
                    release("kong"),
                ]),
                ...objects(/:HTTPRoute$/).flatMap((urn) => [
                    [urn, opentelemetry],
                    [urn, urnOf("kubernetes:gateway.networking.k8s.io/v1:Gateway", "kong-ingress-gateway-kong")],
                ]),
                [opentelemetry, collector],
            ];
            for (const [later, earlier] of [
                ...(resources.some(({ name }) => name === "kong-cp")
                    ? hybridOrder
                    : resources.some(({ name }) => name === "kong-joined")
                      ? joinedOrder
                      : ingressOrder),
                [collector, release("collector-operator")],
                [collector, release("traces-tempo")],
                [release("traces-tempo"), release("metrics-kube-prometheus-stack")],
                [release("metrics-kube-prometheus-stack"), namespace("observability")],
                ...resources
                    .filter(({ type }) => monitorTypes.includes(type))
                    .map(({ urn }) => [urn, release("metrics-kube-prometheus-stack")]),
                ...resources
                    .filter(({ type, name }) => type === configMapType && name === "datasources-tempo")
                    .map(({ urn }) => [urn, release("traces-tempo")]),
            ] as [string, string][]) {
                assert.ok(before(later).has(earlier), `${later} waits for ${earlier}`);
            }
        });
    }
});
