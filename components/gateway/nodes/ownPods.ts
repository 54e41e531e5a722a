import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Credential } from "../../../model/credentials";
import { type CredentialTexts, restartedBy, roomSecret, secretKeyOf } from "../../shared/credentials";
import { type KongEnv, secretKey } from "./podValues";

/** Number of pods, by load. */
interface Autoscaling {
    minReplicas: number;
    maxReplicas: number;
    /** Target for the pods' average use of processor time, in percent of their request. */
    targetCpuUtilization: number;
}

/** Toleration of a node's taint. */
interface Toleration {
    key?: string;
    operator?: "Exists" | "Equal";
    value?: string;
    effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
    tolerationSeconds?: number;
}

/** Settings of one gateway's pods. */
export interface OwnPods {
    /** @default `replicas` pods */
    autoscaling?: Autoscaling;
    /** Annotations of the pods. */
    annotations: Record<string, string>;
    /** Kong's own settings, without the prefix `KONG_`. */
    env: Record<string, string | Credential>;
    placement: { nodeSelector: Record<string, string>; tolerations: Toleration[] };
}

/** The smallest number of pods. */
export const leastPods = ({ autoscaling }: Pick<OwnPods, "autoscaling">, replicas: number): number =>
    autoscaling?.minReplicas ?? replicas;

/** Name of the Secret that `env` refers to. */
const roomOf = (releaseName: string): string => `${releaseName}-credentials`;

/** Creates the Secret that `env` refers to. Undefined if `env` refers to none of the stack's credentials. */
export function ownSecret(
    { env }: Pick<OwnPods, "env">,
    { releaseName, ...place }: { releaseName: string; namespace: string; credentials: CredentialTexts },
    opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Secret | undefined {
    const used = Object.values(env).filter((value): value is Credential => typeof value !== "string");
    const room = roomOf(releaseName);
    return roomSecret(room, { ...place, room, used }, opts);
}

/** The keys of Kong's chart that differ between gateways. */
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

/** Leaves out empty values. */
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

/** @param releaseName the release whose Secret `env` refers to */
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

/** @param secret the Secret that `env` refers to */
export const ownAnnotations = (
    { annotations }: Pick<OwnPods, "annotations">,
    secret: k8s.core.v1.Secret | undefined,
): Record<string, pulumi.Input<string>> => ({ ...annotations, ...restartedBy(secret) });
