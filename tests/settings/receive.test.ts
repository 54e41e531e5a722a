import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { root } from "../../tools/plan/evaluate";
import { check, problems } from "./helpers";

const fixture = parse(readFileSync(path.join(root, "tests/fixtures/Pulumi.central-telemetry.yaml"), "utf8")) as {
    config: { "kong-observability:collector": { receive: { senders: { ca?: string }[] } } };
};
const ca = fixture.config["kong-observability:collector"].receive.senders[1]?.ca ?? "";
const receive = (more: object = {}, beside: object = {}): string[] =>
    problems({ collector: { receive: { senders: [{ name: "us" }], ...more } }, ...beside });

describe("the receiver for other clusters", () => {
    it("is not there unless someone may send", () => {
        assert.equal(check().settings.collector?.receive, undefined);
        assert.match(receive({ senders: [] }).join(), /senders: got \[\]; allowed: at least one sender/);
    });

    it("is behind an internal load balancer unless something else is said", () => {
        const { settings } = check({ collector: { receive: { senders: [{ name: "us" }] } } });
        assert.deepEqual(settings.collector?.receive?.service, {
            type: "LoadBalancer",
            scheme: "internal",
            annotations: {},
        });
    });

    it("needs a cluster that can be told to have one", () => {
        const cluster = { kind: "kubeconfig", context: "kind" };
        // A database that such a cluster may have too.
        const beside = { cluster, chartOverrides: {} };
        const wrong = receive({}, beside).filter((one) => one.includes("receive"));
        assert.match(
            wrong.join(),
            /^p:collector\.receive\.service\.scheme: got "internal"; allowed with cluster\.kind kubec/,
        );
        const fine = [
            receive({}, { ...beside, cluster: { ...cluster, loadBalancers: "gke" } }),
            receive({ service: { type: "LoadBalancer", scheme: "internet-facing" } }, beside),
            receive({ service: { type: "ClusterIP" }, hostname: "otlp.example.com" }, beside),
        ];
        assert.deepEqual(
            fine.flat().filter((one) => one.includes("receive")),
            [],
        );
    });

    it("needs the name that senders use where the program cannot know it", () => {
        assert.match(
            receive({ service: { type: "ClusterIP" } }).join(),
            /receive\.hostname: missing; service\.type is/,
        );
        assert.match(
            receive({ certificate: { secretName: "tls" } }).join(),
            /receive\.hostname: missing; certificate is/,
        );
        assert.deepEqual(receive({ hostname: "otlp.example.com", certificate: { secretName: "tls" } }), []);
    });

    it("has senders of names and authorities of their own, which can be read", () => {
        assert.match(
            receive({ senders: [{ name: "us" }, { name: "us" }] }).join(),
            /senders\[1\]\.name: got "us"; allowed: a name that no other sender has/,
        );
        const senders = [
            { name: "us", ca },
            { name: "eu", ca: `\n${ca}` },
        ];
        assert.match(receive({ senders }).join(), /senders\[1\]\.ca: got that of another sender/);
        assert.deepEqual(receive({ senders: [{ name: "us", ca }, { name: "eu" }] }), []);
        const broken = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";
        assert.match(
            receive({ senders: [{ name: "us", ca: broken }] }).join(),
            /a certificate that can be read, in PEM/,
        );
    });
});

describe("a destination that asks who sends", () => {
    const key = (text: string): object => ({ secretName: "central", key: text });
    const clientCertificate = { certificate: key("tls.crt"), key: key("tls.key") };
    const otlp = (more: object): object => ({ kind: "otlp", name: "a", endpoint: "https://otlp.example.com", ...more });
    const traces = (more: object): string[] => problems({ traces: { destinations: [otlp(more)] }, chartOverrides: {} });
    const metrics = (url: string, more: object): string[] =>
        problems({
            metrics: { destinations: [{ kind: "in-cluster" }, { kind: "remote-write", name: "a", url, ...more }] },
        });

    it("gets a certificate and its key, by references", () => {
        assert.deepEqual(traces({ clientCertificate, serverName: "otlp.internal", ca: key("ca.crt") }), []);
        assert.match(traces({ clientCertificate: { certificate: key("tls.crt") } }).join(), /clientCertificate\.key/);
        assert.match(
            traces({ clientCertificate: { ...clientCertificate, key: "-----BEGIN" } }).join(),
            /got "\[secret\]"; allowed: \{ credential: NAME \}/,
        );
        assert.deepEqual(metrics("https://a.example.com", { clientCertificate, serverName: "b.example.com" }), []);
    });

    it("has an address of https", () => {
        const plain = { endpoint: "http://otlp.example.com", clientCertificate, serverName: "a" };
        assert.deepEqual(
            traces(plain).map((one) => one.replace(/: .*/, "")),
            ["clientCertificate", "serverName"].map((one) => `p:traces.destinations[0].${one}`),
        );
        assert.match(
            metrics("http://a.example.com", { clientCertificate }).join(),
            /clientCertificate: .*nothing here/,
        );
        assert.match(metrics("http://a.example.com", { ca: key("ca.crt") }).join(), /\.ca: .*nothing here/);
    });
});

describe("a destination that is another stack's collector", () => {
    const central = { kind: "stack", name: "central", stack: "acme/kong/central" };
    const traces = (...destinations: object[]): string[] => problems({ traces: { destinations }, chartOverrides: {} });
    const key = (text: string): object => ({ secretName: "central", key: text });

    it("is read as whom the stack says that it sends, or with a certificate of its own", () => {
        const clientCertificate = { certificate: key("tls.crt"), key: key("tls.key") };
        assert.deepEqual(traces({ ...central, sender: "us" }), []);
        assert.deepEqual(traces({ ...central, clientCertificate, protocol: "grpc", compression: "zstd" }), []);
        for (const both of [{}, { sender: "us", clientCertificate }]) {
            assert.match(traces({ ...central, ...both }).join(), /allowed: either sender or clientCertificate/);
        }
    });

    it("is another stack, each once in the list", () => {
        const own = traces({ ...central, stack: "acme/p/dev", sender: "us" });
        assert.match(own.join(), /^p:traces\.destinations\[0\]\.stack: got "acme\/p\/dev", which is this stack/);
        assert.match(traces({ ...central, stack: "central", sender: "us" }).join(), /ORGANIZATION\/PROJECT\/STACK/);
        const twice = [central, central].map((one) => ({ ...one, sender: "us" }));
        assert.match(traces(...twice).join(), /destinations\[1\]\.name: got "central" twice/);
    });
});
