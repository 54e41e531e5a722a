import assert from "node:assert/strict";
import type { Command } from "../../../../tools/command";
import { main as driftMain } from "../../../../tools/comment/driftMain";
import { main as commentMain } from "../../../../tools/comment/main";
import { main as planMain } from "../../../../tools/plan/main";
import { main as renderMain } from "../../../../tools/render/main";
import { main as verifyMain } from "../../../../tools/verify/main";
import { runCommand } from "../../../command";
import { clean, hostile, planted } from "../../../model/planted";

describe("secrets on a command line", () => {
    const address = `http://user:${planted}@127.0.0.1:9`;
    const lines: [string, Command, string[]][] = [
        ["verify", verifyMain, ["dev", "--prometheus-url", address, "--outputs", "nowhere.json"]],
        ["verify", verifyMain, ["dev", "--prometheus-url", `http://user:pa/${planted}@host:x`]],
        ["verify", verifyMain, ["dev", address, "--requests", address]],
        ["verify", verifyMain, ["dev", `--prometheus-ur=${planted}`]],
        ["plan", planMain, [address]],
        ["plan", planMain, ["x", "--config-file", address]],
        ["comment", commentMain, ["--head", address, "--out", address]],
        ["drift", driftMain, ["dev", `${address}${hostile}`]],
        ["render", renderMain, [address, `${hostile}`]],
    ];
    const { GRAFANA_PASSWORD } = process.env;
    before(() => void (process.env.GRAFANA_PASSWORD = planted));
    after(() => {
        delete process.env.GRAFANA_PASSWORD;
        Object.assign(process.env, GRAFANA_PASSWORD === undefined ? {} : { GRAFANA_PASSWORD });
    });

    for (const [script, main, args] of lines) {
        it(`are not printed by ${script} ${args.join(" ").replaceAll(planted, "…").replaceAll(hostile, "…")}`, async () => {
            const { status, stdout, stderr } = await runCommand(main, ...args);
            const said = `${stdout}${stderr}`;
            assert.equal(status, 1, said);
            assert.ok(said.length > 10);
            clean(said);
        });
    }
});
