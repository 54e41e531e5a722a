import type { PlannedResource } from "../plan/recorder";
import { isObject } from "../plan/values";
import type { Manifest } from "./manifests";
import { withPlaceholders } from "./releases";

/**
 * The program's own Kubernetes objects, as in the plan: secret and unknown leaves are marked. An unknown name has the
 * same placeholder as in the charts that mention it.
 */
export function ownObjects(resources: PlannedResource[]): Manifest[] {
    return resources.flatMap(({ type, inputs }) => {
        const { apiVersion, kind, metadata } = inputs;
        const isObjectOfKubernetes =
            type.startsWith("kubernetes:") &&
            typeof apiVersion === "string" &&
            typeof kind === "string" &&
            isObject(metadata);
        // In the usual order of keys.
        return isObjectOfKubernetes
            ? [
                  {
                      ...{ apiVersion, kind, metadata },
                      ...inputs,
                      metadata: withPlaceholders(metadata),
                  } as unknown as Manifest,
              ]
            : [];
    });
}
