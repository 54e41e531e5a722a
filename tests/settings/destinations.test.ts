import assert from "node:assert/strict";
import { check, problems } from "./helpers";

const otlp = (more: object = {}): object => ({
    kind: "otlp",
    name: "a",
    endpoint: "https://otlp.example.com",
    ...more,
});
const traces = (...destinations: object[]): string[] => problems({ traces: { destinations }, chartOverrides: {} });
describe("destinations", () => {
    it("are the cluster for each signal unless something is said", () => {
        const { settings } = check();
        const here = [{ kind: "in-cluster" }];
        assert.deepEqual(
            [settings.traces, settings.logs, settings.metrics].map((one) => one?.destinations),
            [here, here, here],
        );
    });

    it("have defaults, and addresses without a slash at the end", () => {
        const { settings } = check({
            chartOverrides: {},
            traces: { destinations: [otlp({ endpoint: "https://otlp.example.com/otlp/" })] },
        });
        assert.deepEqual(settings.traces?.destinations, [
            otlp({ endpoint: "https://otlp.example.com/otlp", protocol: "http", compression: "gzip", headers: {} }),
        ]);
    });

    it("may be several, of names that stand once", () => {
        assert.deepEqual(traces({ kind: "in-cluster" }, otlp(), otlp({ name: "b" })), []);
        assert.deepEqual(traces(otlp(), otlp()), [
            'p:traces.destinations[1].name: got "a" twice; allowed: each once in the list',
        ]);
        assert.deepEqual(traces({ kind: "in-cluster" }, { kind: "in-cluster" }), [
            'p:traces.destinations[1].kind: got "in-cluster" twice; allowed: each once in the list',
        ]);
        assert.deepEqual(traces(), ["p:traces.destinations: got []; allowed: at least one destination"]);
    });

    it("take the address as an exporter wants it", () => {
        const wrong = (endpoint: string, more: object = {}): string =>
            traces(otlp({ endpoint, ...more }))
                .join("\n")
                .replace(/^.*allowed: /, "");
        assert.match(wrong("otlp.example.com"), /^an address such as https:\/\/otlp\.example\.com$/);
        assert.match(wrong("https://otlp.example.com/v1/traces"), /^the base address/);
        assert.match(wrong("https://u:p@otlp.example.com"), /^an address without login and query/);
        assert.match(
            wrong("https://otlp.example.com", { protocol: "grpc" }),
            /^scheme, host and port with protocol grpc/,
        );
        assert.match(wrong("https://otlp.example.com:4317/x", { protocol: "grpc" }), /^scheme, host and port/);
        assert.equal(wrong("https://otlp.example.com:4317", { protocol: "grpc" }), "");
    });

    it("send no secret without TLS, except within the cluster", () => {
        const headers = { "x-key": { secretName: "vendor", key: "key" } };
        assert.match(
            traces(otlp({ endpoint: "http://otlp.example.com", headers })).join(),
            /allowed: https, since headers/,
        );
        assert.deepEqual(traces(otlp({ endpoint: "http://otlp.example.com" })), []);
        assert.deepEqual(traces(otlp({ endpoint: "http://vector.archive.svc:4318", headers })), []);
    });

    it("name secrets, and hold none", () => {
        assert.deepEqual(traces(otlp({ headers: { authorization: { value: "Basic aGVsbG8=" } } })), [
            'p:traces.destinations[0].headers.authorization.value: got "[secret]"; allowed: no secret in plain text: { credential: NAME } or { secretName, key }',
        ]);
        assert.deepEqual(traces(otlp({ headers: { "x-scope-orgid": { value: "shop" } } })), []);
        assert.match(
            traces(otlp({ headers: { authorization: "Basic x" } })).join(),
            /got "\[secret\]"; allowed: \{ credential: NAME \}/,
        );
        assert.doesNotMatch(traces(otlp({ headers: { authorization: "Basic aGVsbG8=" } })).join(), /aGVsbG8/);
        assert.match(
            traces(otlp({ headers: { authorization: { credential: "vendor" } } })).join(),
            /headers\.authorization\.credential: got a name that is not in the secret credentials/,
        );
    });

    it("leave no chart to override that they do not install", () => {
        const changes = { traces: { destinations: [otlp()] }, chartOverrides: { tempo: { replicas: 1 } } };
        assert.deepEqual(problems(changes), [
            'p:chartOverrides.tempo: got {"replicas":1}; allowed: nothing here, since that chart is not installed with traces.destinations without in-cluster',
        ]);
    });

    it("leave nothing to say of a store that is not installed", () => {
        const away = { destinations: [otlp()] };
        const none = { chartOverrides: {} };
        assert.deepEqual(
            problems({ ...none, traces: { ...away, retention: "5d" }, logs: { ...away, volumeSize: "50Gi" } }),
            [
                'p:traces.retention: got "120h"; allowed: nothing here, since traces.destinations without in-cluster installs no Tempo',
                'p:logs.volumeSize: got "50Gi"; allowed: nothing here, since logs.destinations without in-cluster installs no Loki',
            ],
        );
        assert.deepEqual(problems({ ...none, traces: away, logs: { ...away, chart: "loki-stack" } }), []);
        const both = { destinations: [{ kind: "in-cluster" }, otlp()], retention: "5d" };
        assert.deepEqual(problems({ traces: both, logs: both }), []);
    });

    it("know only Loki where promtail reads", () => {
        const logs = { chart: "loki-stack", otlp: false, destinations: [{ kind: "in-cluster" }, otlp()] };
        assert.deepEqual(problems({ logs }), [
            "p:logs.destinations[1].kind: got otlp; allowed: in-cluster with logs.otlp false, where promtail sends lines only to Loki",
        ]);
    });

    const kubeconfig = { cluster: { kind: "kubeconfig", context: "c" } };
    const metrics = (destinations: object[], more: object = {}): string[] =>
        problems({ metrics: { destinations: [{ kind: "in-cluster" }, ...destinations] }, ...more });
    const remoteWrite = { kind: "remote-write", name: "a", url: "https://metrics.example.com/api/v1/write" };
    const workspace = {
        kind: "amazon-managed-prometheus",
        name: "amp",
        workspaceId: "ws-12345678-1234-1234-1234-123456789012",
        region: "eu-central-1",
    };

    it("of metrics always have the cluster among them", () => {
        assert.match(
            problems({ metrics: { destinations: [remoteWrite] } }).join(),
            /^p:metrics\.destinations: .*allowed: in-cluster among them, since Prometheus scrapes and alerts here/,
        );
        assert.deepEqual(metrics([remoteWrite, workspace]), []);
        assert.deepEqual(metrics([remoteWrite, remoteWrite]), [
            'p:metrics.destinations[2].name: got "a" twice; allowed: each once in the list',
        ]);
        assert.match(metrics([{ ...workspace, workspaceId: "mine" }]).join(), /allowed: an id such as ws-/);
        const token = { kind: "bearer", token: { secretName: "s", key: "k" } };
        assert.match(
            metrics([{ ...remoteWrite, url: "http://m.example.com/w", authentication: token }]).join(),
            /metrics\.destinations\[1\]\.url: .*allowed: https, since the login/,
        );
        assert.match(metrics([otlp()]).join(), /metrics\.destinations\[1\]/);
    });

    it("take a role where no role is made, and one for all", () => {
        const role = (name: string): object => ({ roleArn: `arn:aws:iam::123456789012:role/${name}` });
        assert.match(
            metrics([{ ...workspace, ...role("a") }]).join(),
            /roleArn: got .*allowed: nothing here with cluster\.kind eks/,
        );
        const two = [
            { ...workspace, ...role("a") },
            { ...workspace, name: "b", ...role("b") },
        ];
        assert.match(
            metrics(two, { ...kubeconfig, chartOverrides: {} }).join(),
            /metrics\.destinations\[2\]\.roleArn: got .*role\/b; allowed: .*role\/a as before/,
        );
    });
});
