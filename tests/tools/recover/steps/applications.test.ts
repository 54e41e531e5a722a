import assert from "node:assert/strict";
import { gather } from "../../../../tools/recover/gather";
import { parseState } from "../../../../tools/recover/state";
import { decide } from "../../../../tools/recover/steps";
import type { Finding } from "../../../../tools/recover/findings";
import { now } from "../made";
import { noReleases } from "../noReleases";

const component = "urn:pulumi:dev::p::kong-observability:release:ChartRelease::loki";
const urn = `${component.replace("::loki", "")}$kubernetes:argoproj.io/v1alpha1:Application::loki`;

/** What is found about one Application with this status. */
async function findings(object: object | undefined): Promise<Finding[]> {
    const resources = [
        {
            urn: component,
            type: "kong-observability:release:ChartRelease",
            custom: false,
            inputs: {
                releaseName: "loki",
                namespace: "observability",
                chart: "loki",
                version: "1.2.3",
                deliveredBy: "argocd",
            },
        },
        {
            urn,
            type: "kubernetes:argoproj.io/v1alpha1:Application",
            custom: true,
            parent: component,
            id: "argocd/observability-loki",
        },
    ];
    const state = parseState(JSON.stringify({ version: 3, deployment: { resources } }));
    const asked: unknown[] = [];
    const cluster = {
        ...noReleases,
        object: async (place: object) => {
            asked.push(place);
            return object as Record<string, unknown> | undefined;
        },
    };
    const found = decide(await gather(state, cluster, now));
    assert.deepEqual(asked, [
        { apiVersion: "argoproj.io/v1alpha1", kind: "Application", namespace: "argocd", name: "observability-loki" },
    ]);
    return found;
}

const live = (status: object, metadata: object = {}): object => ({
    metadata,
    spec: { syncPolicy: { syncOptions: ["ServerSideApply=true"] } },
    status,
});
const subject = "Application observability-loki in argocd";

describe("recover: what Argo CD installs", () => {
    it("is fine once it is Synced and Healthy", async () => {
        assert.deepEqual(await findings(live({ sync: { status: "Synced" }, health: { status: "Healthy" } })), []);
    });

    it("is taken out of the state where the cluster has it no more", async () => {
        const [finding] = await findings(undefined);
        assert.deepEqual([finding?.subject, finding?.steps], [subject, [{ do: "refresh", urn }]]);
    });

    it("needs another sync after one that failed, with the Application's own options", async () => {
        const operationState = { phase: "Failed", message: "one or more objects failed to apply\nmore" };
        const status = { sync: { status: "OutOfSync" }, health: { status: "Missing" }, operationState };
        const [finding] = await findings(live(status));
        assert.equal(
            finding?.found,
            "its last sync failed (one or more objects failed to apply), and Argo CD does not try the same again",
        );
        assert.match(
            finding.byHand ?? "",
            /kubectl --namespace argocd patch application observability-loki --type merge --patch '\{"operation":\{"sync":\{"prune":true,"syncOptions":\["ServerSideApply=true"\]\}\}\}'$/,
        );
        assert.deepEqual(finding.steps, []);
    });

    it("can be told to stop a sync that is tried in vain", async () => {
        const operationState = { phase: "Running", message: "waiting for healthy state of batch/Job/x" };
        const status = { sync: { status: "OutOfSync" }, health: { status: "Progressing" }, operationState };
        const [finding] = await findings(live(status));
        assert.match(finding?.found ?? "", /still at it \(waiting for healthy state of batch\/Job\/x\)/);
        assert.match(finding?.byHand ?? "", /"phase":"Terminating"/);
    });

    it("is waited for while it is only not healthy yet, and while it is deleted", async () => {
        const resources = [
            { kind: "StatefulSet", name: "loki", health: { status: "Progressing" } },
            { kind: "Service", name: "loki", health: { status: "Healthy" } },
            { kind: "ConfigMap", name: "loki" },
        ];
        const status = {
            sync: { status: "Synced" },
            health: { status: "Progressing" },
            operationState: { phase: "Succeeded" },
            resources,
        };
        const [waiting] = await findings(live(status));
        assert.deepEqual(
            [waiting?.found, waiting?.byHand],
            ["it is Synced and Progressing: StatefulSet loki", undefined],
        );
        const [going] = await findings(live(status, { deletionTimestamp: "2026-11-30T00:00:00Z" }));
        assert.match(going?.byHand ?? "", /describe application observability-loki/);
    });
});
