import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** Open source, or enterprise with the Secret that holds its licence. */
export type Edition = { kind: "open-source" } | { kind: "enterprise"; licenceSecret: pulumi.Input<string> };

/**
 * The edition, with the licence's Secret, which this function creates. Without a licence an enterprise image runs as
 * open source.
 */
export function editionOf(
    edition: Edition["kind"],
    name: string,
    { namespace, licence }: { namespace: string; licence: pulumi.Output<string> | undefined },
    opts: pulumi.CustomResourceOptions,
): Edition {
    return edition === "enterprise" && licence !== undefined
        ? { kind: edition, licenceSecret: licenceSecret(name, { namespace, licence }, opts) }
        : { kind: "open-source" };
}

/** Kong's charts read the licence from this key of the Secret. */
const secretName = "kong-enterprise-license";

/**
 * The enterprise licence as the Secret that control plane and data planes both read: a control plane does not pass on a
 * licence from its environment.
 * @returns the Secret's name, known at preview
 */
function licenceSecret(
    name: string,
    args: { namespace: string; licence: pulumi.Input<string> },
    opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
    const secret = new k8s.core.v1.Secret(
        name,
        { metadata: { name: secretName, namespace: args.namespace }, stringData: { license: args.licence } },
        opts,
    );
    return secret.urn.apply(() => secretName);
}
