import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** Kong's charts read the licence from this key of the Secret. */
const secretName = "kong-enterprise-license";

/**
 * The enterprise licence as the Secret that control plane and data planes both read: a licence given by environment
 * is not passed on to data planes.
 * @returns the Secret's name, known at preview
 */
export function licenceSecret(
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
