import type { Plan } from "../../../../../tools/plan/evaluate";
import { deckFileOf, ofType } from "../../../../tools/plan/stacks";

export interface PlannedPlugin {
    name: string;
    config: object;
}
export interface PlannedRoute {
    name: string;
    paths: string[];
    plugins: PlannedPlugin[];
}

const kongApi = "kubernetes:configuration.konghq.com/v1";

/** Global plugins as decK's file has them, or the objects of the ingress controller. */
export function globalPluginsOf(planned: Plan): PlannedPlugin[] {
    const objects = ofType(planned, `${kongApi}:KongClusterPlugin`);
    return objects.length === 0
        ? deckFileOf(planned).plugins
        : objects.map(({ inputs }) => ({ name: String(inputs.plugin), config: inputs.config as object }));
}

interface DeckService {
    name: string;
    url: string;
    routes: { name: string; paths?: string[]; plugins?: PlannedPlugin[] }[];
}

interface HttpRoute {
    metadata: { name: string; annotations?: Record<string, string> };
    spec: { rules: [{ matches: { path: { value: string } }[] }] };
}

/** Services of a plan's decK file. */
export const servicesOf = (planned: Plan): DeckService[] => deckFileOf(planned).services as DeckService[];

/** Routes with the plugins of their own, likewise. */
export function routesOf(planned: Plan): PlannedRoute[] {
    const objects = ofType(planned, "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute");
    if (objects.length === 0) {
        return servicesOf(planned).flatMap(({ routes }) =>
            routes.map(({ name, paths = [], plugins = [] }) => ({ name, paths, plugins })),
        );
    }
    const plugins = new Map(
        ofType(planned, `${kongApi}:KongPlugin`).map(({ inputs }) => [
            (inputs.metadata as { name: string }).name,
            { name: String(inputs.plugin), config: inputs.config as object },
        ]),
    );
    return objects.map(({ inputs }) => {
        const { metadata, spec } = inputs as unknown as HttpRoute;
        const named = metadata.annotations?.["konghq.com/plugins"]?.split(",") ?? [];
        return {
            name: metadata.name,
            paths: spec.rules[0].matches.map(({ path }) => path.value),
            plugins: named.map((name) => plugins.get(name) as PlannedPlugin),
        };
    });
}
