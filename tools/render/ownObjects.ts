import type { PlannedResource } from "../plan/recorder";
import { isObject } from "../plan/values";
import type { Manifest } from "./manifests";
import { withPlaceholders } from "./releases";

/**
 * The Kubernetes objects that the program makes itself, as they stand in the plan: secret and unknown leaves are marked
 * there. A name that is not known yet stands as in the charts that mention it.
 */
export function ownObjects(resources: PlannedResource[]): Manifest[] {
    return resources.flatMap(({ type, inputs }) => {
        const { apiVersion, kind, metadata } = inputs;
        const isObjectOfKubernetes =
            type.startsWith("kubernetes:") &&
            typeof apiVersion === "string" &&
            typeof kind === "string" &&
            isObject(metadata);
        // In the order in which people write them.
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
