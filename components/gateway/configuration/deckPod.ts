import type * as pulumi from "@pulumi/pulumi";
import type { input } from "@pulumi/kubernetes/types";
import { restricted } from "../../shared/kubernetes";
import { imageName, type Registry, standaloneImage } from "../../../charts/registry";
import { goEnvironment } from "../../release/goRuntime";
import { adminClientLabel } from "../nodes/networkPolicy";

export interface DeckPodArgs {
    registry: Registry;
    /** The control plane's Admin API. */
    adminUrl: pulumi.Input<string>;
    /** The Secret with the Admin API's token, if RBAC is on. */
    adminToken: { secretName: string; key: string } | undefined;
    /** The ConfigMap that holds the state file, and its key. */
    file: { configMap: pulumi.Input<string>; key: string };
    /** Variables for the state file's template; their names begin with `DECK_`. */
    env?: { name: string; valueFrom: { secretKeyRef: { name: string; key: string } } }[];
    flags?: string[];
}

const configFolder = "/config";
const resources = { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } };

/** Options that replace a Job, under the same name, when the database is replaced. */
export function runsAgainFor(
    database: pulumi.Input<string | null>,
): Pick<pulumi.CustomResourceOptions, "replacementTrigger" | "deleteBeforeReplace"> {
    return { replacementTrigger: database, deleteBeforeReplace: true };
}

/** A pod in which decK applies a state file to the control plane. */
export function deckPod({
    registry,
    adminUrl,
    adminToken,
    file,
    env = [],
    flags = [],
}: DeckPodArgs): input.core.v1.PodTemplateSpec {
    const deck = {
        image: imageName(standaloneImage("deck", registry)),
        env: [
            { name: "DECK_KONG_ADDR", value: adminUrl },
            ...goEnvironment(resources.limits),
            ...(adminToken
                ? [
                      {
                          name: "DECK_KONG_ADMIN_TOKEN",
                          valueFrom: { secretKeyRef: { name: adminToken.secretName, key: adminToken.key } },
                      },
                  ]
                : []),
        ],
        resources,
        // The image sets its user by name; Kubernetes can verify only a number as non-root.
        securityContext: { ...restricted, runAsUser: 65532 },
    };
    return {
        metadata: { labels: { "app.kubernetes.io/name": "deck", ...adminClientLabel } },
        spec: {
            // Keeps failed pods, so that their logs can be read.
            restartPolicy: "Never",
            automountServiceAccountToken: false,
            initContainers: [{ name: "wait-for-admin-api", ...deck, args: ["gateway", "ping", "--analytics=false"] }],
            containers: [
                {
                    name: "sync",
                    ...deck,
                    env: [...deck.env, ...env],
                    args: ["gateway", "sync", `${configFolder}/${file.key}`, "--analytics=false", ...flags],
                    volumeMounts: [{ name: "config", mountPath: configFolder, readOnly: true }],
                },
            ],
            volumes: [{ name: "config", configMap: { name: file.configMap } }],
        },
    };
}
