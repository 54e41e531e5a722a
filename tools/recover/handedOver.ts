import { textAt } from "../../policy/library/resource";
import type { ReleaseCluster } from "./cluster";
import type { ApplicationFacts, HandedOverFacts } from "./facts";
import type { Finding } from "./findings";
import type { StateResource } from "./state";

interface Delivered {
    application: StateResource;
    facts: ApplicationFacts;
}

/** Charts that Argo CD delivers and of which Helm still has a record, as a change of the delivery leaves it. */
export async function handedOver(
    delivered: Delivered[],
    cluster: Pick<ReleaseCluster, "revisions">,
): Promise<HandedOverFacts[]> {
    const found = await Promise.all(delivered.map((one) => factsOf(one, cluster)));
    return found.filter(({ secrets }) => secrets.length > 0);
}

async function factsOf(
    { application: { inputs, id = "" }, facts: { live } }: Delivered,
    cluster: Pick<ReleaseCluster, "revisions">,
): Promise<HandedOverFacts> {
    const name = textAt(inputs, "spec", "source", "helm", "releaseName") ?? "";
    const namespace = textAt(inputs, "spec", "destination", "namespace") ?? "";
    const revisions = await cluster.revisions(namespace, name);
    return {
        ...{ name, namespace, application: id },
        isReady: live?.sync === "Synced" && live.health === "Healthy" && !live.deleting,
        secrets: revisions.map(({ secret }) => secret),
    };
}

/** Helm's record says what is not true any more: a later Helm would upgrade from it, and delete by it. */
export function ofHandedOver({ name, namespace, application, isReady, secrets }: HandedOverFacts): Finding {
    const found = `Argo CD's Application ${application} delivers it, and Helm still has its record (${secrets.join(", ")})`;
    const about = { subject: `Helm release ${name} in ${namespace}`, found };
    return isReady
        ? {
              ...about,
              steps: secrets.map((secret) => ({ do: "drop-record", namespace, secret })),
              remedy: "delete the record. What the chart installed stays.",
          }
        : { ...about, steps: [], remedy: "", byHand: "the record stays until the Application is Synced and Healthy" };
}
