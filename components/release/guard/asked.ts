import * as pulumi from "@pulumi/pulumi";
import { valueAt } from "../values";

/** Inputs of a resource; undefined for one that is new. */
export type Inputs = Record<string, unknown> | undefined;

/** A chart as the inputs of its release ask for it. */
interface Asked {
    values: unknown;
    version: string | undefined;
    /** A name in `repo`, an OCI reference or a file. */
    reference: string | undefined;
    repo: string | undefined;
}

/** Of a Helm release, or of an Application of Argo CD. */
export async function askedIn(inputs: Inputs): Promise<Asked> {
    const source = valueAt(inputs, "spec", "source");
    return source === undefined
        ? {
              values: await plain(inputs?.values),
              version: text(inputs?.version),
              reference: text(inputs?.chart),
              repo: text(valueAt(inputs?.repositoryOpts, "repo")),
          }
        : {
              values: await plain(valueAt(source, "helm", "valuesObject")),
              version: text(valueAt(source, "targetRevision")),
              reference: text(valueAt(source, "chart")),
              repo: text(valueAt(source, "repoURL")),
          };
}

/** A secret leaf makes the whole value a secret. */
function plain(given: unknown): Promise<unknown> {
    return pulumi.Output.isInstance(given) ? new Promise((resolve) => given.apply(resolve)) : Promise.resolve(given);
}

export function text(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}
