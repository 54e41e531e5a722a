import assert from "node:assert/strict";
import type { EngineStack, StoredResource } from "./stack";
import { describeEngine } from "./suite";

const releaseType = "kubernetes:helm.sh/v3:Release";
const applicationType = "kubernetes:argoproj.io/v1alpha1:Application";

describeEngine("changing the delivery of a running stack", (suite) => {
    let stack: EngineStack;
    let charts: string[];
    const ledger = () => suite.simulator.world.ledger;
    const done = (operation: string): string[] =>
        ledger()
            .calls.filter((call) => call.operation === operation)
            .map(({ type, name }) => `${type.split(":").at(-1)} ${name}`)
            .sort();
    /** The AppProject is none of them: an `up` that is refused makes it, and one that follows takes it away. */
    const ofCharts = (): string[] => ledger().touched.filter((what) => /^(Application|Release) /.test(what));
    const named = (type: string): StoredResource[] =>
        stack.state().resources.filter((resource) => resource.type === type);
    const names = (type: string): string[] => named(type).map(nameOf).sort();

    before(async () => {
        stack = await suite.stack("local");
        await succeed();
        charts = names(releaseType);
        assert.ok(charts.length > 5);
    });
    beforeEach(() => ledger().clear());

    async function succeed(): Promise<void> {
        const { failed, output } = await stack.up();
        assert.ok(!failed, output);
    }
    /** With the program in a process of its own: after two failures in one, Automation API hangs. */
    async function refused(runs: string[][], ...expected: string[]): Promise<void> {
        for (const run of runs) {
            const { failed, output } = await stack.cli(...run);
            assert.ok(failed, output);
            expected.forEach((text) => assert.ok(output.includes(text), `${text}\n is not in\n${output}`));
            assert.deepEqual(ofCharts(), []);
        }
    }
    const preview = ["preview"];
    const determinedUp = ["up", "--yes", "--skip-preview", "--continue-on-error"];
    async function unchanged(): Promise<void> {
        ledger().clear();
        await succeed();
        assert.deepEqual(ledger().touched, []);
    }

    it("to Argo CD is refused at once, with the step that has to come before", async () => {
        stack.set(["delivery"], "argocd");
        await refused(
            [preview, determinedUp],
            "kong-observability:delivery: got argocd after helm: this `up` would uninstall what runs. Allowed: first an `up` with helm and retain: true",
        );
        assert.deepEqual(names(releaseType), charts);
    });

    it("first marks every release, and touches none", async () => {
        stack.set(["delivery"], { kind: "helm", retain: true });
        await succeed();
        assert.deepEqual(ofCharts(), []);
        assert.ok(named(releaseType).every(({ retainOnDelete }) => retainOnDelete));
        await unchanged();
    });

    it("to Argo CD is refused again, once the mark is gone", async () => {
        stack.set(["delivery"], "helm");
        await succeed();
        stack.set(["delivery"], "argocd");
        await refused([preview], "first an `up` with helm and retain: true");
        stack.set(["delivery"], { kind: "helm", retain: true });
        await succeed();
        assert.deepEqual(ofCharts(), []);
    });

    it("to Argo CD then makes an Application of each release, before the stack lets go of it, and uninstalls nothing", async () => {
        stack.set(["delivery"], "argocd");
        await succeed();
        assert.deepEqual(done("delete"), []);
        assert.deepEqual(done("update"), []);
        assert.deepEqual(
            done("create"),
            ["AppProject delivery", ...charts.map((name) => `Application ${name}`)].sort(),
        );
        assert.deepEqual([names(releaseType), names(applicationType)], [[], charts]);
        await unchanged();
    });

    it("back to Helm is refused without its first step", async () => {
        stack.set(["delivery"], { kind: "helm", takeOwnership: true });
        await refused(
            [determinedUp],
            "kong-observability:delivery: got helm after argocd",
            "first an `up` with argocd and retain: true",
        );
    });

    it("back first takes the finalizers away", async () => {
        stack.set(["delivery"], { kind: "argocd", retain: true });
        await succeed();
        assert.deepEqual(
            ledger().touched,
            charts.map((name) => `Application ${name}`),
        );
        const finalizers = named(applicationType).map(
            ({ inputs }) => (inputs?.metadata as { finalizers?: string[] }).finalizers,
        );
        assert.deepEqual([...new Set(finalizers)], [undefined]);
        await unchanged();
    });

    it("back to Helm must say that Helm may take over what it did not make", async () => {
        stack.set(["delivery"], "helm");
        await refused(
            [preview],
            "kong-observability:delivery: got helm after argocd: Helm refuses to install over what it did not make",
        );
    });

    it("back then installs each release before its Application goes", async () => {
        stack.set(["delivery"], { kind: "helm", takeOwnership: true });
        // As `npm run recover` does: Helm refuses a name that it has a record of.
        for (const { type, urn, inputs } of [...ledger().existing.values()]) {
            if (type === releaseType) {
                ledger().lose(urn, `${String(inputs.namespace)}/${String(inputs.name)}`);
            }
        }
        await succeed();
        const last = Math.max(
            ...ledger()
                .calls.filter(({ operation }) => operation === "create")
                .map(({ ended }) => ended),
        );
        const deleted = ledger().calls.filter(({ operation }) => operation === "delete");
        assert.deepEqual(
            done("delete"),
            ["AppProject delivery", ...charts.map((name) => `Application ${name}`)].sort(),
        );
        assert.ok(deleted.every(({ began }) => began > last));
        assert.deepEqual(done("create"), charts.map((name) => `Release ${name}`).sort());
        assert.ok(named(releaseType).every(({ inputs }) => inputs?.takeOwnership === true));
        stack.set(["delivery"], "helm");
        await succeed();
        assert.deepEqual(done("delete").length, deleted.length);
        await unchanged();
    });
});

const nameOf = ({ urn }: StoredResource): string => urn.split("::").at(-1) ?? "";
