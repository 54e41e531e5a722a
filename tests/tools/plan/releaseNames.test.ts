import assert from "node:assert/strict";
import { type ChartName, chartNames, charts } from "../../../charts";
import { longestReleaseName, releaseNameOf, type ReleaseNames } from "../../../charts/releaseNames";
import { listed } from "../../../charts/words";
import { problems } from "../../settings/helpers";
import { componentType, ofType, planOf, planWith, releaseType } from "./stacks";

/** Another name for each chart that the stack installs. */
async function othersFor(stack: string): Promise<ReleaseNames> {
    const installed = ofType(await planOf(stack), componentType).map(({ inputs }) => inputs.chart as ChartName);
    return Object.fromEntries([...new Set(installed)].map((chart, index) => [chart, `own${"abcdefghij"[index]}`]));
}

/** The names that a chart derives from its release's, which begin with that. */
function derived(chart: ChartName, releaseName: string): string[] {
    const { services, workloads } = charts[chart];
    const names = [...Object.values(services), ...listed(workloads)].map(({ name }) => name(releaseName));
    return names.filter((name) => name.includes(releaseName.slice(0, 20)));
}

/**
 * Where a plan names a release, or what its chart names after it. A chart's own name is no trace: charts, images, and
 * what they call their programs keep it.
 */
function tracesOf(text: string, chart: ChartName): string[] {
    const name = releaseNameOf(chart);
    const names = [name, ...derived(chart, name)].map((each) => each.replaceAll(".", "\\."));
    return [...new Set(names)].flatMap((each) => {
        const programs = new Set<string>([...chartNames, "kong", "otel"]);
        const whole = `(?<![-\\w./@])${each}(?![-\\w])`;
        const referred = [
            `(?<![-\\w])${each}\\.[a-z-]+\\.svc`,
            `\\b(?:service|statefulset|deployment|daemonset|sts|svc|deploy)/${each}(?![-\\w])`,
            `"(?:release|releaseName|serviceAccount|app\\.kubernetes\\.io/instance)":"${each}"`,
            `(?<![-\\w])${each}-\\.\\+`,
        ];
        const patterns = programs.has(each) ? referred : [whole, ...referred];
        return patterns.flatMap((pattern) =>
            [...text.matchAll(new RegExp(pattern, "g"))].map(({ index }) => text.slice(index - 60, index + 60)),
        );
    });
}

describe("release names of a stack's own", () => {
    for (const stack of [
        "prod",
        "dev",
        "local",
        "ingress-enterprise",
        "object-storage",
        "alerting",
        "promtail",
        "loki-stack",
        "probes",
    ]) {
        it(`are those of every release in ${stack}, and of all that follows from them`, async () => {
            const releaseNames = await othersFor(stack);
            const textOf = ({ resources, outputs }: Awaited<ReturnType<typeof planOf>>): string =>
                JSON.stringify([resources.map(({ inputs }) => inputs), outputs]).replaceAll('\\"', '"');
            const [before, after] = [await planOf(stack), await planWith(stack, { releaseNames })];
            for (const chart of Object.keys(releaseNames) as ChartName[]) {
                assert.ok(tracesOf(textOf(before), chart).length > 0, chart);
                assert.deepEqual(tracesOf(textOf(after), chart), [], chart);
            }
            // Only Helm's releases are replaced: what this program calls its resources stays.
            const urns = (plan: Awaited<ReturnType<typeof planOf>>): string[] => plan.resources.map(({ urn }) => urn);
            assert.deepEqual(urns(after), urns(before));
            const called = ofType(after, releaseType).map(({ inputs }) => inputs.name);
            for (const name of Object.values(releaseNames)) {
                assert.ok(called.includes(name), name);
            }
        });
    }

    it("are no longer than what Kubernetes takes of the names that charts derive", () => {
        const name = "x".repeat(longestReleaseName);
        for (const chart of chartNames) {
            const { services, workloads } = charts[chart];
            for (const service of Object.values(services)) {
                assert.ok(service.name(name).length <= 63, service.name(name));
            }
            for (const { kind, name: named } of listed(workloads)) {
                // A pod's label names its StatefulSet with a hash of ten characters.
                assert.ok(named(name).length <= (kind === "StatefulSet" ? 52 : 63), named(name));
            }
        }
        const allowed = `up to ${longestReleaseName} lower-case letters, digits and dashes, starting with a letter`;
        for (const wrong of ["x".repeat(longestReleaseName + 1), "Loki", "1st", "loki-"]) {
            assert.deepEqual(problems({ releaseNames: { loki: wrong } }), [
                `p:releaseNames.loki: got "${wrong}"; allowed: ${allowed}`,
            ]);
        }
    });

    it("are each another in a namespace, and of charts that are installed", () => {
        assert.deepEqual(problems({ releaseNames: { "loki-stack": "one", tempo: "one" } }), [
            `p:releaseNames.loki-stack: got "one"; allowed: any other name, since that one is tempo's`,
            `p:releaseNames.tempo: got "one"; allowed: any other name, since that one is loki-stack's`,
        ]);
        assert.deepEqual(problems({ releaseNames: { tempo: "loki-stack" } }), [
            `p:releaseNames.tempo: got "loki-stack"; allowed: any other name, since that one is loki-stack's`,
        ]);
        // In another namespace.
        assert.deepEqual(problems({ releaseNames: { tempo: "edge", kong: "edge" } }), []);
        assert.deepEqual(problems({ releaseNames: { kong: "public" } }), [
            `p:kong.dataPlanes[0].name: got "public"; allowed: any other name, since that one is the control plane's`,
        ]);
        assert.deepEqual(problems({ releaseNames: { ingress: "edge" } }), [
            'p:releaseNames.ingress: got "edge"; allowed: nothing here, since that chart is not installed with kong.topology hybrid',
        ]);
    });
});
