import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { rules } from "../../policy/rules";
import { verdicts } from "../policy/helpers";
import { deckFileOf, planWith } from "../tools/plan/stacks";
import { root } from "../../tools/plan/evaluate";

const page = readFileSync(path.join(root, "docs/destinations.md"), "utf8");

describe("the plugins for StatsD and Vector in docs/destinations.md", () => {
    it("are planned as they stand there, against no policy", async () => {
        const [, text = ""] = /```yaml\n(kong-observability:gateway:[^]*?)```/.exec(page) ?? [];
        const { "kong-observability:gateway": gateway } = parse(text) as Record<string, unknown>;
        const planned = await planWith("local", { gateway });
        const { plugins } = deckFileOf(planned) as { plugins: { name: string }[] };
        const names = plugins.map(({ name }) => name);
        assert.ok(
            ["statsd", "http-log", "opentelemetry", "prometheus"].every((name) => names.includes(name)),
            names.join(),
        );
        const config = JSON.parse(readFileSync(path.join(root, "policy/config/local.json"), "utf8")) as object;
        assert.deepEqual(
            verdicts(rules, planned, config as Parameters<typeof verdicts>[2]).map(({ message }) => message),
            [],
        );
    });
});
