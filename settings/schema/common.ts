import { z } from "zod";
import { type Credential, credentialName } from "../../model/credentials";
import { secondsOf } from "../../model/duration";
import { bytesOf, processorsOf } from "../../model/quantity";

/** A text with a pattern. `allowed` describes it, for both the error message and the documentation. */
export function text(pattern: RegExp, allowed: string): z.ZodString {
    return z.string().regex(pattern, allowed).meta({ allowed });
}

/**
 * A duration, written `30s`, `5m`, `72h`, `15d` or `2w`. Converted to hours, minutes or seconds, because Tempo and
 * OpenTelemetry read Go durations, which have no days.
 */
export const duration = text(/^[1-9]\d*[smhdw]$/, "a duration such as 30s, 5m, 72h, 15d or 2w")
    .refine((written) => !(durationSeconds(written) > longest), "no more than 36500d")
    .transform((written) => goDuration(durationSeconds(written)));

/** A hundred years in seconds: a duration of Go and Prometheus is a 64-bit number of nanoseconds, which ends at 292. */
const longest = 36_500 * 86_400;

/** Seconds of a valid duration. */
export function durationSeconds(written: string): number {
    return secondsOf(written) ?? Number.NaN;
}

function goDuration(seconds: number): string {
    if (seconds % 3600 === 0) {
        return `${seconds / 3600}h`;
    }
    return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

/** A size in Kubernetes' notation. */
export const bytes = text(/^[1-9]\d*(Ki|Mi|Gi|Ti)$/, "a size such as 512Mi or 20Gi");

const cpu = text(/^([1-9]\d*m|[1-9]\d*(\.\d+)?|0\.\d+)$/, "processors such as 250m or 2");

/** Requests and limits of a container. By default there is no processor limit: throttling causes latency. */
export const resources = z
    .strictObject({
        requests: z.strictObject({ cpu, memory: bytes }),
        limits: z.strictObject({ cpu: cpu.optional(), memory: bytes }),
    })
    .refine(
        ({ requests, limits }) => isNoLess(bytesOf(limits.memory), bytesOf(requests.memory)),
        "a memory limit that is no less than the request",
    )
    .refine(
        ({ requests, limits }) => isNoLess(processorsOf(limits.cpu), processorsOf(requests.cpu)),
        "a processor limit that is no less than the request",
    )
    .describe("Requests and limits of each pod");

/** True for an invalid amount, which is reported by itself. */
function isNoLess(limit: number | undefined, request: number | undefined): boolean {
    return limit === undefined || request === undefined || limit >= request;
}

export const count = z.number().int("a whole number").min(1, "at least 1");

/** A name that Kubernetes accepts as part of an object's name. */
export const dnsLabel = text(
    /^[a-z]([-a-z0-9]{0,40}[a-z0-9])?$/,
    "up to 42 lower-case letters, digits and dashes, starting with a letter",
);

/** A stack whose outputs are read. */
export const stackName = text(
    /^[\w.-]+\/[\w.-]+\/[\w.-]+$/,
    "ORGANIZATION/PROJECT/STACK, in which the organization is `organization` in a backend of your own",
);

/** Names of receivers and similar entries in another program's configuration. */
export const entryName = text(/^[A-Za-z0-9]([-\w]{0,61}[A-Za-z0-9])?$/, 'letters, digits, "-" and "_", up to 63');

/**
 * The name of a Kubernetes object.
 * @param what its kind, or another description for the message
 */
export function objectName(what: string): z.ZodString {
    return text(/^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, what);
}

/** A key of a Secret or ConfigMap. */
export function dataKey(what: string): z.ZodString {
    return text(/^(?!\.\.?$|\.\.)[-._a-zA-Z0-9]{1,253}$/, what);
}

/**
 * The key of a label, annotation or taint.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
export const qualifiedName = text(
    /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/,
    "a name such as topology.kubernetes.io/zone",
);

/** The value of a label or taint. */
export const labelValue = text(
    /^([A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?)?$/,
    "a label's value, up to 63 letters and digits",
);

export const taintEffect = z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]);

/** The name of a label in Prometheus. */
export const labelName = text(/^[a-zA-Z_]\w*$/, "the name of a label");

export const region = text(/^[a-z]{2,4}(-[a-z]+)+-\d$/, "a region such as eu-central-1");
export const roleArn = text(/^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/, "the ARN of an IAM role");

/** A namespace's name. */
export const namespace = text(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, "the name of a namespace");

export const nameWithStars = text(
    /^[a-z0-9*]([-a-z0-9.*]{0,251}[a-z0-9*])?$/,
    "a name, in which * stands for any characters",
);

export const host = text(/^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?$/, "a host name or address, without scheme or port");
/** Whether the number after the last colon, if there is one, is that of a port. */
export function isPort(address: string): boolean {
    const given = Number(address.replace(/^.*:/, ""));
    return !(given < 1 || given > 65_535);
}

export const port = z.number().int("a whole number").min(1, "1 to 65535").max(65_535, "1 to 65535");

export const credentialForms =
    "{ credential: NAME } with a name in the secret credentials, or { secretName, key } of an existing Secret in its namespace";

/** What a reference consists of. Any of it may be the secret itself, written in the wrong place. */
export const credentialParts = {
    credential: "a name in the secret credentials",
    secretName: "the name of a Secret",
    key: "a key of the Secret",
};

/** A reference to a secret text: settings contain no secrets themselves. */
export const credential = z
    .strictObject(
        {
            credential: text(credentialName, credentialParts.credential)
                .optional()
                .describe("Name in the secret `credentials`"),
            secretName: objectName(credentialParts.secretName)
                .optional()
                .describe("Instead of `credential`: an existing Secret"),
            key: dataKey(credentialParts.key).optional().describe("Key in that Secret"),
        },
        { error: ({ code }) => (code === "invalid_type" ? credentialForms : undefined) },
    )
    .transform((given, { addIssue }): Credential => {
        const { credential, secretName, key } = given;
        if (credential !== undefined && secretName === undefined && key === undefined) {
            return { credential };
        }
        if (credential === undefined && secretName !== undefined && key !== undefined) {
            return { secretName, key };
        }
        addIssue({ code: "custom", message: credentialForms, input: given });
        return z.NEVER;
    })
    .meta({ allowed: "`{ credential: NAME }` or `{ secretName, key }`" });

/** PEM text of one or more CA certificates. Public, so not a secret. */
export const caCertificate = text(
    /^\s*-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\s*$/,
    "PEM text, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----",
);
