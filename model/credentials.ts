/**
 * How a setting refers to a text that opens something: by its name in the stack's secret `credentials`, or by the key of a
 * Secret that exists in the namespace where it is read.
 */
export type Credential = { credential: string } | { secretName: string; key: string };

/** What every name in `credentials` looks like: a key of a Secret, and of a path of `pulumi config set --path`. */
export const credentialName = /^(?!secure$)[A-Za-z0-9]([-\w]{0,61}[A-Za-z0-9])?$/;
