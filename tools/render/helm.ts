import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { kubernetesVersion } from "../../charts/registry";
import type { PlannedRelease } from "./releases";

const run = promisify(execFile);
/** kube-prometheus-stack alone renders more than 5 MB, nearly all of it CRDs. */
const maxBuffer = 256 * 1024 * 1024;

/** @param charts a folder of packaged charts (`<chart>-<version>.tgz`) instead of each chart's repository */
function templateArguments(release: PlannedRelease, valuesFile: string, charts: string | undefined): string[] {
    const { releaseName, namespace, chart, reference, repository, version, skipCrds } = release;
    const source =
        charts !== undefined
            ? [path.join(charts, `${chart}-${version}.tgz`)]
            : [reference, ...(repository === undefined ? [] : ["--repo", repository])];
    return [
        "template",
        releaseName,
        ...source,
        ...["--version", version],
        ...["--namespace", namespace],
        ...["--kube-version", kubernetesVersion],
        ...["--values", valuesFile],
        // Hooks are kept, because they run images too. Tests run only on `helm test`.
        "--skip-tests",
        skipCrds ? "--skip-crds" : "--include-crds",
    ];
}

/**
 * The chart rendered with the release's values, as YAML.
 * @throws Error with Helm's message if it cannot render
 */
export async function renderRelease(release: PlannedRelease, charts: string | undefined): Promise<string> {
    const folder = mkdtempSync(path.join(tmpdir(), "render-"));
    try {
        const valuesFile = path.join(folder, "values.json");
        writeFileSync(valuesFile, JSON.stringify(release.values));
        const { stdout } = await run("helm", templateArguments(release, valuesFile, charts), { maxBuffer });
        return stdout;
    } catch (error) {
        throw new Error(helmFailure(error));
    } finally {
        rmSync(folder, { recursive: true });
    }
}

/** @throws Error if Helm is not installed */
export async function requireHelm(): Promise<void> {
    try {
        await run("helm", ["version", "--short"]);
    } catch (error) {
        throw new Error(`helm: ${helmFailure(error)}`);
    }
}

function helmFailure(error: unknown): string {
    const { code, stderr, message } = error as { code?: unknown; stderr?: string; message: string };
    if (code === "ENOENT") {
        return "not found on the PATH; install Helm 3 (https://helm.sh/docs/intro/install/)";
    }
    return (stderr ?? "").trim().replace(/^Error: /, "") || message;
}
