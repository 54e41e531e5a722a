import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stringify } from "yaml";
import { crdsOf } from "../../components/release/guard/crds";
import type { PlannedRelease } from "../../tools/render/releases";

/** The name of the ConfigMap in which each of these charts shows the values that it was given. */
export const valuesShown = "values-as-given";

/**
 * Packs a chart of our own for each one that a plan installs, under its name and version, as `npm run render --
 * --charts DIR` takes them. It renders the Services that the release is said to serve, and its values, and brings the
 * CRDs that its pin lists.
 */
export function packCharts(target: string, releases: PlannedRelease[]): void {
    mkdirSync(target, { recursive: true });
    for (const chart of new Set(releases.map((release) => release.chart))) {
        const own = releases.filter((release) => release.chart === chart);
        const work = mkdtempSync(path.join(tmpdir(), "chart-"));
        try {
            const { version, values } = own[0]!;
            mkdirSync(path.join(work, chart, "templates"), { recursive: true });
            writeFileSync(path.join(work, chart, "Chart.yaml"), stringify({ apiVersion: "v2", name: chart, version }));
            writeFileSync(
                path.join(work, chart, "templates", "all.yaml"),
                [configMap, ...own.map(services)].join("\n"),
            );
            mkdirSync(path.join(work, chart, "crds"));
            writeFileSync(path.join(work, chart, "crds", "crds.yaml"), crdsOf(chart, values).map(crd).join("---\n"));
            execFileSync("tar", ["-czf", path.join(target, `${chart}-${version}.tgz`), "-C", work, chart]);
        } finally {
            rmSync(work, { recursive: true });
        }
    }
}

const configMap =
    stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: valuesShown } }) +
    "data:\n  values: {{ .Values | toJson | quote }}";

function crd(name: string): string {
    return stringify({ apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", metadata: { name } });
}

function services({ releaseName, serves }: PlannedRelease): string {
    const objects = serves.map(({ service, namespace, ports }) => ({
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: service, namespace },
        spec: { ports: Object.entries(ports).map(([name, port]) => ({ name, port })) },
    }));
    const all = [...objects, pod(releaseName)];
    return `{{ if eq .Release.Name "${releaseName}" }}\n${all.map((object) => `---\n${stringify(object)}`).join("")}{{ end }}`;
}

/** With the label by which network policies select the pods of a release. */
function pod(releaseName: string): object {
    const metadata = { name: releaseName, labels: { "app.kubernetes.io/instance": releaseName } };
    return { apiVersion: "v1", kind: "Pod", metadata, spec: { containers: [] } };
}
