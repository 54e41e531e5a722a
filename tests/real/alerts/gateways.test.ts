import assert from "node:assert/strict";
import { signalAlerts } from "../../components/observability/made";
import { fires } from "../promtool";
import { hybrid, ingress, prometheus, signals } from "./made";

describe("Prometheus' own tool", function () {
    this.timeout(30_000);

    describe("with data planes and control planes", () => {
        const node = (pod: string): string => `namespace="kong", pod="${pod}"`;
        const controlPlane = (pod: string, reachable: string): Record<string, string> => ({
            [`kong_node_info{${node(pod)}, node_id="${pod}"}`]: "1x60",
            [`kong_datastore_reachable{${node(pod)}}`]: reachable,
        });
        const dataPlane = (pod: string): Record<string, string> => ({
            ...controlPlane(pod, "1x60"),
            [`kong_data_plane_cluster_cert_expiry_timestamp{${node(pod)}}`]: "9999999999x60",
        });
        /** What a control plane says of a data plane: when it was last heard of, in seconds. */
        const heard = (by: string, of: string, seen: string): Record<string, string> => ({
            [`kong_data_plane_last_seen{${node(by)}, node_id="${of}", hostname="${of}", ip="10.0.0.1"}`]: seen,
        });
        const always = "0+60x60";
        const alone = (series: Record<string, string>): boolean =>
            fires(hybrid, "KongDataPlaneDisconnected", 40, series);

        it("sees a data plane that no control plane has heard of, beside one that is connected", () => {
            const planes = {
                ...controlPlane("cp", "1x60"),
                ...dataPlane("dp-a"),
                ...heard("cp", "dp-a", always),
                ...dataPlane("dp-b"),
            };
            assert.equal(alone({ ...planes, ...heard("cp", "dp-b", always) }), false);
            assert.equal(alone({ ...planes, ...heard("cp", "dp-b", "0+60x20 1200x40") }), true);
            assert.equal(alone(planes), true, "never heard of");
        });

        it("sees data planes whose control plane is gone", () => {
            const gone = { [`kong_datastore_reachable{${node("cp")}}`]: "1x20 stale" };
            assert.equal(alone({ ...dataPlane("dp"), ...heard("cp", "dp", "0+60x20 stale"), ...gone }), true);
        });

        it("leaves a database that is down to KongDatastoreUnreachable", () => {
            const down = {
                ...controlPlane("cp", "1x20 0x40"),
                ...dataPlane("dp"),
                ...heard("cp", "dp", "0+60x20 stale"),
            };
            assert.equal(alone(down), false);
            assert.equal(fires(hybrid, "KongDatastoreUnreachable", 40, down), true);
            // It is back: what it last heard is as old as the outage until each has reported.
            const back = {
                ...down,
                ...controlPlane("cp", "1x20 0x19 1x20"),
                ...heard("cp", "dp", "0+60x20 stale _x18 1200 2400+60x20"),
            };
            assert.equal(alone(back), false);
        });

        it("believes the control plane that reaches the database where another does not", () => {
            const both = {
                ...controlPlane("cp-a", "1x20 0x40"),
                ...controlPlane("cp-b", "1x60"),
                ...dataPlane("dp-a"),
                ...dataPlane("dp-b"),
            };
            const heardByB = { ...both, ...heard("cp-b", "dp-b", always) };
            assert.equal(alone({ ...heardByB, ...heard("cp-b", "dp-a", always) }), false);
            assert.equal(alone({ ...heardByB, ...heard("cp-b", "dp-a", "0+60x20 1200x40") }), true);
        });

        it("says nothing of planes in other namespaces, whose control plane nobody scrapes", () => {
            const elsewhere = Object.entries(dataPlane("dp")).map(([series, values]) => [
                series.replace('kong", pod', 'other", pod'),
                values,
            ]);
            assert.equal(
                alone({ ...controlPlane("cp", "1x60"), ...(Object.fromEntries(elsewhere) as Record<string, string>) }),
                false,
            );
        });
    });

    describe("with an ingress controller", () => {
        const gateways = (values: string): Record<string, string> => ({
            'kong_node_info{namespace="kong", pod="gateway", node_id="g", version="3.9.3"}': values,
        });
        const controller = (values: string): Record<string, string> => ({
            'ingress_controller_translation_count{namespace="kong", pod="controller", success="true"}': values,
        });
        const idle = (minutes: number, series: Record<string, string>): boolean =>
            fires(ingress, "KongControllerIdle", minutes, { ...prometheus, ...series });

        it("misses one that stopped, stands by, or never came", () => {
            assert.equal(idle(50, { ...gateways("1x60"), ...controller("0+20x20 stale") }), true);
            assert.equal(idle(50, { ...gateways("1x60"), ...controller("0+20x20 400x40") }), true);
            assert.equal(idle(50, gateways("1x60")), true);
            assert.equal(idle(50, { ...gateways("1x60"), ...controller("0+20x60") }), false);
        });

        it("misses none before the gateways are there, in their first minutes, and after they are gone", () => {
            for (const minutes of [6, 10, 20, 40]) {
                assert.equal(idle(minutes, {}), false, `nothing is installed, ${minutes} minutes on`);
            }
            for (const minutes of [31, 36, 41, 46]) {
                const late = { ...gateways("_x30 1x30"), ...controller("_x33 0+20x30") };
                assert.equal(idle(minutes, late), false, `installed after 30 minutes, ${minutes} minutes on`);
            }
            for (const minutes of [31, 36, 41, 46, 55]) {
                const removed = { ...gateways("1x30 stale"), ...controller("0+20x30 stale") };
                assert.equal(idle(minutes, removed), false, `removed after 30 minutes, ${minutes} minutes on`);
            }
        });
    });

    describe("of a gateway that lost its routes", () => {
        const prometheusAllAlong = { 'up{job="prometheus", instance="p"}': "1x300" };
        const pod = 'namespace="kong", pod="gateway"';
        const routed = (values: string): Record<string, string> => ({
            [`kong_http_requests_total{${pod}, route="echo", code="200"}`]: values,
        });
        const lines = (values: string): Record<string, string> => ({
            [`kong_access_requests_total{${pod}, routed="false", code="4xx"}`]: values,
        });
        /** Probes and scrapes, and the requests. */
        const nginx = (values: string): Record<string, string> => ({
            [`kong_nginx_requests_total{${pod}, node_id="n", subsystem="http"}`]: values,
        });
        const lost = (minutes: number, series: Record<string, string>, of = signals): boolean =>
            fires(of, "KongRoutesNothing", minutes, { ...prometheusAllAlong, ...series });
        const without = signalAlerts({ samplingRate: 1, accessLogs: false, agents: false });

        it("sees that all requests find none, by access lines or by nginx' own count, and for as long as it lasts", () => {
            const stops = routed("0+60x60 3600x240");
            for (const minutes of [70, 120, 200, 290]) {
                assert.equal(lost(minutes, { ...stops, ...lines("_x60 60+60x230") }), true, `lines, at ${minutes}`);
                assert.equal(lost(minutes, { ...stops, ...nginx("0+300x300") }, without), true, `nginx, at ${minutes}`);
            }
            assert.equal(lost(62, { ...stops, ...lines("_x60 60+60x230") }), false);
        });

        it("sees its end, by a request that is routed or by none that comes", () => {
            const back = routed("0+60x60 3600x30 3660+60x30");
            assert.equal(lost(88, { ...back, ...lines("_x60 60+60x30 1800x30") }), true);
            assert.equal(lost(100, { ...back, ...lines("_x60 60+60x30 1800x30") }), false);
            assert.equal(lost(110, { ...routed("0+60x60 3600x100"), ...lines("_x60 60+60x30 1800x30") }), false);
        });

        it("takes no scanner for callers, nor a gateway at rest for one without routes", () => {
            const evening = routed("0+60x60 3600x240");
            assert.equal(lost(75, { ...evening, ...lines("_x60 5+5x230") }), false, "a few strangers");
            assert.equal(lost(75, evening), false, "nobody");
            assert.equal(lost(75, { ...evening, ...nginx("0+78x60 4680+18x230") }, without), false, "probes alone");
            assert.equal(lost(75, { ...lines("0+60x200") }), false, "it never had any");
            assert.equal(
                lost(75, { ...routed("0+60x200"), ...lines("0+600x200") }),
                false,
                "many strangers beside callers",
            );
            for (const minutes of [82, 83, 84]) {
                const job = routed("0x55 0+500x2 1000x200");
                assert.equal(
                    lost(minutes, { ...evening, ...lines("_x80 500x60") }),
                    false,
                    `a scanner after the last caller, ${minutes}`,
                );
                assert.equal(
                    lost(minutes, { ...job, ...lines("_x80 500x60") }),
                    false,
                    `a scanner after an hourly job, ${minutes}`,
                );
            }
        });

        it("sees it of pods that came up without any route instead of those that had them", () => {
            const before = routed("0+600x60 stale");
            const after = {
                'kong_access_requests_total{namespace="kong", pod="new", routed="false", code="4xx"}':
                    "_x61 600+600x60",
            };
            assert.equal(lost(70, { ...before, ...after }), true);
            assert.equal(lost(110, { ...before, ...after }), true);
            const serving = {
                'kong_http_requests_total{namespace="kong", pod="new", route="echo", code="200"}': "_x61 600+600x60",
            };
            assert.equal(lost(70, { ...before, ...after, ...serving }), false);
        });
    });
});
