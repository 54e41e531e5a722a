/**
 * How a setting refers to a secret text: by its name in the stack's secret `credentials`, or by the key of an existing
 * Secret in the namespace where it is used.
 */
export type Credential = { credential: string } | { secretName: string; key: string };

/** Names in `credentials` must be valid as a key of a Secret, and in a path of `pulumi config set --path`. */
export const credentialName = /^(?!secure$)[A-Za-z0-9]([-\w]{0,61}[A-Za-z0-9])?$/;
