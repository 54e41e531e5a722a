import type { OwnPods } from "../../../components/gateway/nodes/ownPods";
import type { Service } from "../../../model/gateway";

export const service = (changes: Partial<Service> = {}): Service => ({
    name: "mock",
    url: "https://httpbin.konghq.com",
    plugins: [],
    routes: [{ name: "mock", paths: ["/mock"], stripPath: true, preserveHost: false, plugins: [] }],
    ...changes,
});

/** Nothing is said of one gateway alone. */
export const likeOthers = {
    own: { annotations: {}, env: {}, placement: { nodeSelector: {}, tolerations: [] } } satisfies OwnPods,
    ownSecret: undefined,
};
