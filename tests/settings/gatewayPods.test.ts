import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ingressValues } from "../../components/gateway/ingressController/values";
import { dataPlaneValues } from "../../components/gateway/hybrid/dataPlaneValues";
import { dataPlane } from "../components/gateway/hybrid/made";
import { problems, valid } from "./helpers";

const kong = valid.kong as Record<string, unknown>;
const at = "p:kong.dataPlanes[0]";

describe("settings of one data plane's pods", () => {
    const wrong: [string, Record<string, unknown>, string][] = [
        [
            "a fixed number beside one by load",
            { replicas: 3, autoscaling: { maxReplicas: 6 } },
            `${at}.replicas: got 3; allowed: left out beside autoscaling, whose minReplicas and maxReplicas decide`,
        ],
        [
            "fewer at most than at least",
            { autoscaling: { minReplicas: 4, maxReplicas: 3 } },
            `${at}.autoscaling.maxReplicas: got 3; allowed: no less than minReplicas`,
        ],
        [
            "a setting that another of the stack file decides",
            { env: { tracing_sampling_rate: 1 } },
            `${at}.env.tracing_sampling_rate: set; allowed: nothing here, since sampling decides`,
        ],
        [
            "a setting as Kong reads it from its environment",
            { env: { KONG_LOG_LEVEL: "debug" } },
            `${at}.env: got the key "KONG_LOG_LEVEL"; allowed: a setting of Kong's own without KONG_, in small letters`,
        ],
        [
            "a secret as a text",
            { env: { redis_password: "hunter2" } },
            `${at}.env.redis_password: got a text; allowed: { credential: NAME } or { secretName, key } for a secret`,
        ],
        [
            "a value of the wrong type",
            { env: { nginx_worker_processes: true } },
            `${at}.env.nginx_worker_processes: got true; allowed: a text, or a number, or { credential: NAME } with a name in the secret credentials, or { secretName, key } of an existing Secret in its namespace`,
        ],
        [
            "an annotation that `scheme` makes",
            {
                proxy: {
                    type: "LoadBalancer",
                    annotations: { "service.beta.kubernetes.io/aws-load-balancer-scheme": "x" },
                },
            },
            `${at}.proxy.annotations.service.beta.kubernetes.io/aws-load-balancer-scheme: set; allowed: nothing here, since ${at}.proxy.scheme decides`,
        ],
        [
            "a name of one's own in the chart's values",
            { chartOverrides: { fullnameOverride: "edge" } },
            `${at}.chartOverrides.fullnameOverride: got "edge"; allowed: nothing here, since addresses follow from the release's own name and namespace`,
        ],
        [
            "a toleration that Kubernetes refuses",
            { placement: { tolerations: [{ key: "edge", operator: "Exists", value: "yes" }] } },
            `${at}.placement.tolerations[0]: got {"key":"edge","operator":"Exists","value":"yes"}; allowed: no value beside operator Exists, as Kubernetes demands`,
        ],
    ];
    for (const [what, change, expected] of wrong) {
        it(`refuse ${what}`, () => {
            assert.deepEqual(problems({ kong: { ...kong, dataPlanes: [{ name: "a", ...change }] } }), [expected]);
        });
    }

    it("leave each setting that this program gives the pods to it", () => {
        const certificate = { secretName: "s", fingerprint: pulumi.output("f") };
        const given = [
            dataPlaneValues({ ...dataPlane, telemetryEndpoint: "t:8006" }),
            ingressValues({
                ...dataPlane,
                ingressClass: "kong",
                controller: { replicas: 1, resources: dataPlane.resources },
                certificates: { controller: certificate, gateway: certificate },
            }).gateway,
        ];
        for (const name of given.flatMap(({ env }) => Object.keys(env))) {
            const [problem] = problems({ kong: { ...kong, dataPlanes: [{ name: "a", env: { [name]: "x" } }] } });
            assert.match(String(problem), /set; allowed: nothing here, since /, name);
        }
    });
});
