import { secretMark } from "../../../model/values";

/** What stands for a stack that the planned one reads. */
export interface Answer {
    /** `ORGANIZATION/PROJECT/STACK` */
    stack: string;
    kind: "plan" | "outputs" | "placeholders";
    outputs: Record<string, unknown>;
    /** Only of a plan. */
    resources?: { urn: string; type: string; inputs: Record<string, unknown> }[];
}

/** Stands for another stack's kubeconfig, in a form that can be read as one. */
const placeholderKubeconfig = JSON.stringify({ apiVersion: "v1", kind: "Config", users: [] });

const secretOutputs = ["kubeconfig", "dataPlaneCertificates", "telemetrySenders"];

/** A StackReference's state, as the engine would read it. */
export function referenceState({ stack, outputs }: Answer): Record<string, unknown> {
    const secretOutputNames = Object.keys(outputs).filter((name) => secretOutputs.includes(name));
    return { name: stack, outputs, secretOutputNames };
}

/** Outputs without the secrets themselves, which `pulumi stack output --show-secrets` prints. */
export function withoutSecrets(outputs: Record<string, unknown>): Record<string, unknown> {
    const { layers } = outputs as Exported;
    const issued = layers?.observability?.otlp?.central?.issued;
    const groups = layers?.gateway?.controlPlane?.remote?.groups;
    return {
        ...outputs,
        ...("kubeconfig" in outputs && { kubeconfig: placeholderKubeconfig }),
        ...(Array.isArray(issued) && { telemetrySenders: placeholderCertificates(issued) }),
        ...(Array.isArray(groups) && { dataPlaneCertificates: placeholderCertificates(groups) }),
    };
}

/** What `layers` says of secret outputs: whose certificates they have. */
interface Exported {
    layers?: {
        observability?: { otlp?: { central?: { issued?: string[] } } };
        gateway?: { controlPlane?: { remote?: { groups?: string[] } } };
    };
}

function placeholderCertificates(names: readonly string[]): Record<string, { certificate: string; key: string }> {
    return Object.fromEntries(names.map((name) => [name, { certificate: secretMark, key: secretMark }]));
}
