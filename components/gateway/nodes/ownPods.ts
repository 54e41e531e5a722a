import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Credential } from "../../../model/credentials";
import { type CredentialTexts, roomSecret, secretKeyOf } from "../../shared/credentials";
import { type KongEnv, secretKey } from "./podValues";

/** How many pods there are, by load. */
interface Autoscaling {
    minReplicas: number;
    maxReplicas: number;
    /** Percent of the requested processor time that each pod uses on average. */
    targetCpuUtilization: number;
}

/** A node's taint that pods may be put on. */
interface Toleration {
    key?: string;
    operator?: "Exists" | "Equal";
    value?: string;
    effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
    tolerationSeconds?: number;
}

/** What is said of the pods of one gateway alone. */
export interface OwnPods {
    /** @default as many pods as `replicas` says */
    autoscaling?: Autoscaling;
    /** Of the pods. */
    annotations: Record<string, string>;
    /** Kong's own settings, without the prefix `KONG_`. */
    env: Record<string, string | Credential>;
    placement: { nodeSelector: Record<string, string>; tolerations: Toleration[] };
}

/** The least pods that there are. */
export const leastPods = ({ autoscaling }: Pick<OwnPods, "autoscaling">, replicas: number): number =>
    autoscaling?.minReplicas ?? replicas;

/** The Secret with what `env` refers to. */
const roomOf = (releaseName: string): string => `${releaseName}-credentials`;

/** Makes the Secret with what `env` refers to; undefined where it refers to nothing of the stack's. */
export function ownSecret(
    { env }: Pick<OwnPods, "env">,
    { releaseName, ...place }: { releaseName: string; namespace: string; credentials: CredentialTexts },
    opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Secret | undefined {
    const used = Object.values(env).filter((value): value is Credential => typeof value !== "string");
    const room = roomOf(releaseName);
    return roomSecret(room, { ...place, room, used }, opts);
}

/** The keys of Kong's chart by which one gateway's pods differ from another's. */
export interface OwnPodValues {
    autoscaling?: {
        enabled: true;
        minReplicas: number;
        maxReplicas: number;
        metrics: [
            {
                type: "Resource";
                resource: { name: "cpu"; target: { type: "Utilization"; averageUtilization: number } };
            },
        ];
    };
    nodeSelector?: Record<string, string>;
    tolerations?: Toleration[];
}

/** Nothing is left empty. */
export function ownPodValues({ autoscaling, placement: { nodeSelector, tolerations } }: OwnPods): OwnPodValues {
    return {
        ...(autoscaling && { autoscaling: autoscalingValues(autoscaling) }),
        ...(Object.keys(nodeSelector).length > 0 && { nodeSelector }),
        ...(tolerations.length > 0 && { tolerations }),
    };
}

function autoscalingValues(autoscaling: Autoscaling): OwnPodValues["autoscaling"] {
    const { minReplicas, maxReplicas, targetCpuUtilization: averageUtilization } = autoscaling;
    const target = { type: "Utilization", averageUtilization } as const;
    return {
        enabled: true,
        minReplicas,
        maxReplicas,
        metrics: [{ type: "Resource", resource: { name: "cpu", target } }],
    };
}

/** @param releaseName whose Secret holds what `env` refers to */
export function ownEnv({ env }: Pick<OwnPods, "env">, releaseName: string): KongEnv {
    const room = roomOf(releaseName);
    return Object.fromEntries(
        Object.entries(env).map(([name, value]) => {
            if (typeof value === "string") {
                return [name, value];
            }
            const { name: secret, key } = secretKeyOf(value, room);
            return [name, secretKey(secret, key)];
        }),
    );
}

/** @param secret what `env` refers to: a pod reads its environment as it starts, and the Secret's version changes with it */
export function ownAnnotations(
    { annotations }: Pick<OwnPods, "annotations">,
    secret: k8s.core.v1.Secret | undefined,
): Record<string, pulumi.Input<string>> {
    return {
        ...annotations,
        ...(secret && { "kong-observability/credentials": secret.metadata.resourceVersion }),
    };
}
