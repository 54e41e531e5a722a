import assert from "node:assert/strict";
import { ownEnv, type OwnPods, ownPodValues } from "../../../../components/gateway/nodes/ownPods";
import { dataPlaneValues } from "../../../../components/gateway/hybrid/dataPlaneValues";
import { find, planOf, valuesOf } from "../../../tools/plan/stacks";
import { dataPlane } from "../hybrid/made";
import { likeOthers } from "../made";

const own: OwnPods = {
    autoscaling: { minReplicas: 3, maxReplicas: 9, targetCpuUtilization: 60 },
    annotations: { "example.com/team": "edge" },
    env: {
        nginx_worker_processes: "2",
        redis_password: { credential: "redis" },
        vault_token: { secretName: "vault", key: "token" },
    },
    placement: {
        nodeSelector: { "example.com/pool": "edge" },
        tolerations: [{ key: "edge", operator: "Exists", effect: "NoSchedule" }],
    },
};

describe("what is said of the pods of one gateway", () => {
    it("is nothing by default", () => {
        assert.deepEqual(ownPodValues(likeOthers.own), {});
        assert.deepEqual(ownEnv(likeOthers.own, "kong-dp"), {});
    });

    it("reaches the chart: how many by load, on which nodes", () => {
        const { autoscaling, nodeSelector, tolerations } = ownPodValues(own);
        assert.deepEqual([autoscaling?.minReplicas, autoscaling?.maxReplicas], [3, 9]);
        assert.equal(autoscaling?.metrics[0].resource.target.averageUtilization, 60);
        assert.deepEqual(nodeSelector, own.placement.nodeSelector);
        assert.deepEqual(tolerations, own.placement.tolerations);
    });

    it("reads secrets out of the stack's own Secret, or one that exists", () => {
        const { nginx_worker_processes, redis_password, vault_token } = ownEnv(own, "kong-dp");
        const of = (name: string, key: string) => ({ valueFrom: { secretKeyRef: { name, key } } });
        assert.equal(nginx_worker_processes, "2");
        assert.deepEqual(redis_password, of("kong-dp-credentials", "redis"));
        assert.deepEqual(vault_token, of("vault", "token"));
    });

    it("leaves what this program sets as it is, whatever is said", () => {
        const plain = dataPlaneValues(dataPlane);
        const env = Object.fromEntries(Object.keys(plain.env).map((name) => [name, "changed"]));
        const annotations = { "kong-observability/cluster-certificate": "changed", mine: "yes" };
        const values = dataPlaneValues({ ...dataPlane, own: { ...own, env, annotations } });
        assert.deepEqual(values.env, plain.env);
        assert.deepEqual(values.podAnnotations, { ...plain.podAnnotations, mine: "yes" });
    });

    it("is planned for that gateway alone", async () => {
        const planned = await planOf("data-planes");
        const [edge, inside] = ["edge", "inside"].map((name) => valuesOf(planned, name) as Record<string, unknown>);
        const differing = ["autoscaling", "nodeSelector", "tolerations"];
        assert.deepEqual(
            differing.filter((key) => edge?.[key] === undefined),
            [],
        );
        assert.deepEqual(
            differing.filter((key) => inside?.[key] !== undefined),
            [],
        );
        assert.deepEqual(
            [edge, inside].map((values) => values?.terminationGracePeriodSeconds),
            [210, 120],
        );
        assert.ok(find(planned, "kubernetes:core/v1:Secret", "inside-credentials"));
        assert.deepEqual((inside?.env as Record<string, unknown>).vault_hcv_token, {
            valueFrom: { secretKeyRef: { name: "inside-credentials", key: "vault" } },
        });
        const { maxReplicas } = find(planned, "kong-observability:kong:DataPlane", "edge").inputs;
        assert.equal(maxReplicas, 12);
    });
});
