import assert from "node:assert/strict";
import { type Findings, findingsIn } from "../../tools/comment/drift/findings";
import type { Preview } from "../../tools/comment/drift/preview";
import type { EngineStack } from "./stack";
import { describeEngine } from "./suite";

const none: Findings = { due: [], renewedWith: [], upgrades: [], expired: [], drift: [], errors: [] };
const build = (number: number): string => `v1.0.0-1.35-eksbuild.${number}`;
const stacks = {
    dev: ["cluster-metrics-server"],
    prod: ["aws-ebs-csi-driver", "coredns", "eks-pod-identity-agent", "kube-proxy", "metrics-server", "vpc-cni"].map(
        (addOn) => `cluster-nodes-${addOn}`,
    ),
};

for (const [name, addOns] of Object.entries(stacks)) {
    describeEngine(`the drift of ${name}`, (suite) => {
        let stack: EngineStack;
        const drift = async (): Promise<Findings> => {
            const { failed, output, printed } = await stack.cli("preview", "--refresh", "--show-sames", "--json");
            assert.ok(!failed, output);
            return findingsIn(JSON.parse(printed) as Preview, new Date());
        };

        before(async () => {
            stack = await suite.stack(name);
            const { failed, output } = await stack.up();
            assert.ok(!failed, output);
        });

        it("is nothing after an up: each property comes back as it was asked for", async () => {
            assert.deepEqual(await drift(), none);
        });

        it("is none where AWS recommends newer add-ons, but due", async () => {
            suite.simulator.aws.addOnBuild = 2;
            const { upgrades, ...rest } = await drift();
            assert.deepEqual({ upgrades: [], ...rest }, none);
            assert.deepEqual(
                upgrades.map(({ urn, from, to }) => [urn.split("::").at(-1), from, to]).sort(),
                addOns.map((addOn) => [addOn, build(1), build(2)]),
            );
        });

        it("is none where the cluster certificate is due, with the Secret that is named after it and all that mount it", async () => {
            suite.simulator.tls.makeCertificatesDue();
            const { due, renewedWith, expired, drift: changed, errors } = await drift();
            assert.deepEqual([expired, changed, errors], [[], [], []]);
            assert.deepEqual(
                due.map(({ urn }) => urn.split("::").at(-1)),
                ["kong-cluster-certificate"],
            );
            const renewed = renewedWith.map((urn) => urn.split(/[:$]/).filter(Boolean).slice(-2).join(" "));
            assert.ok(
                ["Secret kong-cluster-certificate", "Release kong-cp", "Release kong-dp"].every((thing) =>
                    renewed.includes(thing),
                ),
                renewed.join(),
            );
            const { failed, output } = await stack.up();
            assert.ok(!failed, output);
        });

        it("is what somebody changed by hand, and what the file pins", async () => {
            const [pinned, changed] = [addOns[0]!, addOns.at(-1)!];
            suite.simulator.aws.addOnBuild = 3;
            suite.simulator.aws.changed.set(changed, { addonVersion: "v0.9.0-eksbuild.1" });
            stack.set(["cluster", "addOnVersions", pinned.replace(/^cluster-(nodes-)?/, "")], "v0.8.0-eksbuild.1");
            const found = await drift();
            assert.deepEqual(
                found.drift
                    .map(({ urn, what, paths }) => [urn.split("::").at(-1), what, paths])
                    .filter(([name]) => name !== "cluster"),
                [...new Set([pinned, changed])].map((name) => [name, "update", ["addonVersion"]]),
            );
            assert.deepEqual(found.upgrades.length, Math.max(addOns.length - 2, 0));
        });
    });
}
