import assert from "node:assert/strict";
import { check, problems, valid } from "./helpers";

const kong = valid.kong as Record<string, unknown>;

describe("settings that are texts, numbers or true and false", () => {
    it("take a text for the number that it is, as `npx pulumi config set --path` writes one, and only where a number belongs", () => {
        const { settings, problems: found } = check({
            sampling: { strategy: "head", rate: "0.5" },
            logs: { retention: "30d" },
            traces: { retention: "72" },
        });
        assert.equal(settings.sampling?.rate, 0.5);
        assert.deepEqual(
            found.map(({ key, message }) => `${key}: ${message}`),
            ['p:traces.retention: got "72"; allowed: a duration such as 30s, 5m, 72h, 15d or 2w'],
        );
        assert.deepEqual(problems({ sampling: { strategy: "head", rate: "half" } }), [
            'p:sampling.rate: got "half"; allowed: a number',
        ]);
        assert.deepEqual(problems({ sampling: { strategy: "head", rate: "2.5" } }), [
            "p:sampling.rate: got 2.5; allowed: 0 to 1",
        ]);
        const queued = check({
            gateway: { plugins: [{ name: "opentelemetry", config: { queue: { max_coalescing_delay: "0.5" } } }] },
        });
        assert.deepEqual(queued.settings.gateway?.plugins[0]?.config, { queue: { max_coalescing_delay: 0.5 } });
    });

    it("say what form a text has where there is none", () => {
        assert.deepEqual(problems({ logs: { retention: 5 } }), [
            "p:logs.retention: got 5; allowed: a duration such as 30s, 5m, 72h, 15d or 2w",
        ]);
        assert.deepEqual(problems({ cluster: { kind: "eks", version: 1.3 } }), [
            "p:cluster.version: got 1.3; allowed: a Kubernetes minor version from 1.29 on, such as 1.35, in quotes",
        ]);
        assert.deepEqual(problems({ kong: { dataPlanes: [{}] } }), [
            "p:kong.dataPlanes[0].name: missing; allowed: up to 42 lower-case letters, digits and dashes, starting with a letter",
        ]);
    });

    it("ask for no quotes where they make a text of true or false", () => {
        assert.deepEqual(problems({ kong: { ...kong, manager: "true" } }), [
            'p:kong.manager: got "true"; allowed: true or false, without quotes',
        ]);
        assert.deepEqual(problems({ kong: { ...kong, manager: "yes" } }), [
            'p:kong.manager: got "yes"; allowed: true or false',
        ]);
    });

    it("ask for quotes where YAML made a number of a text", () => {
        assert.deepEqual(problems({ cluster: { kind: "eks", version: 1.3 } }), [
            "p:cluster.version: got 1.3; allowed: a Kubernetes minor version from 1.29 on, such as 1.35, in quotes",
        ]);
        const resources = { requests: { cpu: 1, memory: "1Gi" }, limits: { memory: "1Gi" } };
        assert.deepEqual(problems({ collector: { resources } }), [
            "p:collector.resources.requests.cpu: got 1; allowed: processors such as 250m or 2, in quotes",
        ]);
    });
});
