import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { install, type Installed } from "../package/installed";
import { describeEngine } from "./suite";

describeEngine("the program of docs/as-a-library.md, with the components out of their tarball", (suite) => {
    let folder: string;
    let program: Installed;
    before(function () {
        this.timeout(300_000);
        folder = mkdtempSync(path.join(tmpdir(), "package-"));
        program = install(folder);
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    it("is created, is unchanged by a second up, and is destroyed whole", async () => {
        const stack = await suite.stack("local");
        stack.program = program.folder;
        const up = await stack.cli("up", "--yes", "--skip-preview");
        assert.ok(!up.failed, up.output);
        const types = stack.state().resources.map(({ type }) => type);
        for (const type of [
            "observability:Collector",
            "observability:Agent",
            "kong:DataPlane",
            "release:ChartRelease",
        ]) {
            assert.ok(types.includes(`kong-observability:${type}`), `${type}: ${types.join(" ")}`);
        }
        assert.ok(types.every((type) => !type.includes("monitoring.coreos.com")));
        const { outputs } = stack.state().resources.find(({ type }) => type === "pulumi:pulumi:Stack") ?? {};
        const { otlp, proxy } = outputs as Record<string, string>;
        assert.equal(otlp, "http://opentelemetry-collector.edge.svc:4318");
        assert.match(proxy ?? "", /^edge-kong-proxy\.elb\./);

        const preview = await stack.cli("preview", "--expect-no-changes");
        assert.ok(!preview.failed, preview.output);
        const destroyed = await stack.cli("destroy", "--yes", "--skip-preview");
        assert.ok(!destroyed.failed, destroyed.output);
        assert.deepEqual(stack.state().resources, []);
    });
});
