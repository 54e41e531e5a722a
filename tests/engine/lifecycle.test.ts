import assert from "node:assert/strict";
import { planOf } from "../tools/plan/stacks";
import { isChildOfRemote } from "./comparison";
import { appliedRules, missingEdges, slowOnes, stepsAfterFailure, violations } from "./order";
import { kongRole, rules } from "./orderRules";
import { secretsIn } from "./secrets";
import type { EngineStack, Run } from "./stack";
import { describeEngine } from "./suite";

const applied = new Set<string>();

/** Minutes of silence at the most, should a deletion fail. See stepsAfterFailure. */
const mostSteps = 50_000_000;

const stacks = [
    "local",
    "dev",
    "prod",
    "enterprise",
    "ingress-controller",
    "ingress-enterprise",
    "access-kong",
    "argocd",
];

for (const name of stacks) {
    const hybrid = !name.startsWith("ingress-");
    describeEngine(`the life of ${name}`, (suite) => {
        let stack: EngineStack;
        let broken = false;

        before(async () => {
            stack = await suite.stack(name);
        });
        // Each step stands on the one before.
        beforeEach(function () {
            if (broken) {
                this.skip();
            }
            suite.simulator.world.ledger.clear();
        });
        afterEach(function () {
            broken ||= this.currentTest?.isFailed() ?? false;
        });

        const ledger = () => suite.simulator.world.ledger;
        /** Runs it, and expects it to succeed and to keep its secrets. */
        async function succeed(run: Promise<Run>): Promise<Run> {
            const result = await run;
            assert.ok(!result.failed, result.output);
            assert.deepEqual(secretsIn(result.output, suite.simulator.world), []);
            return result;
        }
        const releases = (role: string) =>
            [...ledger().existing.values()]
                .filter(kongRole(role))
                .map((release) => `${release.type.split(":").at(-1)} ${release.name}`);

        it("begins with everything, in the order that works", async () => {
            suite.simulator.world.slow = slowOnes;
            await succeed(stack.up());
            suite.simulator.world.slow = () => false;
            assert.deepEqual(violations(ledger(), "create"), []);
            assert.deepEqual(missingEdges(ledger().calls, stack.state().resources), []);
            appliedRules(ledger().calls).forEach((what) => applied.add(what));

            // No secret by another way into the cluster than a Secret.
            for (const { type, name: resource, inputs, secrets } of ledger().calls) {
                if (type.startsWith("kubernetes:") && !/:(Secret|KongLicense)$/.test(type)) {
                    assert.deepEqual(
                        [...secrets, ...secretsIn(JSON.stringify(inputs), suite.simulator.world)],
                        [],
                        `${type} ${resource}`,
                    );
                }
            }
        });

        it("has a state with the dependencies of the plan, and no secret in plain text", async () => {
            const { resources, text } = stack.state();
            assert.ok(suite.simulator.world.secrets.size > 3);
            assert.deepEqual(secretsIn(text, suite.simulator.world), []);
            const stored = new Map(resources.map((resource) => [resource.urn, resource]));
            for (const { urn, dependsOn, type } of (await planOf(name)).resources) {
                // The state holds the children of remote components; the plan knows the component only.
                const known = (stored.get(urn)?.dependencies ?? []).filter(
                    (dependency) => !isChildOfRemote(dependency),
                );
                assert.deepEqual(known.sort(), dependsOn, `${type} ${urn}`);
            }
        });

        it("has a graph that the engine gets through when a deletion fails", () => {
            const steps = stepsAfterFailure(stack.state().resources);
            assert.ok(steps < mostSteps, `${steps.toLocaleString("en")} steps`);
        });

        it("changes nothing in a second up", async () => {
            const { summary } = await succeed(stack.up());
            assert.deepEqual(Object.keys(summary), ["same"]);
            assert.deepEqual(ledger().touched, []);
        });

        it("updates one release where the replicas of a gateway are raised", async () => {
            stack.set(hybrid ? ["kong", "dataPlanes", 0, "replicas"] : ["kong", "gateways", "replicas"], 5);
            await succeed(stack.up());
            assert.deepEqual(ledger().touched, [
                hybrid ? releases("data_plane").find((release) => /kong-dp(-public)?$/.test(release)) : "Release kong",
            ]);
        });

        it("reaches gateways, their plugin and the alert of missing traces where sampling changes", async () => {
            stack.set(["sampling", "rate"], 0.25);
            const { outputs } = await succeed(stack.up());
            assert.deepEqual(
                ledger().touched,
                [
                    "PrometheusRule kong-signals",
                    ...(hybrid
                        ? ["ConfigMap kong-gateway", "Job kong-gateway", ...releases("data_plane")]
                        : ["KongClusterPlugin kong-ingress-kongclusterplugin-opentelemetry", "Release kong"]),
                ].sort(),
            );
            assert.match(String(outputs.sampling), /^25 %/);
        });

        it("rolls the pods that read a certificate where it is due, and does so once", async () => {
            suite.simulator.tls.makeCertificatesDue();
            await succeed(stack.up());
            const certificates = hybrid
                ? ["SelfSignedCert kong-cluster-certificate", "Secret kong-cluster-certificate"]
                : ["controller", "gateway"].flatMap((side) => [
                      `LocallySignedCert kong-admin-${side}`,
                      `Secret kong-admin-${side}`,
                  ]);
            assert.deepEqual(
                ledger().touched,
                [
                    ...certificates,
                    ...(hybrid ? [...releases("control_plane"), ...releases("data_plane")] : ["Release kong"]),
                ].sort(),
            );

            ledger().clear();
            const { summary } = await succeed(stack.up());
            assert.deepEqual(Object.keys(summary), ["same"]);
        });

        if (name === "enterprise") {
            it("refuses to be destroyed while it is protected", async () => {
                // As somebody at a terminal does it: a preview comes first. Automation API skips that, and would delete
                // until it meets what is protected.
                const { failed, output } = await stack.cli("destroy", "--yes");
                assert.ok(failed);
                assert.match(output, /cannot be deleted\s+because it is protected/);
                assert.deepEqual(ledger().touched, []);
            });
        }

        it("ends with nothing left, the other way round", async () => {
            if (["prod", "enterprise", "ingress-enterprise"].includes(name)) {
                stack.set(["protect"], undefined);
                await succeed(stack.up());
                ledger().clear();
            }
            suite.simulator.world.slow = slowOnes;
            await succeed(stack.destroy());
            assert.deepEqual(violations(ledger(), "delete"), []);
            assert.deepEqual([...ledger().existing.keys()], []);
            assert.deepEqual(stack.state().resources, []);
        });
    });
}

describeEngine("the rules of order", () => {
    it("have each been put to the test by some stack", () => {
        assert.deepEqual(
            rules.map(({ what }) => what).filter((what) => !applied.has(what)),
            [],
        );
    });
});
