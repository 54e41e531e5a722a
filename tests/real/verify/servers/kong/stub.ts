import { randomBytes } from "node:crypto";
import { isKept } from "../../../../../tools/verify/traceIds";
import type { WriteLine } from "../agent";
import { type Answer, json, serve } from "../http";
import type { Stoppable } from "../processes";

/** What the stub of Kong does wrong. */
export interface KongFaults {
    /** The sampler's rate. */
    rate: number;
    /** What a caller has sampled is recorded, whatever the rate. */
    trustsCallers: boolean;
    /** The route is traced. */
    traced: boolean;
    exportsSpans: boolean;
    writesAccessLog: boolean;
    /** Both data planes have this one's configuration unless told otherwise. */
    hashes: [number, number];
    /** Seconds since the control plane has heard of them. */
    silence: [number, number];
    certificateDays: number;
    controlPlaneFails: boolean;
    /** The upstream takes no connection. */
    upstreamDown: boolean;
    /** Resources that the ingress controller left out. */
    brokenResources: number;
}

export const healthyKong = (): KongFaults => ({
    ...{ rate: 1, trustsCallers: false, traced: true, exportsSpans: true, writesAccessLog: true },
    ...{ hashes: [1.5e38, 1.5e38], silence: [3, 3], certificateDays: 900 },
    ...{ controlPlaneFails: false, upstreamDown: false, brokenResources: 0 },
});

const day = 86_400;

const own = { server: "kong/3.9.3", "x-kong-response-latency": "1" };
/**
 * What Kong sets by its intent to proxy, even where the upstream then takes no connection (kong/init.lua,
 * kong/runloop/handler.lua at tag 3.9.3).
 */
const proxied = { via: "1.1 kong/3.9.3", "x-kong-upstream-latency": "2", "x-kong-proxy-latency": "1" };

/**
 * A stub of two data planes and a control plane of Kong 3.9: it has one route (`/mock`), counts and samples as Kong
 * does, exports spans by OTLP/HTTP, and writes a line of access log to its standard output, which is `writeLine`.
 */
export async function startKong(
    faults: KongFaults,
    otlpHttpUrl: string,
    writeLine: WriteLine,
): Promise<Stoppable & { proxies: { url: string; port: number }[]; dataPlanes: string[]; controlPlane: string }> {
    const counts = [0, 0];
    const nodes = [randomBytes(8).toString("hex"), randomBytes(8).toString("hex")];

    const post = async (path: string, body: object): Promise<void> => {
        await fetch(`${otlpHttpUrl}${path}`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify(body),
        });
    };
    const resource = { attributes: [{ key: "service.name", value: { stringValue: "kong" } }] };
    const answerProxy = async (index: number, path: string, header: string | undefined): Promise<Answer> => {
        const requestId = randomBytes(16).toString("hex");
        if (!path.startsWith("/mock")) {
            return {
                ...json({ message: "no Route matched with those values", request_id: requestId }, 404),
                headers: { ...own, "x-kong-request-id": requestId },
            };
        }
        counts[index] = (counts[index] ?? 0) + 1;
        const [, traceId = randomBytes(16).toString("hex"), , flags = "01"] = (header ?? "").split("-");
        const now = `${Date.now()}000000`;
        const sampled = flags === "01" && (faults.trustsCallers || isKept(traceId, faults.rate));
        const recorded = faults.traced && sampled;
        if (faults.exportsSpans && recorded) {
            const span = (name: string): object => ({
                traceId,
                spanId: randomBytes(8).toString("hex"),
                name,
                kind: 2,
                startTimeUnixNano: now,
                endTimeUnixNano: now,
            });
            await post("/v1/traces", {
                resourceSpans: [
                    {
                        resource,
                        scopeSpans: [
                            {
                                scope: { name: "kong-internal", version: "0.1.0" },
                                spans: [span("kong"), span("kong.router")],
                            },
                        ],
                    },
                ],
            });
        }
        // Kong's own messages, which the plugin opentelemetry sends, carry the trace id too.
        const record = (text: string): object => ({
            timeUnixNano: now,
            traceId,
            spanId: randomBytes(8).toString("hex"),
            body: { stringValue: text },
        });
        const line = JSON.stringify({
            request: { method: "GET", uri: path, id: requestId },
            ...{ response: { status: 200 }, route: { name: "mock" } },
            ...(recorded && { trace_id: traceId }),
        });
        await post("/v1/logs", {
            resourceLogs: [{ resource, scopeLogs: [{ logRecords: [record('[kong] a message about the "request"')] }] }],
        });
        if (faults.writesAccessLog) {
            await writeLine(index, line);
        }
        const headers = {
            ...proxied,
            server: faults.upstreamDown ? own.server : "an-upstream",
            "x-kong-request-id": requestId,
        };
        return faults.upstreamDown
            ? {
                  status: 502,
                  headers,
                  body: `An invalid response was received from the upstream server\nrequest_id: ${requestId}\n`,
              }
            : { ...json({ ok: true }), headers };
    };
    const proxies = await Promise.all(
        [0, 1].map((index) =>
            serve((request, { pathname }) =>
                answerProxy(index, pathname, request.headers.traceparent as string | undefined),
            ),
        ),
    );
    const metricsOf = (index: number): string =>
        [
            `kong_node_info{node_id="${nodes[index]}",version="3.9.3"} 1`,
            `kong_data_plane_cluster_cert_expiry_timestamp ${Math.floor(Date.now() / 1000) + faults.certificateDays * day + 60}`,
            ...((counts[index] ?? 0) > 0
                ? [
                      `kong_http_requests_total{service="mock",route="mock",code="200",source="service",workspace="default",consumer=""} ${counts[index]}`,
                  ]
                : []),
        ].join("\n");
    const statuses = await Promise.all([0, 1].map((index) => serve(() => ({ body: `${metricsOf(index)}\n` }))));
    const controlPlane = await serve(() => {
        if (faults.controlPlaneFails) {
            return { status: 500, body: "" };
        }
        // The control plane remembers data planes that are long gone.
        const rows = [
            ...nodes.map((node, index) => ({ node, hash: faults.hashes[index], silence: faults.silence[index] ?? 0 })),
            { node: "gone", hash: 1, silence: 9 * day },
        ];
        const lines = rows.flatMap(({ node, hash, silence }) => {
            const labels = `node_id="${node}",hostname="kong-dp",ip="127.0.0.1"`;
            return [
                `kong_data_plane_last_seen{${labels}} ${Math.floor(Date.now() / 1000) - silence}`,
                `kong_data_plane_config_hash{${labels}} ${hash}`,
                `kong_data_plane_version_compatible{${labels},kong_version="3.9.3"} 1`,
            ];
        });
        // What the ingress controller shows where it is in the control plane's place.
        const controller = 'dataplane="https://127.0.0.1:8444",instance_id="stub"';
        const push = "ingress_controller_configuration_push";
        lines.push(
            `${push}_last_successful{${controller}} ${Date.now()}`,
            `${push}_count{success="true",protocol="db-less",failure_reason="",${controller}} 3`,
        );
        lines.push(
            `${push}_broken_resource_count{${controller}} ${faults.brokenResources}`,
            "ingress_controller_translation_broken_resource_count 0",
        );
        return { body: `${lines.join("\n")}\n` };
    });
    return {
        proxies: proxies.map(({ url, port }) => ({ url, port })),
        dataPlanes: statuses.map(({ address }) => address),
        controlPlane: controlPlane.address,
        stop: async () =>
            void (await Promise.all([...proxies, ...statuses, controlPlane].map((server) => server.stop()))),
    };
}
