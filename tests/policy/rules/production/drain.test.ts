import assert from "node:assert/strict";
import { drainValues } from "../../../../components/gateway/nodes/drain";
import type { Seen, Values } from "../../../../policy/library/resource";
import { production } from "../../../../policy/rules/production/rule";
import { planWith } from "../../../tools/plan/stacks";
import { messages, seenOf } from "../../helpers";
import { gateway } from "./made";

const balanced = { proxy: { type: "LoadBalancer" } };
const said = (values: Values): string[] => messages(production, [gateway(values)]);
const preStop = (...command: string[]): Values => ({ lifecycle: { preStop: { exec: { command } } } });
const short = (wait: number): string =>
    `kong-dp: lifecycle.preStop waits ${wait} s, and a load balancer may send new connections for 120 s ` +
    "after the pod was deleted, which would be refused; wait 120 s or longer, or leave it out of the overrides";
const cut = (grace: number, wait: number, timeout: number): string =>
    `kong-dp: terminationGracePeriodSeconds is ${grace}, less than the ${wait} s that lifecycle.preStop waits and ` +
    `${Math.min(timeout, 30)} s for open requests, so they are cut; set it to ${wait + timeout} or more`;

describe("policy production, on how a gateway's pod ends", () => {
    it("passes what the program sets, for each exposure", () => {
        for (const type of ["LoadBalancer", "NodePort", "ClusterIP"] as const) {
            const exposure = type === "LoadBalancer" ? { type, annotations: {} } : { type };
            assert.deepEqual(said({ ...drainValues(exposure), proxy: { type } }), [], type);
        }
    });

    it("knows that the chart's own exposure is a load balancer", () => {
        assert.deepEqual(said({ ...preStop("kong", "quit", "--wait=5"), terminationGracePeriodSeconds: 60 }), [
            short(5),
        ]);
    });

    it("says nothing where nothing is said, or what is said is not known or cannot be told", () => {
        assert.deepEqual(said(balanced), []);
        assert.deepEqual(said({ ...balanced, lifecycle: "[unknown]" }), []);
        assert.deepEqual(
            said({ ...balanced, ...preStop("kong", "quit"), terminationGracePeriodSeconds: "[unknown]" }),
            [],
        );
        assert.deepEqual(said({ ...balanced, ...preStop("/bin/drain"), terminationGracePeriodSeconds: 10 }), []);
    });

    const drain = drainValues({ type: "LoadBalancer", annotations: {} });
    const cases: [string, Values, string[]][] = [
        [
            "a grace shorter than the hook",
            { ...balanced, ...drain, terminationGracePeriodSeconds: 30 },
            [cut(30, 135, 60)],
        ],
        [
            "the grace of Kubernetes, where it is taken away",
            { ...balanced, ...drain, terminationGracePeriodSeconds: null },
            [cut(30, 135, 60)],
        ],
        ["a short wait", { ...balanced, ...drain, ...preStop("kong", "quit", "--wait=15") }, [short(15)]],
        [
            "a short wait, written otherwise",
            { ...balanced, ...drain, ...preStop("/bin/sh", "-c", "kong quit -w 10 -t 20") },
            [short(10)],
        ],
        ["no wait", { ...balanced, ...drain, ...preStop("kong", "quit") }, [short(0)]],
        ["no hook", { ...balanced, ...drain, lifecycle: null }, [short(0)]],
        [
            "Kubernetes' own sleep",
            { ...balanced, ...drain, lifecycle: { preStop: { sleep: { seconds: 20 } } } },
            [short(20)],
        ],
        [
            "a sleep that is long enough",
            { ...balanced, ...drain, ...preStop("/bin/sh", "-c", "sleep 130; kong quit") },
            [],
        ],
        [
            "the chart's hook in a short grace",
            { ...balanced, terminationGracePeriodSeconds: 20 },
            [short(15), cut(20, 15, 10)],
        ],
        [
            "less than Kong would take, and enough",
            { ...drainValues({ type: "NodePort" }), proxy: { type: "NodePort" }, terminationGracePeriodSeconds: 60 },
            [],
        ],
        [
            "a node port, which needs no long wait",
            { proxy: { type: "NodePort" }, ...preStop("kong", "quit", "--wait=5"), terminationGracePeriodSeconds: 20 },
            [],
        ],
    ];
    for (const [what, values, expected] of cases) {
        it(`judges ${what}`, () => assert.deepEqual(said(values), expected));
    }

    it("sees what an override makes of it, in both topologies", async () => {
        const chartOverrides = { kong: { terminationGracePeriodSeconds: 45 } };
        const dataPlanes = [{ name: "kong-dp", proxy: { type: "LoadBalancer" } }];
        const hybrid = await planWith("local", { kong: { dataPlanes }, chartOverrides });
        const ofDrain = (seen: Seen[]): string[] =>
            messages(production, seen).filter((message) => message.includes("terminationGracePeriodSeconds"));
        assert.deepEqual(ofDrain(seenOf(hybrid)), [cut(45, 135, 60)]);
        const gateways = await planWith("ingress-controller", {
            chartOverrides: { ingress: { gateway: { terminationGracePeriodSeconds: 40 } } },
        });
        assert.deepEqual(ofDrain(seenOf(gateways)), [cut(40, 15, 60).replace("kong-dp: ", "kong: gateway.")]);
    });
});
