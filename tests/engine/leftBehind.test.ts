import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import path from "node:path";
import { root } from "../../tools/plan/evaluate";
import { cli } from "./suite";

(cli === undefined ? describe.skip : describe)("a test that fails in the middle of an up", function () {
    this.timeout(180_000);

    it("leaves no engine behind, which would keep mocha from ending", async () => {
        const mocha = spawn("npx", ["mocha", path.join(__dirname, "leftBehind/failing.ts")], { cwd: root });
        let said = "";
        mocha.stdout.on("data", (text: Buffer) => (said += text.toString()));
        mocha.stderr.on("data", (text: Buffer) => (said += text.toString()));
        const code = await new Promise<number | null>((resolve) => mocha.on("close", resolve));
        assert.equal(code, 2, said);
        // Killed before the next test begins; the other ends with the simulator.
        assert.match(said, /^ended: of the CLI$[^]*2\) of Automation API$[^]*^ended: of Automation API$/m);
    });
});
