import type { Values } from "../../model/values";
import type { ObjectPlace } from "../recover/facts";
import { idOf, whereDiffers } from "../recover/objects";
import { releaseType } from "../recover/state";
import type { Finding } from "./finding";
import type { FoundCluster } from "./cluster";
import type { Planned } from "./preview";

/** A resource that is one object on the cluster. A Patch is always applied over what is there. */
export function isObject({ type, isComponent, inputs }: Planned): boolean {
    const isPatch = type.endsWith("Patch");
    return type.startsWith("kubernetes:") && type !== releaseType && !isComponent && !isPatch && "kind" in inputs;
}

export async function adoptObjects(objects: Planned[], cluster: FoundCluster): Promise<Finding[]> {
    const found = await Promise.all(
        objects.map(async (planned): Promise<Finding[]> => {
            const place = placeOf(planned.inputs);
            const live = place && (await cluster.object(place));
            return place === undefined || live === undefined ? [] : [adoptObject(planned, place, live)];
        }),
    );
    return found.flat();
}

function placeOf({ apiVersion, kind, metadata }: Values): ObjectPlace | undefined {
    const { name, namespace } = (metadata ?? {}) as { name?: string; namespace?: string };
    return name === undefined
        ? undefined
        : {
              apiVersion: String(apiVersion),
              kind: String(kind),
              name,
              ...(namespace !== undefined && { namespace }),
          };
}

/** An object that is there already stops an `up`, unless it is imported. */
function adoptObject(planned: Planned, place: ObjectPlace, live: Values): Finding {
    const { kind, name, namespace } = place;
    const subject = `${kind} ${idOf(place)}`;
    const remove = `kubectl delete ${kind.toLowerCase()} ${name}${namespace === undefined ? "" : ` -n ${namespace}`}`;
    const owner = ownerOf(live);
    if (kind === "CustomResourceDefinition") {
        return { subject, found: "is there", first: "leave it to whoever installed it: kong.gatewayApiCrds: existing" };
    }
    const isApplication = kind === "Application" && place.apiVersion.startsWith("argoproj.io/");
    if (owner !== undefined && isApplication) {
        return adoptApplication(place, live, { subject, found: `belongs to ${owner}`, by: owner });
    }
    if (owner !== undefined) {
        return { subject, found: `belongs to ${owner}`, first: `switch it off there, or ${remove}` };
    }
    if (kind === "Namespace") {
        return { subject, found: "is there; its labels become ours", takes: { planned, id: name } };
    }
    if (kind === "Secret") {
        const first = `see who else reads it, then ${remove}: this stack makes its content`;
        return { subject, found: "is there, with a content of its own", first };
    }
    const differs = whereDiffers(planned.inputs, live);
    if (differs !== undefined && isApplication) {
        return adoptApplication(place, live, { subject, found: `is there, and differs at ${differs}` });
    }
    return differs === undefined
        ? { subject, found: "is there, as this stack wants it", takes: { planned, id: idOf(place) } }
        : { subject, found: `is there, and differs at ${differs}`, first: remove };
}

/**
 * What it installed runs, and would go with it as long as it has one of Argo CD's finalizers
 * (pkg/apis/application/v1alpha1/application_defaults.go in argoproj/argo-cd), so these go first.
 */
function adoptApplication(
    { name, namespace = "" }: ObjectPlace,
    live: Values,
    why: { subject: string; found: string; by?: string },
): Finding {
    const { finalizers = [] } = live.metadata as { finalizers?: string[] };
    const others = finalizers.filter((one) => !one.split("/", 1)[0]!.endsWith("-finalizer.argocd.argoproj.io"));
    const patch = JSON.stringify({ metadata: { finalizers: others } });
    const spare = `kubectl patch application ${name} -n ${namespace} --type merge --patch '${patch}'`;
    const steps = [
        ...(why.by === undefined ? [] : [`take it out of ${why.by}, without pruning`]),
        ...(others.length === finalizers.length ? [] : [spare]),
        `kubectl delete application ${name} -n ${namespace}`,
    ];
    return {
        subject: why.subject,
        found: `${why.found}; what it installed runs, and is taken over`,
        first: steps.join(", then "),
    };
}

function ownerOf({ metadata }: Values): string | undefined {
    const { annotations = {} } = metadata as { annotations?: Record<string, string> };
    const release = annotations["meta.helm.sh/release-name"];
    if (release !== undefined) {
        return `Helm's release ${annotations["meta.helm.sh/release-namespace"] ?? ""}/${release}`;
    }
    const tracked = annotations["argocd.argoproj.io/tracking-id"];
    return tracked === undefined ? undefined : `Argo CD's Application ${tracked.split(":", 1)[0]}`;
}
