import type { Manifest } from "../../../../tools/render/manifests";
import { runningProblems } from "../../../../tools/render/running";
import { place } from "../../../../tools/render/running/objects";

export type Body = Record<string, unknown>;

export const object = (kind: string, name: string, body: Body = {}, metadata: Body = {}): Manifest => ({
    kind,
    ...body,
    metadata: { name, namespace: "shop", ...metadata } as Manifest["metadata"],
});

export const image = "registry.example.com/shop:1";

export const labels = { app: "shop" };

/** A workload of one container. */
export const workload = (container: Body, pod: Body = {}, kind = "Deployment", spec: Body = {}): Manifest =>
    object(kind, "shop", {
        spec: {
            ...spec,
            template: { metadata: { labels }, spec: { ...pod, containers: [{ name: "shop", image, ...container }] } },
        },
    });

export const judged = (manifests: Manifest[], named: string[] = []): ReturnType<typeof runningProblems> =>
    runningProblems(place(manifests, "shop", "shop (chart shop)"), new Set(named));

export const problems = (...manifests: Manifest[]): string[] => judged(manifests).problems;

export const where = "shop (chart shop): Deployment/shop in shop";

export const container = `${where}, container shop`;
