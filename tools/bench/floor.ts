import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { runInPulumiStack } from "@pulumi/pulumi/runtime/stack";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";
import { withoutMappedTraces } from "../plan/stackTraces";
import { type BareKind, bareKinds, type Census } from "./census";
// Libraries that the real program uses next to the SDKs.
import "yaml";
import "zod";

/** The SDKs' own classes, with the fewest inputs that they accept. */
const bare: Record<BareKind, (name: string) => pulumi.Resource> = {
    component: (name) => new pulumi.ComponentResource("kong-observability:bench:Empty", name),
    release: (name) => new k8s.helm.v3.Release(name, { chart: "" }),
    kubernetes: (name) => new k8s.core.v1.Service(name),
    aws: (name) => new aws.ec2.Vpc(name),
    eks: (name) => new eks.Cluster(name),
    random: (name) => new random.RandomPassword(name, { length: 1 }),
    tls: (name) => new tls.PrivateKey(name, { algorithm: "ECDSA" }),
};

/**
 * The lowest possible cost of a program with as many resources: it registers empty ones, under the SDK's own mock
 * monitor.
 * @param unmapped leave stack traces unmapped, as our recorder does and other programs do not
 */
export async function registerBare(census: Census, unmapped = false): Promise<void> {
    await pulumi.runtime.setMocks(
        { call: ({ inputs }) => inputs, newResource: () => ({ id: undefined, state: {} }) },
        "bench",
        "floor",
        true,
    );
    await (unmapped ? withoutMappedTraces(() => register(census)) : register(census));
}

async function register(census: Census): Promise<void> {
    await runInPulumiStack(() => {
        for (const kind of bareKinds) {
            for (let index = 0; index < census[kind]; index++) {
                bare[kind](`${kind}-${index}`);
            }
        }
        return Promise.resolve({});
    });
    await pulumi.runtime.disconnect();
}
