import type { Service } from "../../../model/gateway";

export const service = (changes: Partial<Service> = {}): Service => ({
    name: "mock",
    url: "https://httpbin.konghq.com",
    plugins: [],
    routes: [{ name: "mock", paths: ["/mock"], stripPath: true, preserveHost: false, plugins: [] }],
    ...changes,
});
