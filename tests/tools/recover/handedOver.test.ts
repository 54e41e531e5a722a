import assert from "node:assert/strict";
import type { Values } from "../../../model/values";
import { carryOut } from "../../../tools/recover/carryOut";
import { gather } from "../../../tools/recover/gather";
import type { Step } from "../../../tools/recover/findings";
import { releaseType, type Exported } from "../../../tools/recover/state";
import { decide } from "../../../tools/recover/steps";
import { revision } from "./made";
import { noReleases } from "./noReleases";

const urn = "urn:pulumi:dev::p::kong-observability:release:ChartRelease::loki";
const component = {
    urn,
    type: "kong-observability:release:ChartRelease",
    inputs: { releaseName: "loki", namespace: "observability", chart: "loki", deliveredBy: "argocd" },
};
const application = {
    urn: `${urn.replace("::loki", "")}$kubernetes:argoproj.io/v1alpha1:Application::loki`,
    type: "kubernetes:argoproj.io/v1alpha1:Application",
    id: "argocd/observability-loki",
    parent: urn,
    inputs: {
        spec: { source: { helm: { releaseName: "loki" } }, destination: { namespace: "observability" } },
    },
};
const release = { urn: `${urn}$release`, type: releaseType, parent: urn, inputs: { name: "loki" }, outputs: { a: 1 } };
const state = (...resources: object[]): Exported => ({ deployment: { resources } }) as unknown as Exported;

async function found(
    status: Values | undefined,
    { resources = [component, application], records = [1, 2] }: { resources?: object[]; records?: number[] } = {},
): Promise<ReturnType<typeof decide>> {
    return decide(
        await gather(state(...resources), {
            ...noReleases,
            revisions: async () => records.map((number) => revision(number, "deployed")),
            object: async ({ kind, namespace, name }) =>
                kind === "Application" && namespace === "argocd" && name === "observability-loki" && status
                    ? { status }
                    : undefined,
        }),
    );
}
const ready = { sync: { status: "Synced" }, health: { status: "Healthy" } };
const drops: Step[] = [1, 2].map((number) => ({
    do: "drop-record",
    namespace: "observability",
    secret: `sh.helm.release.v1.loki.v${number}`,
}));

describe("Helm's record of a chart that Argo CD delivers", () => {
    it("goes once the Application is synced and healthy", async () => {
        const [finding, ...more] = await found(ready);
        assert.deepEqual([finding?.steps, more], [drops, []]);
        assert.match(finding?.found ?? "", /^Argo CD's Application argocd\/observability-loki delivers it/);
    });

    it("stays until then", async () => {
        for (const status of [
            undefined,
            {},
            { ...ready, sync: { status: "OutOfSync" } },
            { ...ready, health: { status: "Degraded" } },
        ]) {
            const finding = (await found(status)).find(
                ({ subject }) => subject === "Helm release loki in observability",
            );
            assert.deepEqual(finding?.steps, []);
            assert.match(finding.byHand ?? "", /until the Application is Synced and Healthy/);
        }
    });

    it("is not missed, and is no release that the state lacks", async () =>
        assert.deepEqual(await found(ready, { records: [] }), []));

    it("is that of the stack's own release while the state has one", async () => {
        const findings = await found(ready, { resources: [component, application, release] });
        assert.deepEqual(
            findings.flatMap(({ steps }) => steps).filter((step) => step.do === "drop-record"),
            [],
        );
    });

    it("is deleted Secret by Secret, and nothing else is", async () => {
        const deleted: string[] = [];
        const cluster = {
            ...noReleases,
            object: async () => undefined,
            dropRecord: async (namespace: string, secret: string) => void deleted.push(`${namespace}/${secret}`),
        };
        const outcomes = await carryOut(drops, "dev", () => assert.fail("the state stays"), cluster);
        assert.deepEqual(
            deleted,
            [1, 2].map((number) => `observability/sh.helm.release.v1.loki.v${number}`),
        );
        assert.deepEqual(
            outcomes.map(({ error }) => error),
            [undefined, undefined],
        );
    });
});
