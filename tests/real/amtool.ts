import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stringify } from "yaml";
import type { MetricsValues } from "../../components/observability/metrics/values";
import { findProgram } from "./verify/servers/processes";

type Alertmanager = Pick<MetricsValues["alertmanager"], "config" | "templateFiles">;

/** Alertmanager's own tool on a plan's configuration. Where it is missing the tests fail: they are run on purpose. */
function amtool({ config, templateFiles }: Alertmanager, args: (file: string) => string[]): string {
    const program = findProgram("amtool");
    assert.ok(program, "no amtool ($AMTOOL, .tools/bin or PATH); .ci/run builds it");
    const folder = mkdtempSync(path.join(tmpdir(), "amtool-"));
    try {
        const file = path.join(folder, "alertmanager.yaml");
        mkdirSync(path.join(folder, "config"));
        for (const [name, text] of Object.entries(templateFiles)) {
            writeFileSync(path.join(folder, "config", name), text);
        }
        writeFileSync(file, stringify(config).replaceAll("/etc/alertmanager/", `${folder}/`));
        return execFileSync(program, args(file), { encoding: "utf8", stdio: "pipe" });
    } catch (error) {
        const { stdout = "", stderr = String(error) } = error as { stdout?: string; stderr?: string };
        assert.fail(`amtool: ${stdout}${stderr}`);
    } finally {
        rmSync(folder, { recursive: true });
    }
}

/** Fails with what `amtool check-config` says. @returns what it found */
export function checkConfig(alertmanager: Alertmanager): string {
    return amtool(alertmanager, (file) => ["check-config", file]);
}

/** The receivers that an alert with these labels goes to, in their order, as `amtool config routes test` says. */
export function receiversOf(alertmanager: Alertmanager, labels: Record<string, string>): string[] {
    const given = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
    const said = amtool(alertmanager, (file) => ["config", "routes", "test", `--config.file=${file}`, ...given]);
    return said.trim().split(",");
}
