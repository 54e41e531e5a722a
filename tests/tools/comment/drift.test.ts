import assert from "node:assert/strict";
import { findingsIn, isClean } from "../../../tools/comment/drift/findings";
import type { Preview, Step } from "../../../tools/comment/drift/preview";
import { driftReport } from "../../../tools/comment/drift/report";
import { unknownText } from "../../../tools/plan/values";

// The shapes are those of a real `pulumi preview --json` (of the CLI that CI builds) on a night when the certificate is due.
const urn = (type: string, name: string): string =>
    `urn:pulumi:prod::kong-observability::kong-observability:kong:X$${type}::${name}`;
const certificate = urn("tls:index/selfSignedCert:SelfSignedCert", "kong-cluster-certificate");
const secret = urn("kubernetes:core/v1:Secret", "kong-cluster-certificate");
const release = urn("kubernetes:helm.sh/v3:Release", "kong-dp");
const now = new Date("2026-03-01T00:00:00Z");

function certificateStep({
    ends = "2026-05-01T00:00:00Z",
    reasons = ["readyForRenewal"],
    validityPeriodHours = 26280,
    op = "replace",
} = {}): Step {
    const inputs = { earlyRenewalHours: 2160, privateKeyPem: "[secret]", validityPeriodHours: 26280 };
    return {
        op,
        urn: certificate,
        diffReasons: reasons,
        replaceReasons: reasons,
        detailedDiff: null,
        oldState: { inputs, outputs: { ...inputs, validityEndTime: ends } },
        newState: { inputs: { ...inputs, validityPeriodHours }, propertyDependencies: {} },
    };
}
const secretStep: Step = {
    op: "replace",
    urn: secret,
    diffReasons: ["stringData"],
    replaceReasons: ["stringData"],
    oldState: { inputs: { stringData: "[secret]", type: "kubernetes.io/tls" } },
    newState: {
        inputs: { stringData: "[secret]", type: "kubernetes.io/tls" },
        propertyDependencies: { stringData: [certificate], type: [] },
    },
};
function releaseStep(values: Record<string, unknown> = {}, dependencies = [secret]): Step {
    return {
        op: "update",
        urn: release,
        diffReasons: ["values"],
        oldState: {
            inputs: {
                values: { replicas: 3, podAnnotations: { fingerprint: "abc" } },
                checksum: "1",
                resourceNames: { a: 1 },
            },
        },
        newState: {
            inputs: { values: { replicas: 3, podAnnotations: { fingerprint: unknownText }, ...values } },
            propertyDependencies: { values: dependencies },
        },
    };
}
const find = (...steps: Step[]) => findingsIn({ steps }, now);
const driftOf = (preview: Preview): [string, string[]][] =>
    findingsIn(preview, now).drift.map(({ what, paths }) => [what, paths]);

describe("drift", () => {
    it("is nothing where nothing changes, though a refresh found other outputs", () => {
        assert.ok(
            isClean(
                find(
                    { op: "refresh", urn: secret },
                    { op: "update", urn: release, detailedDiff: { status: {} } },
                    { op: "same", urn: release },
                    { op: "same", urn: secret },
                    { op: "read", urn: "x" },
                ),
            ),
        );
        assert.match(driftReport("prod", find()), /^### prod: no drift\n$/);
    });

    it("takes a renewal inside its window for what it is, with all that follows from it", () => {
        const findings = find(releaseStep(), secretStep, certificateStep());
        assert.deepEqual(
            [findings.due.map(({ urn: due }) => due), findings.renewedWith, findings.drift],
            [[certificate], [release, secret].sort(), []],
        );
        assert.ok(isClean(findings));
        assert.match(
            driftReport("prod", findings),
            /^### prod: no drift, certificate renewal due\n\n- 🔑 renewal due: SelfSignedCert `kong-cluster-certificate`, ends 2026-05-01\./,
        );
    });

    it("joins the three steps of a replacement, after the refresh's own", () => {
        const refreshed: Step = { op: "update", urn: certificate, detailedDiff: { readyForRenewal: {} } };
        assert.ok(
            isClean(
                find(refreshed, certificateStep({ op: "create-replacement" }), certificateStep(), {
                    op: "delete-replaced",
                    urn: certificate,
                    oldState: {},
                }),
            ),
        );
    });

    it("does not let a renewal hide a change", () => {
        assert.deepEqual(driftOf({ steps: [certificateStep(), secretStep, releaseStep({ replicas: 5 })] }), [
            ["update", ["values.replicas"]],
        ]);
        assert.deepEqual(
            driftOf({ steps: [certificateStep(), secretStep, releaseStep({}, [])] }).map(([what]) => what),
            ["update"],
        );
        assert.deepEqual(driftOf({ steps: [certificateStep(), { ...secretStep, op: "create" }] }), [["create", []]]);
        assert.deepEqual(driftOf({ steps: [certificateStep({ validityPeriodHours: 100 })] }), [
            ["replace", ["validityPeriodHours"]],
        ]);
        assert.deepEqual(driftOf({ steps: [certificateStep({ reasons: ["privateKeyPem"] })] }), [
            ["replace", ["privateKeyPem"]],
        ]);
    });

    it("does not take a replacement outside the window for a renewal", () => {
        const findings = find(certificateStep({ ends: "2028-01-01T00:00:00Z" }), secretStep);
        assert.deepEqual([findings.due, findings.drift.length], [[], 2]);
    });

    it("fails where the certificate has already ended", () => {
        const findings = find(certificateStep({ ends: "2026-02-27T00:00:00Z" }), secretStep);
        assert.deepEqual([findings.due, findings.drift, isClean(findings)], [[], [], false]);
        assert.match(driftReport("prod", findings), /❌ certificate expired: .*ends 2026-02-27/);
    });

    it("tells an add-on that follows AWS' recommendation from one that is pinned, or that somebody changed", () => {
        const [was, is] = ["v1.19.0-eksbuild.1", "v1.20.4-eksbuild.1"];
        const state = (addonVersion: string, more: object = {}) => ({
            inputs: { addonName: "vpc-cni", addonVersion, ...more },
        });
        const addOn = (before = was, after: object = {}): Step => ({
            op: "update",
            urn: urn("aws:eks/addon:Addon", "vpc-cni"),
            diffReasons: ["addonVersion"],
            oldState: state(before),
            newState: state(is, after),
        });
        const refreshed: Step = {
            op: "refresh",
            urn: addOn().urn,
            oldState: state(was),
            newState: state("v1.18.0-eksbuild.1"),
        };
        const cluster = (addOnVersions: object): Step => ({
            op: "same",
            urn: urn("kong-observability:cluster:EksCluster", "cluster"),
            newState: { inputs: { addOnVersions } },
        });

        const due = find(cluster({ coredns: "v1.12.4-eksbuild.1" }), addOn());
        assert.deepEqual(
            [due.upgrades, due.drift, isClean(due)],
            [[{ urn: addOn().urn, from: was, to: is }], [], true],
        );
        assert.equal(
            driftReport("prod", due),
            "### prod: no drift, add-on upgrade due\n\n" +
                `- ⬆️ upgrade due: Addon \`vpc-cni\`, \`${was}\` to \`${is}\`, which AWS recommends now. ` +
                `The next \`pulumi up\` rolls it out; \`cluster.addOnVersions\` pins it.\n`,
        );
        assert.match(
            driftReport("prod", find(addOn(), certificateStep())),
            /^### prod: no drift, certificate renewal due, add-on upgrade due\n/,
        );
        for (const steps of [
            [cluster({ "vpc-cni": is }), addOn()],
            [refreshed, addOn("v1.18.0-eksbuild.1")],
            [addOn(was, { configurationValues: "{}" })],
        ]) {
            const { upgrades, drift } = find(...steps);
            assert.deepEqual([upgrades, drift.map(({ urn: drifted }) => drifted)], [[], [addOn().urn]]);
        }
    });

    it("names what was deleted outside, and the engine's own errors", () => {
        assert.deepEqual(
            driftOf({
                steps: [
                    { op: "delete", urn: release },
                    { op: "create", urn: release },
                ],
            }),
            [["deleted outside Pulumi", []]],
        );
        assert.ok(!isClean(findingsIn({ diagnostics: [{ severity: "error", message: "error: no access" }] }, now)));
        assert.ok(isClean(findingsIn({ diagnostics: [{ severity: "warning", message: "hm" }] }, now)));
    });
});
