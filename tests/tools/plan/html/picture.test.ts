import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { arrowsOf } from "../../../../tools/plan/html/arrows";
import { labelOf, layOut } from "../../../../tools/plan/html/layout";
import { maskInputs } from "../../../../tools/plan/html/mask";
import { jsonInHtml, renderPage } from "../../../../tools/plan/html/page";
import { portOf, signalsOf } from "../../../../tools/plan/html/signals";
import { escapeHtml } from "../../../../tools/plan/html/svg";
import { main } from "../../../../tools/plan/main";
import { isComponent } from "../../../../policy/library/resource";
import { wiring } from "../../../../policy/library/wiring/wires";
import { runCommand } from "../../../command";
import { besideFiles, exampleFiles, planOf, stackFiles } from "../stacks";
import { drawn, lines, pageOf } from "./helpers";

describe("the picture of a plan", () => {
    it("says what flows along each arrow of dev", async () => {
        assert.deepEqual(await lines("dev"), [
            "clients → kong-dp: traffic 80, 443",
            "collector → logs: logs 3100",
            "collector → traces: traces 4317",
            "collector-agent → collector: logs 4319",
            "collector-agent → metrics: metrics 9090",
            "collector-events → collector: logs 4319",
            "datasources → logs: query 3100",
            "datasources → metrics: query 9090, 9093",
            "datasources → traces: query 3200",
            "kong-cluster-certificate → kong-cp: config Secret",
            "kong-cluster-certificate → kong-dp: config Secret",
            "kong-cp → kong-database: data 5432",
            "kong-database → kong-cp: config Secret",
            "kong-dp → collector-agent: logs container output",
            "kong-dp → kong-cp: config 8005",
            "kong-dp → sample: traffic 1027, 18080",
            "kong-dp → upstreams: traffic",
            "kong-gateway → collector: logs 4318",
            "kong-gateway → collector: traces 4318",
            "kong-gateway → kong-cp: config 8001",
            "metrics → collector-agent: metrics scrape port monitoring",
            "metrics → collector-events: metrics scrape port monitoring",
            "metrics → collector: metrics scrape port monitoring",
            "metrics → kong-cp: metrics scrape 8100",
            "metrics → kong-database: metrics scrape port metrics",
            "metrics → kong-dp: metrics scrape 8100",
            "metrics → logs: metrics scrape 3100",
            "metrics → traces: metrics scrape 3200",
            "traces → metrics: metrics 9090",
        ]);
    });

    it("draws the ingress controller's gateways as those who take the traffic and pass it on", async () => {
        const all = await lines("ingress-controller");
        assert.deepEqual(
            all.filter((line) => /traffic|^kong/.test(line)),
            [
                "clients → kong: traffic 80, 443",
                "kong → collector-agent: logs container output",
                "kong → metrics: traffic 80",
                "kong → upstreams: traffic",
                "kong-admin → kong: config Secret, 8444",
                "kong-ingress → collector: logs 4318",
                "kong-ingress → collector: traces 4318",
            ],
        );
        const { arrows, boxes } = await drawn("ingress-controller");
        assert.deepEqual(
            arrows.ends.map(({ name, lines: hosts }) => [name, hosts]),
            [
                ["clients", []],
                ["upstreams", ["httpbin.konghq.com", "orders.shop.svc"]],
            ],
        );
        assert.equal(boxes.find(({ name }) => name === "kong-ingress")?.frame, "namespace kong");
    });

    it("draws the way to a page: through an Ingress of another class, and through the authentication proxy", async () => {
        assert.deepEqual(
            (await lines("access-ingress")).filter((line) => /access|clients/.test(line)),
            [
                "access-alertmanager → metrics: query 9093",
                "access-prometheus → metrics: query 9090",
                "clients → access-alertmanager: traffic 80",
                "clients → access-prometheus: traffic 80",
                "clients → kong-dp: traffic 80, 443",
                "clients → metrics: traffic 80",
            ],
        );
    });

    it("draws Prometheus as the one who scrapes, not the proxy before it", async () => {
        assert.ok(
            (await lines("access-kong"))
                .filter((line) => line.includes("scrape"))
                .every((line) => line.startsWith("metrics → ")),
        );
    });

    it("draws whoever stands before a page as one who asks it", async () => {
        assert.ok((await lines("access-kong")).includes("access-prometheus → metrics: query 9090"));
    });

    it("finds the database of prod, whose host only AWS will know", async () => {
        assert.ok((await lines("prod")).includes("kong-cp → kong-database: data 5432"));
    });

    it("puts components into their namespaces, and what is on AWS outside the cluster", async () => {
        const { boxes, frames } = await drawn("prod");
        const inside = (frame: string): string[] => boxes.filter((box) => box.frame === frame).map(({ name }) => name);
        assert.deepEqual(inside("aws"), [
            "cluster",
            "cluster-network",
            "cluster-nodes",
            "kong-database",
            "logs-bucket",
            "traces-bucket",
        ]);
        assert.deepEqual(inside("namespace kube-system"), ["cluster-load-balancers"]);
        assert.deepEqual(inside("namespace observability"), [
            "collector",
            "collector-agent",
            "collector-events",
            "datasources",
            "logs",
            "metrics",
            "traces",
        ]);
        assert.deepEqual(inside("namespace kong"), [
            "kong-cluster-certificate",
            "kong-cp",
            "kong-database-connection",
            "kong-dp",
            "kong-gateway",
        ]);
        assert.deepEqual(
            frames.map(({ id, parent }) => [id, parent]),
            [
                ["aws", undefined],
                ["cluster", undefined],
                ...["kong", "kube-system", "observability"].map((name) => [`namespace ${name}`, "cluster"]),
            ],
        );
    });

    for (const stack of [...Object.keys(stackFiles), ...Object.keys(besideFiles), ...Object.keys(exampleFiles)]) {
        it(`shows every component and every wire of ${stack}, and no box on another`, async () => {
            const { planned, boxes, frames, arrows } = await drawn(stack);
            for (const component of planned.resources.filter(({ type }) => isComponent(type))) {
                assert.equal(boxes.filter(({ resources }) => resources.includes(component)).length, 1, component.urn);
            }
            const found = arrows.arrows.flatMap(({ details }) => details).join("\n");
            for (const { address, at, to } of wiring(planned.resources)) {
                assert.ok(to === "(outside)" || found.includes(`${address} in `), `${at.urn} ${address}`);
            }
            const all = [...boxes, ...arrows.ends];
            const layout = await layOut(all, frames, arrows.arrows);
            const areas = all.map(({ id }) => layout.boxes.get(id)!);
            for (const [index, a] of areas.entries()) {
                assert.ok(a.width > 0 && a.x + a.width <= layout.width && a.y + a.height <= layout.height);
                for (const b of areas.slice(index + 1)) {
                    assert.ok(
                        a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y,
                    );
                }
            }
            const labels = layout.arrows.map(({ label }) => label!);
            for (const [index, a] of labels.entries()) {
                assert.ok(
                    [...areas, ...labels.slice(index + 1)].every(
                        (b) =>
                            a.x + a.width <= b.x ||
                            b.x + b.width <= a.x ||
                            a.y + a.height <= b.y ||
                            b.y + b.height <= a.y,
                    ),
                    labelOf(arrows.arrows[index]!),
                );
            }
        });
    }

    it("tells signals by address, pipeline, datasource and port", () => {
        const collector = {
            inputs: {
                spec: {
                    config: {
                        service: {
                            pipelines: {
                                "traces/a": { exporters: ["otlp/x"] },
                                logs: { exporters: ["otlp/x", "y"] },
                                metrics: { exporters: ["y"] },
                            },
                        },
                    },
                },
            },
        } as never;
        assert.deepEqual(signalsOf({ address: "http://a.b.svc:4318/v1/metrics" }, "", undefined), ["metrics"]);
        assert.deepEqual(
            signalsOf({ address: "a.b.svc:4317" }, 'spec.config.exporters["otlp/x"].endpoint', collector),
            ["traces", "logs"],
        );
        assert.deepEqual(signalsOf({ address: "a.b.svc:9090" }, "spec.config.exporters.y.endpoint", collector), [
            "metrics",
            "logs",
        ]);
        assert.deepEqual(signalsOf({ address: "a.b.svc:4317" }, "values.x", undefined), ["traces"]);
        assert.deepEqual(
            signalsOf({ address: "a.b.svc:3100" }, "data.x", {
                inputs: { metadata: { labels: { grafana_datasource: "1" } } },
            } as never),
            ["query"],
        );
        assert.deepEqual(signalsOf({ address: "db.b.svc" }, "values.env.pg_host", undefined), ["data"]);
        assert.deepEqual(signalsOf({ address: "a.b.svc:8005" }, "values.x", undefined), ["config"]);
        assert.deepEqual(
            [portOf(80, {}), portOf(undefined, { only: 5432 }), portOf(undefined, { a: 1, b: 2 })],
            ["80", "5432", ""],
        );
    });

    it("draws an address that nobody serves to a box of its own", async () => {
        const { planned, boxes } = await drawn("dev");
        const [wire] = wiring(planned.resources);
        const { arrows, ends } = arrowsOf(boxes, [
            { ...wire!, to: undefined, address: "http://loki.observability.svc:9999", port: 9999 },
        ]);
        assert.ok(
            ends.some(({ name, lines: hosts }) => name === "not served" && hosts[0] === "loki.observability.svc"),
        );
        assert.ok(arrows.some(({ to, notes }) => to === "end not served" && notes.includes("9999")));
    });
});

describe("the page of a plan", () => {
    it("is the same bytes twice, and asks nobody for anything", async () => {
        const page = await pageOf("prod");
        assert.equal(page, await pageOf("prod"));
        assert.match(page, /default-src 'none'/);
        assert.doesNotMatch(
            page,
            /<(?:script|img|iframe|object|embed|base)[^>]* (?:src|data|href)=|<link (?!rel="icon" href="data:,")|@import|url\((?!#tip-)/,
        );
    });

    it("is what `npm run plan -- dev --html FILE` writes", async () => {
        const folder = mkdtempSync(path.join(tmpdir(), "html-"));
        try {
            const file = path.join(folder, "dev.html");
            const { status, stderr } = await runCommand(main, "dev", "--html", file);
            assert.deepEqual([status, stderr], [0, ""]);
            assert.equal(readFileSync(file, "utf8"), await pageOf("dev"));
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    it("lets no value become HTML", async () => {
        const planned = structuredClone(await planOf("dev"));
        const hostile = `</script><script>alert(1)</script><!-- "'&\u2028`;
        for (const resource of planned.resources.filter(({ type }) => isComponent(type))) {
            resource.name = hostile + resource.name;
            resource.inputs.note = hostile;
        }
        planned.notices.push(hostile);
        const page = await renderPage({ ...planned, stack: hostile }, wiring(planned.resources), []);
        assert.ok(!page.includes("<script>alert") && !page.includes("<!--"));
        assert.equal(page.match(/<script/g)?.length, 2);
        assert.equal(escapeHtml(`<a b="c" d='e'>&`), "&#60;a b=&#34;c&#34; d=&#39;e&#39;&#62;&#38;");
        assert.deepEqual(JSON.parse(jsonInHtml({ hostile })), { hostile });
    });

    it("takes secrets out, whatever the program calls them", () => {
        const inputs = {
            password: "hunter2",
            passwordKey: "admin-password",
            env: [{ name: "PG_PASSWORD", value: "hunter2" }],
            data: { "a.yaml": "a: 1\n  password: hunter2\n" },
            token: "[unknown]",
        };
        assert.deepEqual(maskInputs({ type: "x", inputs }), {
            password: "[secret]",
            passwordKey: "admin-password",
            env: [{ name: "PG_PASSWORD", value: "[secret]" }],
            data: { "a.yaml": 'a: 1\n  password: "[secret]"\n' },
            token: "[unknown]",
        });
        assert.deepEqual(maskInputs({ type: "kubernetes:core/v1:Secret", inputs: { stringData: { a: "hunter2" } } }), {
            stringData: "[secret]",
        });
    });
});
