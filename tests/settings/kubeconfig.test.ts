import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type Kubeconfig, readKubeconfig } from "../../settings/kubeconfig";
import type { Surroundings } from "../../settings/kubeconfigMerge";
import { lines } from "./helpers";

/** A kubeconfig that nothing is wrong with. */
function read(cluster: { path?: string; context?: string }, around: Surroundings): Kubeconfig {
    const { kubeconfig, problems } = readKubeconfig("p:cluster", cluster, around);
    assert.deepEqual(problems, []);
    return kubeconfig;
}

const content = `
apiVersion: v1
kind: Config
current-context: kind
clusters: [{name: one, cluster: {server: "https://one.example"}}]
contexts: [{name: kind, context: {cluster: one, user: me}}]
users: [{name: me, user: {token: hunter2}}]
`;

describe("kubeconfig", () => {
    let home: string;
    let file: string;
    beforeEach(() => {
        home = mkdtempSync(join(tmpdir(), "kubeconfig-"));
        file = join(home, "config");
        writeFileSync(file, content);
    });
    afterEach(() => rmSync(home, { recursive: true }));

    it("is read from a path that was asked for, home directory and all", () => {
        const { content: text, identifier } = read({ path: "~/config", context: "kind" }, { home });
        assert.deepEqual([text, identifier], [content, "kind"]);
    });

    it("is exported with the context that was asked for, so that whoever uses it reaches the same cluster", () => {
        writeFileSync(
            file,
            content.replace("contexts: [", "contexts: [{name: other, context: {cluster: one, user: me}}, "),
        );
        assert.equal(
            (JSON.parse(read({ path: file, context: "other" }, { home }).exported ?? "") as Record<string, unknown>)[
                "current-context"
            ],
            "other",
        );
        assert.equal(read({ path: file }, { home }).exported, read({ path: file }, { home }).content);
    });

    it("is told apart by its server where no context is configured", () => {
        assert.equal(read({ path: file }, { home }).identifier, "https://one.example");
    });

    it("is refused by its key where it is not there, cannot be read, is none, or lacks the context", () => {
        const texts = {
            broken: "users: [hunter2\n  : {",
            list: "- hunter2",
            text: "hunter2",
            users: "users: hunter2",
            entry: "users: [hunter2]",
        };
        for (const [name, text] of Object.entries(texts)) {
            writeFileSync(join(home, name), text);
        }
        const found = (path: string, context?: string): string[] =>
            lines(readKubeconfig("p:cluster", { path, context }, { home }).problems);
        assert.deepEqual([found("~/config"), found("~/config", "kind")], [[], []]);
        assert.deepEqual(found("~/config", "king"), ['p:cluster.context: got "king"; allowed, by ~/config: kind']);
        assert.deepEqual(found("~/none"), [
            'p:cluster.path: got "~/none", which does not exist; allowed: the path of a kubeconfig',
        ]);
        for (const name of ["broken", "."]) {
            assert.match(found(`~/${name}`).join(), /^p:cluster\.path: got "~\/[^"]+", which cannot be read \([^)]+\)/);
        }
        for (const name of ["list", "text", "users", "entry"]) {
            assert.match(found(`~/${name}`).join(), /^p:cluster\.path: got "~\/[^"]+", which is no kubeconfig;/);
        }
        assert.doesNotMatch(
            Object.keys(texts)
                .map((name) => found(`~/${name}`))
                .join(),
            /hunter2/,
        );
    });

    it("is refused, too, where $KUBECONFIG or the home directory leads to something else", () => {
        writeFileSync(file, "users: [hunter2\n  : {");
        const [problem = ""] = lines(readKubeconfig("p:cluster", {}, { home, KUBECONFIG: file }).problems);
        assert.match(problem, /^p:cluster\.path: got nothing, and found \/.*\/config, which cannot be read/);
        assert.doesNotMatch(problem, /hunter2/);
    });

    it("comes from $KUBECONFIG, else from the home directory", () => {
        assert.equal(read({}, { home, KUBECONFIG: file }).content, content);
        const other = "current-context: other";
        mkdirSync(join(home, ".kube"));
        writeFileSync(join(home, ".kube", "config"), other);
        for (const KUBECONFIG of [undefined, ""]) {
            const found = read({}, { home, KUBECONFIG });
            assert.deepEqual(found, { content: other, exported: other, identifier: "other" });
        }
    });

    it("is left to the provider where there is none", () => {
        assert.deepEqual(read({ context: "kind-kong-observability" }, { home }), {
            identifier: "kind-kong-observability",
        });
        assert.deepEqual(read({}, { home, KUBECONFIG: "/nowhere" }), { identifier: "default" });
        assert.deepEqual(read({}, { home, KUBECONFIG: delimiter }), { identifier: "default" });
    });

    it("is merged from several files, of which the first counts", () => {
        const second = join(home, "second");
        writeFileSync(
            second,
            content
                .replace("one.example", "two.example")
                .replaceAll("kind,", "other,")
                .replace("current-context: kind", "current-context: other"),
        );
        const { content: merged, identifier } = read(
            {},
            { home, KUBECONFIG: [file, second, "/nowhere"].join(delimiter) },
        );
        assert.equal(identifier, "https://one.example");
        const { clusters, contexts, "current-context": current } = JSON.parse(merged!);
        assert.deepEqual(clusters, [{ name: "one", cluster: { server: "https://one.example" } }]);
        assert.deepEqual([contexts.length, current], [2, "kind"]);
    });

    it("keeps what only kubectl knows, and leaves no path to start from where the provider stands", () => {
        const user = {
            "client-certificate": "me.crt",
            "client-key": "/keys/me.key",
            tokenFile: "tokens/me",
            "as-groups": ["ops"],
            exec: { apiVersion: "client.authentication.k8s.io/v1", command: "./bin/login", args: ["./here"] },
        };
        const cluster = { server: "https://one.example/", "certificate-authority": "ca.crt" };
        const login = { name: "login", user: { exec: { command: "aws" } } };
        writeFileSync(
            file,
            JSON.stringify({
                "current-context": "kind",
                clusters: [{ name: "one", cluster }],
                contexts: [{ name: "kind", context: { cluster: "one", user: "me" } }],
                users: [{ name: "me", user }, login],
            }),
        );
        const { content: text, identifier } = read({ path: file }, { home });
        const { clusters, users } = JSON.parse(text!);
        assert.equal(identifier, "https://one.example/");
        assert.deepEqual(clusters[0].cluster, { ...cluster, "certificate-authority": join(home, "ca.crt") });
        assert.deepEqual(users, [
            {
                name: "me",
                user: {
                    ...user,
                    "client-certificate": join(home, "me.crt"),
                    tokenFile: join(home, "tokens/me"),
                    exec: { ...user.exec, command: join(home, "bin/login") },
                },
            },
            login,
        ]);
    });

    it("is told apart the same on every machine where a context is configured", () => {
        assert.equal(
            read({ context: "kind-kong-observability" }, { home, KUBECONFIG: file }).identifier,
            "kind-kong-observability",
        );
    });
});
