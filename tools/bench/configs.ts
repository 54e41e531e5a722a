import { isObject } from "../plan/values";

const namespace = "kong-observability";

/** The content of a stack file. */
export interface StackFile {
    config: Record<string, unknown>;
}

/** The same stack with `count` data planes, all like the first one. */
export function withDataPlanes(file: StackFile, count: number): StackFile {
    return changed(file, "kong", (kong) => {
        const [first] = kong.dataPlanes as object[];
        return { dataPlanes: Array.from({ length: count }, (_, index) => ({ ...first, name: `kong-dp-${index}` })) };
    });
}

/** The same stack with `count` routes to one upstream. */
export function withRoutes(file: StackFile, count: number): StackFile {
    const routes = Array.from({ length: count }, (_, index) => ({
        name: `route-${index}`,
        paths: [`/route-${index}`],
    }));
    return changed(file, "gateway", () => ({
        services: [{ name: "bench", url: "http://bench.demo.svc:8080", routes }],
    }));
}

function changed(file: StackFile, key: string, change: (value: Record<string, unknown>) => object): StackFile {
    const full = `${namespace}:${key}`;
    const value = file.config[full];
    const before = isObject(value) ? value : {};
    return { ...file, config: { ...file.config, [full]: { ...before, ...change(before) } } };
}
