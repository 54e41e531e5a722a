import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { kongFolder } from "../../components/observability/shared/grafana";
import { dashboards as pinned } from "../../charts/registry";
import { dashboardUids } from "../../model/dashboards";
import { dashboardFileProblems, ours } from "../../settings/schema/dashboards";
import { lines, problems } from "./helpers";
import { dashboardsOf, datasources } from "../components/observability/made";

const dashboards = (...list: object[]): Record<string, unknown> => ({
    metrics: { grafana: { dashboards: list, kongDashboards: true } },
});
const file = (name: string, folder?: string): object => ({
    kind: "file",
    path: `dashboards/${name}.json`,
    ...(folder && { folder }),
});
const download = (name: string, folder?: string, id = name.charCodeAt(0)): object => ({
    kind: "grafana.com",
    name,
    id,
    revision: 1,
    ...(folder && { folder }),
});

describe("settings of dashboards", () => {
    it("take files and downloads of one name, in any folder", () => {
        assert.deepEqual(
            problems(dashboards(file("a"), download("a"), file("b", "My apps"), download("b", "My apps"))),
            [],
        );
    });

    const wrong: [string, Record<string, unknown>, string][] = [
        [
            "a file that another folder has too",
            dashboards(file("a"), { kind: "file", path: "other/a.json" }),
            'p:metrics.grafana.dashboards[1].path: got "a.json" again; allowed: a name that no other has',
        ],
        [
            "two downloads of one name",
            dashboards(download("a"), download("a", "My apps", 2)),
            'p:metrics.grafana.dashboards[1].name: got "a" again; allowed: a name that no other has',
        ],
        [
            "folders that would be one on disk",
            dashboards(download("a", "My apps"), download("b", "my-apps")),
            'p:metrics.grafana.dashboards[1].folder: got "my-apps"; allowed: "My apps" as before, or a name that differs by more than capitals, spaces and dashes',
        ],
        [
            "a revision that is not pinned",
            dashboards({ kind: "grafana.com", name: "a", id: 1 }),
            "p:metrics.grafana.dashboards[0].revision: missing; allowed: a number",
        ],
        [
            "a folder in a folder",
            dashboards(file("a", "a/b")),
            'p:metrics.grafana.dashboards[0].folder: got "a/b"; allowed: a name of letters, digits and single spaces, dashes or underscores',
        ],
    ];
    const brought: typeof wrong = [
        [
            "the name of one that the program brings",
            dashboards(download("kong-official", "Kong")),
            'p:metrics.grafana.dashboards[0].name: got "kong-official", which this program creates; allowed: any other name',
        ],
        [
            "a file named as the program's own",
            dashboards(file("kong-gateway-signals")),
            'p:metrics.grafana.dashboards[0].path: got "kong-gateway-signals.json", which this program creates; allowed: any other name',
        ],
        [
            "one that the program downloads",
            dashboards(download("mine", "My apps", 7424)),
            "p:metrics.grafana.dashboards[0].id: got 7424, which this program includes as kong-official; allowed: any other dashboard",
        ],
        [
            "one that is there already",
            dashboards(download("a"), download("b", undefined, 97)),
            "p:metrics.grafana.dashboards[1].id: got 97, which is that of p:metrics.grafana.dashboards[0] too; allowed: each dashboard once",
        ],
        [
            "a folder that only looks like the program's",
            dashboards(file("a", "kong")),
            'p:metrics.grafana.dashboards[0].folder: got "kong"; allowed: "Kong" as before, or a name that differs by more than capitals, spaces and dashes',
        ],
        [
            "the ingress controller's, where there is one",
            { ...dashboards(download("a", "Kong", 15662)), kong: { topology: "ingress-controller" } },
            "p:metrics.grafana.dashboards[0].id: got 15662, which this program includes as kong-ingress-controller; allowed: any other dashboard",
        ],
    ];
    for (const [what, changes, expected] of [...wrong, ...brought]) {
        it(`refuse ${what}`, () => assert.deepEqual(problems(changes), [expected]));
    }

    it("take Kong's from grafana.com, at a revision of one's own, where this program does not include them", () => {
        const grafana = { dashboards: [download("kong-official", "Kong", 7424)] };
        assert.deepEqual(problems({ metrics: { grafana } }), []);
    });

    it("leave the ingress controller's alone in topology hybrid, which does not bring it", () => {
        assert.deepEqual(problems(dashboards(download("kong-ingress-controller", "Kong", 15662))), []);
    });

    it("know what the program brings", () => {
        assert.equal(ours.folder, kongFolder);
        assert.deepEqual(
            ours.downloads,
            Object.fromEntries(Object.entries(pinned).map(([name, { gnetId }]) => [name, gnetId])),
        );
        assert.deepEqual(ours.uids, [...Object.values(dashboardsOf()).map(({ uid }) => uid), dashboardUids.deepflow]);
    });
});

describe("files of dashboards", () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "dashboards-"))));
    afterEach(() => rmSync(folder, { recursive: true }));
    const found = (...contents: unknown[]): string[] => {
        const list = contents.map((content, index) => {
            writeFileSync(
                path.join(folder, `${index}.json`),
                typeof content === "string" ? content : JSON.stringify(content),
            );
            return { kind: "file" as const, path: `${index}.json`, inputs: {} };
        });
        return lines(dashboardFileProblems("k", list, folder, datasources));
    };
    const good = { title: "T", uid: "u" };
    const input = (pluginId: string): object => ({ name: "DS_X", type: "datasource", pluginId });

    it("may be a plain model, or an export that asks for datasources there are", () => {
        assert.deepEqual(
            found(good, {
                ...good,
                uid: "v",
                __inputs: [
                    input("prometheus"),
                    input("loki"),
                    input("__expr__"),
                    { name: "VAR_X", type: "constant", value: "1" },
                ],
                __elements: {},
            }),
            [],
        );
    });

    it("are named where they are missing, no JSON, or no dashboard", () => {
        assert.deepEqual(
            lines(dashboardFileProblems("k", [{ kind: "file", path: "no.json", inputs: {} }], folder, datasources)),
            ['k[0].path: got "no.json", which cannot be read; allowed: a file, by its path from the project\'s folder'],
        );
        assert.match(
            found("{")[0]!,
            /^k\[0\]\.path: got "0\.json", which is no JSON \(.*\); allowed: a dashboard's JSON model$/,
        );
        for (const [content, field] of [
            [[], "title"],
            [null, "title"],
            [{ uid: "u" }, "title"],
            [{ title: "T", uid: null }, "uid"],
            [{ apiVersion: "v2", spec: good }, "title"],
        ] as const) {
            assert.deepEqual(found(content), [
                `k[0].path: got "0.json", which has no ${field}; allowed: a dashboard's JSON model, in Grafana's classic format, with title and uid`,
            ]);
        }
        assert.match(found({ ...good, uid: "a/b" })[0]!, /whose uid is "a\/b"/);
    });

    it("are refused with questions that nobody answers", () => {
        assert.match(
            found({ ...good, __inputs: [input("influxdb")] })[0]!,
            /which asks for "DS_X" \("influxdb"\) in __inputs, which a provisioned file cannot answer/,
        );
        assert.match(found({ ...good, __elements: { a: {} } })[0]!, /library panels/);
    });

    it("are refused where a ConfigMap could not hold them", () => {
        assert.deepEqual(
            found({ ...good, description: "x".repeat(1024 * 1024) }).map((line) =>
                line.includes("the limit of a ConfigMap"),
            ),
            [true],
        );
    });

    it("have each a uid of its own", () => {
        assert.deepEqual(found({ ...good, uid: "kong-gateway-signals" }), [
            'k[0].path: got "0.json", whose uid "kong-gateway-signals" belongs to a dashboard of this program; allowed: a uid of its own',
        ]);
        assert.deepEqual(found(good, good), [
            'k[1].path: got "1.json", whose uid "u" is that of k[0] too; allowed: a uid of its own',
        ]);
    });
});
