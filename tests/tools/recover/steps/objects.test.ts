import assert from "node:assert/strict";
import type { SetFacts } from "../../../../tools/recover/facts";
import type { Finding } from "../../../../tools/recover/findings";
import { decide, stepsNow } from "../../../../tools/recover/steps";
import { facts, pod, release, revision, set } from "../made";
import { does, ofRelease } from "./made";

describe("recover decides for a StatefulSet", () => {
    const failed = { revisions: [revision(1, "failed")] };
    const of = (more: Partial<SetFacts>, revisions = failed.revisions): Finding[] =>
        ofRelease({ revisions, sets: [set(more)] });

    it("that holds back a pod of an old template: deletes that pod, and no other", () => {
        const pods = [
            pod("loki-0", { revision: "old", ready: true }),
            pod("loki-1", { revision: "old" }),
            pod("loki-2"),
        ];
        const steps = of({ pods }).flatMap((finding) => finding.steps);
        assert.deepEqual(steps, [{ do: "delete-pod", namespace: "observability", pod: pods[1] }]);
        // Also while nothing is known to have failed: Helm may have been told not to wait.
        assert.deepEqual(does(of({ pods }, [revision(1, "deployed")])), ["delete-pod"]);
    });

    it("whose pod never became ready: sets it aside before the mended template comes", () => {
        const pods = [pod("loki-0", { ready: true }), pod("loki-1")];
        const steps = of({ pods }).flatMap((finding) => finding.steps);
        assert.deepEqual(steps, [
            { do: "set-aside", namespace: "observability", set: "loki", uid: "uid-loki", pods: [pods[1]] },
        ]);
    });

    it("whose pod never became ready, though Helm was killed before it had waited long enough", () => {
        const old = pod("loki-0", { created: new Date("2026-11-29T11:54:59Z") });
        assert.deepEqual(does(of({ pods: [old] }, [revision(1, "pending-install")])), [
            "mark-failed",
            "refresh",
            "set-aside",
        ]);
        assert.deepEqual(does(of({ pods: [old] }, [revision(1, "deployed")])), []);
    });

    it("never sets one aside whose claims would go with it", () => {
        const findings = of({ claimsGoWithIt: true });
        assert.deepEqual(does(findings), []);
        assert.match(findings[0]?.byHand ?? "", /kubectl --namespace observability delete pod loki-0/);
    });

    it("leaves alone what is ready, ending, or mended by its controller, and what may just be starting", () => {
        const quiet: Partial<SetFacts>[] = [
            { pods: [pod("loki-0", { ready: true })] },
            { pods: [pod("loki-0", { terminating: true })] },
            { ofAnOperator: true },
            { updateStrategy: "OnDelete" },
            { observed: false },
            // The release failed for another reason, and this pod was moved since.
            { pods: [pod("loki-0", { created: new Date("2026-11-29T11:59:00Z") })] },
        ];
        for (const one of quiet) {
            assert.deepEqual(does(of(one)), []);
        }
        const young = { pods: [pod("loki-0", { created: new Date("2026-11-29T11:59:00Z") })] };
        assert.deepEqual(does(of(young, [revision(1, "pending-install")])), ["mark-failed", "refresh"]);
        assert.deepEqual(does(of(young, [revision(1, "deployed")])), []);
    });
});

describe("recover decides for what else the engine had begun", () => {
    const urn = "urn:pulumi:dev::kong-observability::aws:rds/instance:Instance::database";
    const of = (type: string, more: object = {}, answers?: Parameters<typeof decide>[1]): Finding[] =>
        decide(facts({ operations: [{ urn, type, operation: "creating", recorded: false, ...more }] }), answers);

    it("in AWS: asks, for a second one costs money and the first may hold data", () => {
        for (const type of ["aws:rds/instance:Instance", "eks:index:Cluster", "aws:ec2/natGateway:NatGateway"]) {
            const [finding] = of(type);
            assert.deepEqual(finding?.steps, []);
            assert.match(finding?.byHand ?? "", /--made '.*=ID'.*--not-made/);
        }
    });

    it("in AWS: nothing else that changes the state is done before it is answered, for that drops what is pending", () => {
        const operations = [
            { urn, type: "aws:rds/instance:Instance", operation: "creating" as const, recorded: false },
        ];
        const killed = [
            release({ creating: true, recorded: false, revisions: [revision(1, "pending-install")] }),
            release({ revisions: [revision(1, "deployed"), revision(2, "pending-upgrade")] }),
        ];
        const of = (answers?: Parameters<typeof decide>[1]): string[] =>
            stepsNow(decide(facts({ operations, releases: killed }), answers)).map((step) => step.do);
        assert.deepEqual(of(), ["mark-failed", "refresh"]);
        assert.deepEqual(of({ made: {}, notMade: [urn] }), [
            "mark-failed",
            "adopt",
            "mark-failed",
            "refresh",
            "forget",
        ]);
    });

    it("in AWS, once it is told", () => {
        const type = "aws:rds/instance:Instance";
        assert.deepEqual(of(type, {}, { made: { [urn]: "db-1" }, notMade: [] })[0]?.steps, [
            { do: "adopt", urn, id: "db-1" },
        ]);
        assert.deepEqual(of(type, {}, { made: {}, notMade: [urn] })[0]?.steps, [{ do: "forget", urn }]);
    });

    it("over something of the cluster, or nowhere: forgets it, for it can be done again", () => {
        for (const type of [
            "kubernetes:core/v1:ConfigMapPatch",
            "random:index/randomPassword:RandomPassword",
            "tls:index/privateKey:PrivateKey",
        ]) {
            assert.deepEqual(does(of(type)), ["forget"]);
        }
        // What it is made of has creations of its own.
        assert.deepEqual(does(of("kong-observability:release:ChartRelease", { component: true })), ["forget"]);
    });

    it("that the state has meanwhile: forgets it, whatever it is", () => {
        assert.deepEqual(does(of("aws:rds/instance:Instance", { recorded: true })), ["forget"]);
    });

    it("other than creating: leaves it to the next up", () => {
        const [finding] = of("aws:rds/instance:Instance", { operation: "updating" });
        assert.deepEqual([finding?.steps, finding?.byHand], [[], undefined]);
    });

    it("which was a Job that failed: says how it is made again", () => {
        const [finding] = decide(facts({ failedJobs: [{ urn, name: "kong-gateway", namespace: "kong" }] }));
        assert.match(finding?.byHand ?? "", /npx pulumi up --replace 'urn:/);
    });
});
