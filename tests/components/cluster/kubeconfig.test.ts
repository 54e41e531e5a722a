import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { connectCluster } from "../../../components/cluster/connect";
import { readKubeconfig } from "../../../components/cluster/kubeconfigFile";
import { exposureOf } from "../../../components/gateway/nodes/proxy";
import { record } from "./recorder";

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
        const { content: read, identifier } = readKubeconfig({ path: "~/config", context: "kind" }, { home });
        assert.deepEqual([read, identifier], [content, "kind"]);
    });

    it("is exported with the context that was asked for, so that whoever uses it reaches the same cluster", () => {
        writeFileSync(
            file,
            content.replace("contexts: [", "contexts: [{name: other, context: {cluster: one, user: me}}, "),
        );
        assert.equal(
            (
                JSON.parse(readKubeconfig({ path: file, context: "other" }, { home }).exported ?? "") as Record<
                    string,
                    unknown
                >
            )["current-context"],
            "other",
        );
        assert.equal(
            readKubeconfig({ path: file }, { home }).exported,
            readKubeconfig({ path: file }, { home }).content,
        );
    });

    it("is told apart by its server where no context is configured", () => {
        assert.equal(readKubeconfig({ path: file }, { home }).identifier, "https://one.example");
    });

    it("is an error, by key, where the path or the context is not there", () => {
        assert.throws(
            () => readKubeconfig({ path: "/nowhere" }, { home }),
            /^Error: cluster\.path: there is no file \/nowhere$/,
        );
        assert.throws(
            () => readKubeconfig({ path: file, context: "king" }, { home }),
            /cluster\.context: got king; allowed, by .*: kind$/,
        );
    });

    it("is never quoted in an error", () => {
        writeFileSync(file, "users: [hunter2\n  : {");
        assert.throws(
            () => readKubeconfig({ path: file }, { home }),
            (error: Error) => !error.message.includes("hunter2"),
        );
    });

    it("comes from $KUBECONFIG, else from the home directory", () => {
        assert.equal(readKubeconfig({}, { home, KUBECONFIG: file }).content, content);
        mkdirSync(join(home, ".kube"));
        writeFileSync(join(home, ".kube", "config"), "current-context: other");
        assert.deepEqual(readKubeconfig({}, { home }), {
            content: "current-context: other",
            exported: "current-context: other",
            identifier: "other",
        });
    });

    it("is left to the provider where there is none", () => {
        assert.deepEqual(readKubeconfig({ context: "kind-kong-observability" }, { home }), {
            identifier: "kind-kong-observability",
        });
        assert.deepEqual(readKubeconfig({}, { home, KUBECONFIG: "/nowhere" }), { identifier: "default" });
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
        const { content: merged, identifier } = readKubeconfig(
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
        const { content: read, identifier } = readKubeconfig({ path: file }, { home });
        const { clusters, users } = JSON.parse(read!);
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
            readKubeconfig({ context: "kind-kong-observability" }, { home, KUBECONFIG: file }).identifier,
            "kind-kong-observability",
        );
    });

    it("reaches the provider as a secret", async () => {
        const all = await record(true, () =>
            connectCluster(
                "cluster",
                { kind: "kubeconfig", path: file, context: "kind", storageClass: "fast" },
                { registry: {} },
            ),
        );
        const provider = all.get("pulumi:providers:kubernetes cluster-kubernetes")!;
        assert.deepEqual(Object.keys(provider.inputs).sort(), [
            "clusterIdentifier",
            "context",
            "enableConfigMapMutable",
            "enableSecretMutable",
            "kubeconfig",
        ]);
        assert.equal(provider.inputs.kubeconfig, "[secret]");
        assert.equal(provider.inputs.clusterIdentifier, "kind");
        assert.equal(all.size, 3);
    });

    it("makes an internal load balancer where it is known who is told, and no public one in its place", async () => {
        const known = async (loadBalancers: "gke" | undefined): Promise<object> => {
            let found = {};
            await record(true, async () => {
                const args = { kind: "kubeconfig", context: "kind", loadBalancers } as const;
                found = (await connectCluster("cluster", args, { registry: {} })).layer.loadBalancers;
            });
            return found;
        };
        const annotations = { "networking.gke.io/load-balancer-type": "Internal" };
        const plain = { annotations: {}, namespaceLabels: {} };
        assert.deepEqual(await known("gke"), {
            "internet-facing": plain,
            internal: { annotations, namespaceLabels: {} },
        });
        const unknown = { "internet-facing": plain };
        assert.deepEqual(await known(undefined), unknown);
        assert.throws(
            () => exposureOf({ type: "LoadBalancer", scheme: "internal" }, unknown),
            /cluster\.loadBalancers: missing/,
        );
    });
});
