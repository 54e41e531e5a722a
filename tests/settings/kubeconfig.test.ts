import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { kubeconfigFileProblems } from "../../settings/kubeconfigFile";
import { lines } from "./helpers";

describe("the kubeconfig that a stack names", () => {
    let home: string;
    before(() => {
        home = mkdtempSync(path.join(tmpdir(), "kubeconfig-"));
        writeFileSync(path.join(home, "config"), "contexts: [{ name: a }, { name: b }]\n");
        writeFileSync(path.join(home, "broken"), "users: [{ token: hunter2\n");
    });
    after(() => rmSync(home, { recursive: true }));
    const found = (file: string, context?: string): string[] =>
        lines(kubeconfigFileProblems("p:cluster", { kind: "kubeconfig", path: file, context }, home));

    it("is there, can be read, and has the context", () => {
        assert.deepEqual([found("~/config"), found("~/config", "b")], [[], []]);
        assert.deepEqual(found("~/config", "c"), ['p:cluster.context: got "c"; allowed, by ~/config: a, b']);
        assert.deepEqual(found("~/none"), [
            'p:cluster.path: got "~/none", and there is no such file; allowed: the path of a kubeconfig',
        ]);
        assert.match(found("~/broken")[0] ?? "", /^p:cluster\.path: got "~\/broken", which cannot be read \(/);
        assert.doesNotMatch(found("~/broken")[0] ?? "", /hunter2/);
    });
});
