import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { Agent, request } from "node:https";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { connect } from "node:tls";
import { gunzipSync } from "node:zlib";
import { credentials } from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import { arrives } from "../../components/observability/collector/arrives";
import { collectorConfig, type CollectorConfig } from "../../components/observability/collector/config";
import {
    collectorCredentials,
    elsewhereExporters,
    podNeeds,
} from "../../components/observability/collector/destinationExporters";
import { receiverNeeds } from "../../components/observability/collector/receive/receiver";
import { sendingTo } from "../../components/stack/receiver";
import type { OtlpDestination, StackDestination } from "../../model/destinations";
import type { SenderCertificates, TelemetrySignal } from "../../model/layers";
import { type Pair, testAuthority, testCertificate } from "./certificates";
import { until } from "./eventually";
import { mounted } from "./mounted";
import { exportSpans } from "./otlp";
import { collectorHere, freePorts, type Ports, withoutPods } from "./verify/servers/collector";
import { serve } from "./verify/servers/http";
import { freePort, startServer, type Stoppable, temporaryFolder } from "./verify/servers/processes";

const name = "otlp.example.com";
const resources = { requests: { cpu: "1", memory: "512Mi" }, limits: { memory: "512Mi" } };

interface Attribute {
    key: string;
    value: { stringValue?: string };
}
interface Kept {
    /** A span's name, or a record's text. */
    what: string;
    cluster: string | undefined;
    environment: string | undefined;
}

/** A backend of the central collector, which keeps what it gets. */
async function store(): Promise<Stoppable & { url: string; kept: Kept[]; found(what: string): Kept[] }> {
    const kept: Kept[] = [];
    const { url, stop } = await serve(async (incoming) => {
        const body = await buffer(incoming);
        const text = incoming.headers["content-encoding"] === "gzip" ? gunzipSync(body).toString() : body.toString();
        const { resourceSpans = [], resourceLogs = [] } = JSON.parse(text) as Record<
            "resourceSpans" | "resourceLogs",
            {
                resource?: { attributes?: Attribute[] };
                scopeSpans?: { spans: { name: string }[] }[];
                scopeLogs?: { logRecords: { body: { stringValue: string } }[] }[];
            }[]
        >;
        for (const { resource, scopeSpans = [], scopeLogs = [] } of [...resourceSpans, ...resourceLogs]) {
            const of = (key: string): string | undefined =>
                resource?.attributes?.find((one) => one.key === key)?.value.stringValue;
            const said = { cluster: of("k8s.cluster.name"), environment: of("deployment.environment.name") };
            kept.push(...scopeSpans.flatMap(({ spans }) => spans).map((span) => ({ what: span.name, ...said })));
            const records = scopeLogs.flatMap(({ logRecords }) => logRecords);
            kept.push(...records.map((record) => ({ what: record.body.stringValue, ...said })));
        }
        return { type: "application/json", body: "{}" };
    });
    return { url, stop, kept, found: (what) => kept.filter((one) => one.what === what) };
}

/** A planned collector whose files are below a folder; only its own addresses are those of this machine. */
async function start(planned: CollectorConfig, ports: Ports, root: string): Promise<Stoppable> {
    const here = withoutPods(collectorHere(planned, { tempo: "", lokiUrl: "", kubeconfig: "" }, ports));
    const text = stringify({ ...here, exporters: planned.exporters })
        .replaceAll("/etc/kong-observability", `${root}/etc/kong-observability`)
        .replaceAll("reload_interval: 10m", "reload_interval: 1s");
    const file = path.join(root, "config.yaml");
    writeFileSync(file, text);
    return startServer("otelcol", ["--config", file], `http://127.0.0.1:${ports.health}/`);
}

describe("telemetry of other clusters at a real central collector, over mTLS", () => {
    const authorities = { receiver: testAuthority("receiver"), us: testAuthority("us"), eu: testAuthority("eu") };
    const shown = (sender: "us" | "eu"): Pair =>
        testCertificate(authorities[sender], { subject: sender, usage: "clientAuth" });
    const served = (): Pair =>
        testCertificate(authorities.receiver, { subject: "receiver", usage: "serverAuth", name });
    const own = { us: shown("us"), eu: shown("eu") };
    const root = temporaryFolder("central");
    let backend: Awaited<ReturnType<typeof store>>;
    let [centralPorts, senderPorts]: Ports[] = [];
    let [grpc, http] = [0, 0];
    const running: Stoppable[] = [];

    /** The central collector, with the authorities of these senders. */
    async function central(...accepted: ("us" | "eu")[]): Promise<Stoppable> {
        const pair = served();
        const senders = accepted.map((sender) => authorities[sender].certificate).join("\n");
        const content = { "tls.crt": pair.certificate, "tls.key": pair.key, "senders.crt": senders };
        const settings = { senders: [], service: { type: "ClusterIP" } } as const;
        mounted(root, receiverNeeds({ ...settings, senders: [] }), { "opentelemetry-receiver": content });
        const kept: OtlpDestination = {
            ...{ kind: "otlp", name: "store", endpoint: backend.url, protocol: "http" },
            ...{ compression: "gzip", headers: {} },
        };
        const planned = collectorConfig({
            ...{ tracesEndpoint: undefined, logsUrl: undefined, own: [], resources, queryStrings: false },
            ...{ environment: "central", clusterName: "central-cluster", receives: true },
            elsewhere: elsewhereExporters({ traces: [kept], logs: [kept] }),
        });
        Object.values(planned.exporters).forEach((exporter) => Object.assign(exporter, { encoding: "json" }));
        const { protocols } = planned.receivers["otlp/senders"]!;
        protocols.grpc.endpoint = `127.0.0.1:${grpc}`;
        protocols.http.endpoint = `127.0.0.1:${http}`;
        const server = await start(planned, centralPorts!, root);
        running.push(server);
        return server;
    }

    /** What a sender's stack makes of its destinations, by the outputs of the central stack. */
    function sent(): ReturnType<typeof sendingTo> {
        const [stack, senders] = ["acme/kong/central", ["us", "eu"]];
        const addresses = { grpc: `127.0.0.1:${grpc}`, http: `https://127.0.0.1:${http}`, serverName: name };
        const signals: TelemetrySignal[] = ["traces", "logs"];
        const central = { ...addresses, signals, senders, issued: senders };
        const receiver = {
            central: { ...central, caCertificate: authorities.receiver.certificate },
            certificates: pulumi.secret<SenderCertificates>(own),
        };
        const to = (protocol: "http" | "grpc"): { destinations: StackDestination[] } => ({
            destinations: [{ kind: "stack", name: "central", stack, sender: "us", protocol }],
        });
        return sendingTo({ traces: to("http"), logs: to("grpc"), credentials: {} }, { [stack]: receiver });
    }

    /** A sender's collector, as the destinations in its stack file make it. */
    async function sender(): Promise<Stoppable> {
        const { traces, logs, credentials } = sent();
        const destinations = { traces: traces.destinations, logs: logs.destinations };
        const home = temporaryFolder("sender");
        const texts: Record<string, string> = {};
        for (const [key, text] of Object.entries(credentials)) {
            texts[key] = await new Promise<string>((resolve) => text.apply(resolve));
        }
        mounted(home, podNeeds(destinations), { [collectorCredentials]: texts });
        const planned = collectorConfig({
            ...{ tracesEndpoint: undefined, logsUrl: undefined, own: [], resources, queryStrings: false },
            ...{ environment: "us-prod", clusterName: "us-cluster", elsewhere: elsewhereExporters(destinations) },
        });
        const server = await start(planned, senderPorts!, home);
        running.push(server);
        return server;
    }

    const post = async (port: number, signal: "traces" | "logs", body: object): Promise<number> => {
        const answer = await fetch(`http://127.0.0.1:${port}/v1/${signal}`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify(body),
        });
        return answer.status;
    };
    const spanNamed = (text: string): object => ({
        ...{ traceId: randomBytes(16).toString("hex"), spanId: randomBytes(8).toString("hex"), name: text, kind: 2 },
        ...{ startTimeUnixNano: "1", endTimeUnixNano: "2" },
    });
    const spans = (...names: string[]): object => ({
        resourceSpans: [{ scopeSpans: [{ spans: names.map(spanNamed) }] }],
    });
    const lines = (text: string): object => ({
        resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: text } }] }] }],
    });
    /** Once, from the sender. */
    const fromSender = (what: string): object[] => [{ what, cluster: "us-cluster", environment: "us-prod" }];

    /** What the receiver's HTTP port answers to someone with this certificate; undefined if there is no answer. */
    const answerTo = (pair: Pair | undefined): Promise<number | undefined> =>
        new Promise((resolve) => {
            const agent = new Agent({ ca: authorities.receiver.certificate, servername: name });
            const identity = pair && { cert: pair.certificate, key: pair.key };
            const headers = { "content-type": "application/json" };
            const sent = request(
                { host: "127.0.0.1", port: http, path: "/v1/traces", method: "POST", headers, agent, ...identity },
                (response) => resolve(response.resume().statusCode),
            );
            sent.on("error", () => resolve(undefined)).end(JSON.stringify(spans("stranger")));
        });
    /** The same over gRPC. */
    const callAs = async (pair: Pair | undefined): Promise<boolean> => {
        const [root_, key, chain] = [authorities.receiver.certificate, pair?.key, pair?.certificate].map((pem) =>
            pem === undefined ? null : Buffer.from(pem),
        );
        const security = credentials.createSsl(root_, key, chain);
        const options = { "grpc.ssl_target_name_override": name };
        const [trace, id] = [randomBytes(16).toString("hex"), randomBytes(8).toString("hex")];
        const sent = [{ trace, id, name: "stranger", kind: 2 }];
        return exportSpans(`127.0.0.1:${grpc}`, "kong", sent, Date.now(), "kong", { security, options }).then(
            () => true,
            () => false,
        );
    };

    before(async () => {
        backend = await store();
        [centralPorts, senderPorts] = [await freePorts(), await freePorts()];
        [grpc, http] = [await freePort(), await freePort()];
        await central("us", "eu");
        await sender();
    });
    after(() => Promise.all([...running, backend].map((one) => one.stop())));

    it("arrives as what the sender says it is, over HTTP and gRPC, and its own as its own", async () => {
        assert.equal(await post(senderPorts!.http, "traces", spans("span-1")), 200);
        assert.equal(await post(senderPorts!.http, "logs", lines("record-1")), 200);
        // Of an agent: once it is answered, the backend has it.
        assert.equal(await post(senderPorts!.agent, "logs", lines("line-1")), 200);
        assert.deepEqual(backend.found("line-1"), fromSender("line-1"));
        assert.equal(await post(centralPorts!.http, "traces", spans("here-1")), 200);
        await until("all of it", 20, () => ["span-1", "record-1", "here-1"].every((one) => backend.found(one).length));
        assert.deepEqual(backend.found("span-1"), fromSender("span-1"));
        assert.deepEqual(backend.found("record-1"), fromSender("record-1"));
        assert.deepEqual(backend.found("here-1"), [
            { what: "here-1", cluster: "central-cluster", environment: "central" },
        ]);
    });

    it("is counted by the sender as `npm run verify` asks for it, once it is acknowledged", async () => {
        const [destination] = sent().logs.destinations;
        const { query } = arrives(destination as OtlpDestination);
        const [, series = ""] = /(otelcol_\w+\{[^}]*)\}/.exec(query) ?? [];
        const metrics = async (): Promise<string> =>
            (await fetch(`http://127.0.0.1:${senderPorts!.metrics}/metrics`)).text();
        const [name_ = "", labels = ""] = series.split("{");
        const counted = (text: string): boolean =>
            text
                .split("\n")
                .some((line) => line.startsWith(`${name_}{`) && line.includes(labels) && / [1-9]/.test(line));
        await until("the count", 20, async () => counted(await metrics()));
    });

    it("is refused without a certificate, and with one of an authority that no sender has", async () => {
        const stranger = testCertificate(testAuthority("us"), { subject: "us", usage: "clientAuth" });
        assert.deepEqual([await answerTo(own.eu), await callAs(own.eu)], [200, true]);
        assert.deepEqual([await answerTo(undefined), await callAs(undefined)], [undefined, false]);
        assert.deepEqual([await answerTo(stranger), await callAs(stranger)], [undefined, false]);
        // One for servers does not make a sender.
        const server = testCertificate(authorities.eu, { subject: "eu", usage: "serverAuth" });
        assert.deepEqual([await answerTo(server), await callAs(server)], [undefined, false]);
    });

    it("waits in the sender while the central collector is away", async () => {
        await running[0]?.stop();
        const names = Array.from({ length: 20 }, (_, number) => `waiting-${number}`);
        for (const one of names) {
            assert.equal(await post(senderPorts!.http, "traces", spans(one)), 200);
        }
        const line = post(senderPorts!.agent, "logs", lines("waiting-line"));
        running[0] = await central("us", "eu");
        assert.equal(await line, 200);
        await until("the spans", 40, () => names.every((one) => backend.found(one).length > 0));
        assert.deepEqual(names.flatMap(backend.found), names.flatMap(fromSender));
        assert.deepEqual(backend.found("waiting-line"), fromSender("waiting-line"));
    });

    it("is refused of a sender that is shut out, which keeps it, and of no other", async () => {
        await running[0]?.stop();
        running[0] = await central("eu");
        assert.deepEqual([await answerTo(own.us), await callAs(own.us)], [undefined, false]);
        assert.deepEqual([await answerTo(own.eu), await callAs(own.eu)], [200, true]);
        assert.equal(await post(senderPorts!.http, "traces", spans("shut-out")), 200);
        await new Promise((resolve) => setTimeout(resolve, 3000));
        assert.deepEqual(backend.found("shut-out"), []);
        await running[0].stop();
        running[0] = await central("us", "eu");
        await until("what was kept", 40, () => backend.found("shut-out").length > 0);
        assert.deepEqual(backend.found("shut-out"), fromSender("shut-out"));
    });

    it("is received with a certificate that was replaced, without a restart", async () => {
        const presented = (): Promise<string> =>
            new Promise((resolve, reject) => {
                const identity = { cert: own.eu.certificate, key: own.eu.key, servername: name };
                const socket = connect(
                    { host: "127.0.0.1", port: http, ca: authorities.receiver.certificate, ...identity },
                    () => {
                        resolve(socket.getPeerX509Certificate()?.serialNumber ?? "");
                        socket.destroy();
                    },
                ).on("error", reject);
            });
        const before = await presented();
        const pair = served();
        const folder = path.join(root, "etc/kong-observability/receiver");
        writeFileSync(path.join(folder, "tls.key"), pair.key);
        writeFileSync(path.join(folder, "tls.crt"), pair.certificate);
        await until("the new certificate", 20, async () => (await presented().catch(() => before)) !== before);
        assert.equal(await answerTo(own.us), 200);
    });
});
