import assert from "node:assert/strict";
import type { HelmStatus } from "../../../../tools/recover/helm";
import type { Finding, Step } from "../../../../tools/recover/findings";
import { isOurs, mayHoldData } from "../../../../tools/recover/guards";
import { mayStillRun } from "../../../../tools/recover/steps";
import { facts, now, release, revision } from "../made";
import { creating, does, ofRelease } from "./made";

const pendings: HelmStatus[] = ["pending-install", "pending-upgrade", "pending-rollback"];

describe("recover decides for a Helm release", () => {
    it("that is deployed: nothing", () => {
        assert.deepEqual(ofRelease({}), []);
        assert.deepEqual(
            ofRelease({ revisions: [revision(1, "superseded"), revision(2, "failed"), revision(3, "deployed")] }),
            [],
        );
    });

    it("that failed: nothing is to be done, and it says so", () => {
        const [finding, ...more] = ofRelease({ revisions: [revision(1, "failed")] });
        assert.deepEqual([finding?.found, finding?.steps, finding?.byHand, more], ["failed", [], undefined, []]);
    });

    for (const status of pendings) {
        it(`that Helm was killed at, ${status}: Helm's record says failed`, () => {
            const steps = ofRelease({ revisions: [revision(1, "deployed"), revision(2, status)] }).flatMap(
                (finding) => finding.steps,
            );
            const marked: Step = {
                do: "mark-failed",
                namespace: "observability",
                secret: "sh.helm.release.v1.loki.v2",
            };
            // Read anew, so that an `up` of what was before finds the difference.
            assert.deepEqual(steps, [marked, { do: "refresh", urn: release().urn }]);
        });
    }

    it("whose creation was killed before Helm wrote: the state forgets it", () => {
        assert.deepEqual(does(ofRelease({ ...creating, revisions: [] })), ["forget"]);
    });

    it("whose creation was killed while Helm installed, had failed, or was done: the state takes it", () => {
        assert.deepEqual(does(ofRelease({ ...creating, revisions: [revision(1, "pending-install")] })), [
            "mark-failed",
            "adopt",
        ]);
        assert.deepEqual(does(ofRelease({ ...creating, revisions: [revision(1, "failed")] })), ["adopt"]);
        const [finding] = ofRelease({ ...creating, revisions: [revision(1, "deployed")] });
        assert.deepEqual(finding?.steps, [{ do: "adopt", urn: release().urn, id: "observability/loki" }]);
    });

    it("of which only the component stands in the state, as its provider ended before the engine did: the state takes it", () => {
        const announced = { recorded: false, creating: false };
        const since = new Date("2026-11-29T10:59:00Z");
        const wanted = { chart: "loki", version: "18.11.0", since };
        const of = (status: HelmStatus, more: object = {}): Finding[] =>
            ofRelease({ ...announced, wanted, revisions: [revision(1, status, more)] });
        assert.deepEqual(does(of("pending-install")), ["mark-failed", "adopt"]);
        assert.deepEqual(does(of("failed")), ["adopt"]);
        // What was there before this stack asked for it, or is another chart, is somebody else's.
        for (const other of [
            { begun: new Date("2026-11-29T10:58:00Z") },
            { chart: { name: "loki", version: "1.0.0" } },
        ]) {
            assert.deepEqual(does(of("pending-install", other)), []);
            assert.match(of("failed", other)[0]?.byHand ?? "", /never touched/);
        }
        assert.deepEqual(ofRelease({ ...announced, wanted, revisions: [] }), []);
    });

    it("of somebody else under the same name: the state forgets it, and the release is left, whatever its status", () => {
        const others = [
            { chart: { name: "loki-distributed", version: "18.11.0" } },
            { chart: { name: "loki", version: "2.0.0" } },
            { values: { replicas: 3 } },
        ];
        for (const other of others) {
            for (const status of [...pendings, "failed", "deployed"] as HelmStatus[]) {
                const findings = ofRelease({ ...creating, revisions: [revision(1, status, other)] });
                assert.deepEqual(does(findings), ["forget"]);
                assert.match(findings[0]?.byHand ?? "", /never touched/);
            }
        }
    });

    it("that the state has, with a creation left over from an earlier try: forgets that alone", () => {
        assert.deepEqual(does(ofRelease({ creating: true })), ["forget"]);
    });

    it("that an earlier recover took into the state and could not read: reads it", () => {
        assert.deepEqual(does(ofRelease({ unread: true, revisions: [revision(1, "failed")] })), ["refresh"]);
    });

    it("that somebody uninstalled: reads it anew", () => {
        assert.deepEqual(does(ofRelease({ revisions: [] })), ["refresh"]);
    });

    it("that was being removed: leaves it to destroy", () => {
        const [finding] = ofRelease({ revisions: [revision(1, "uninstalling")] });
        assert.deepEqual(finding?.steps, []);
        assert.match(finding?.byHand ?? "", /pulumi destroy/);
    });

    it("whose first install did not get through its own Job: installs it again, where it holds no data", () => {
        const manifest = "kind: Deployment\nmetadata: {name: kong-cp}\n---\nkind: Job\nmetadata: {name: init}\n";
        const unfinished = { unfinishedJobs: ["init"] };
        assert.deepEqual(does(ofRelease({ ...unfinished, revisions: [revision(1, "failed", { manifest })] })), [
            "uninstall",
        ]);
        const killed = ofRelease({
            ...unfinished,
            ...creating,
            revisions: [revision(1, "pending-install", { manifest })],
        });
        assert.deepEqual(does(killed), ["mark-failed", "adopt", "uninstall"]);
        // What was deployed once is upgraded, whatever its Jobs.
        const upgraded = ofRelease({
            ...unfinished,
            revisions: [revision(1, "deployed"), revision(2, "failed", { manifest })],
        });
        assert.deepEqual(does(upgraded), []);
    });

    for (const kind of [
        "PersistentVolumeClaim",
        "StatefulSet",
        "Cluster",
        "Namespace",
        "CustomResourceDefinition",
        "Prometheus",
    ]) {
        it(`never uninstalls one with a ${kind}`, () => {
            const manifest = `kind: Job\nmetadata: {name: init}\n---\nkind: ${kind}\nmetadata: {name: it}\n`;
            const findings = ofRelease({ unfinishedJobs: ["init"], revisions: [revision(1, "failed", { manifest })] });
            assert.deepEqual(does(findings), []);
            assert.match(findings[0]?.byHand ?? "", new RegExp(`${kind} it, which may hold data`));
        });
    }
});

describe("recover takes an update for running", () => {
    const begun = (secondsAgo: number): Date => new Date(now.getTime() - secondsAgo * 1000);
    const of = (status: HelmStatus, secondsAgo: number): string[] =>
        mayStillRun(facts({ releases: [release({ revisions: [revision(1, status, { begun: begun(secondsAgo) })] })] }));

    it("as long as Helm may wait", () => {
        for (const status of pendings) {
            assert.equal(of(status, 1799).length, 1);
            assert.deepEqual(of(status, 1801), []);
        }
        assert.match(
            of("pending-install", 60)[0] ?? "",
            /pending-install since 2026-11-29T11:59:00Z; Helm may wait until 2026-11-29T12:29:00Z/,
        );
    });

    it("and never where Helm has ended", () => {
        assert.deepEqual([...of("failed", 1), ...of("deployed", 1)], []);
    });
});

describe("recover compares a release with what was asked for", () => {
    const held = revision(1, "failed", { values: { a: { b: 1, c: null }, d: [1, 2] } });
    const ours = (chart: string, values: unknown, version?: string): boolean =>
        isOurs({ wanted: { chart, version, values } }, [held]);

    it("by chart, version and values, in whatever order and form they are written", () => {
        assert.ok(ours("loki", { d: [1, 2], a: { b: 1 } }, "18.11.0"));
        assert.ok(ours("oci://registry.example/charts/loki", { d: [1, 2], a: { b: 1, c: null } }, "18.11.0"));
        assert.ok(ours("/charts/loki-18.11.0.tgz", { d: [1, 2], a: { b: 1 } }));
        assert.ok(!ours("loki", { d: [2, 1], a: { b: 1 } }, "18.11.0"));
        assert.ok(!ours("loki-stack", { d: [1, 2], a: { b: 1 } }, "18.11.0"));
        assert.ok(!ours("loki", { d: [1, 2], a: { b: 1 } }, "18.11.1"));
    });

    it("and by when Helm began: another stack's operator may have the very same values", () => {
        const at = (since: string): boolean =>
            isOurs({ wanted: { chart: "loki", version: "18.11.0", values: held.values, since: new Date(since) } }, [
                held,
            ]);
        assert.ok(at("2026-11-29T10:59:59Z"));
        assert.ok(!at("2026-11-29T11:00:01Z"));
    });

    it("and knows the objects that may hold data, an unknown kind among them", () => {
        const manifest =
            "kind: Service\nmetadata: {name: a}\n---\n# nothing\n---\nkind: Mystery\nmetadata: {name: b}\n";
        assert.deepEqual(mayHoldData(manifest), [{ kind: "Mystery", name: "b" }]);
    });
});
