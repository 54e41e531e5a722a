import assert from "node:assert/strict";
import { parser as logql } from "@grafana/lezer-logql";
import { parser as traceql } from "@grafana/lezer-traceql";
import { parser as promql } from "@prometheus-io/lezer-promql";
import { dashboardsOf } from "../../made";
import { sources } from "./families";
import { answered, queriesOf } from "./model";

const variants = {
    "of a stack that has everything": dashboardsOf(),
    "with the ingress controller and promtail": dashboardsOf({
        gateway: { topology: "ingress-controller" },
        logIngestion: "promtail",
    }),
};

/** What the packages agree on: each has types of its own. */
interface Parser {
    parse(query: string): { iterate(spec: { enter(node: Node): void }): void };
}

interface Node {
    type: { name: string; isError: boolean };
    from: number;
    to: number;
}

/** Texts of nodes of some kinds, and whether the parser understood all. */
function read(parser: Parser, query: string, kinds: string[] = []): { texts: string[]; wrong: string[] } {
    const found: { texts: string[]; wrong: string[] } = { texts: [], wrong: [] };
    parser.parse(query).iterate({
        enter: ({ type, from, to }) => {
            if (type.isError) {
                found.wrong.push(`${query}: at ${from}`);
            } else if (kinds.includes(type.name)) {
                found.texts.push(query.slice(from, to));
            }
        },
    });
    return found;
}

/** Every series that the sources have by now, with the names that a histogram's series have. */
const families = new Map(
    Object.values(sources).flatMap(({ target, families }) =>
        Object.entries(families).flatMap(([name, [kind, ...series]]) => {
            const own = series.flatMap((labels) => [...labels.matchAll(/(\w+)="/g)].map(([, label = ""]) => label));
            const of = new Set([...Object.keys(target), ...own, "job", "instance"]);
            return kind === "histogram"
                ? ["_bucket", "_count", "_sum"].map((end) => [`${name}${end}`, of.add("le")] as const)
                : [[name, of] as const];
        }),
    ),
);
/** What every target may have. */
const ofTargets = ["namespace", "pod", "container", "service", "job", "instance", "host"];

for (const [which, dashboards] of Object.entries(variants)) {
    const all = Object.values(dashboards).flatMap((dashboard) => queriesOf(dashboard));
    const promQueries = all.filter(({ language }) => language === "prometheus").map(({ text }) => text);

    describe(`queries of dashboards ${which}`, () => {
        it("are parsed by the parsers of their languages", () => {
            assert.ok(promQueries.length > 90);
            const parsers: Record<string, Parser> = { prometheus: promql, loki: logql, tempo: traceql };
            const wrong = all.flatMap(({ language, text }) => read(parsers[language] as Parser, text).wrong);
            assert.deepEqual(wrong, []);
            assert.deepEqual([...new Set(all.map(({ language }) => language))].sort(), ["loki", "prometheus", "tempo"]);
        });

        it("ask for series that the pinned versions export, by labels that these have", () => {
            for (const query of promQueries) {
                const names = read(promql, query, ["Identifier", "MetricName"]).texts;
                assert.deepEqual(
                    names.filter((name) => !families.has(name)),
                    [],
                    query,
                );
                const labels = new Set(names.flatMap((name) => [...(families.get(name) ?? [])]));
                const asked = read(promql, query, ["LabelName"]).texts;
                assert.deepEqual(
                    asked.filter((label) => !labels.has(label) && !(names.includes("up") && ofTargets.includes(label))),
                    [],
                    query,
                );
            }
        });

        it("name no variable that their dashboard has not", () => {
            for (const dashboard of Object.values(dashboards)) {
                const own = (dashboard.templating.list ?? []).map(({ name }) => name);
                const asked = JSON.stringify(dashboard.panels).matchAll(/\$\{?([a-z_]\w*)/g);
                const unknown = [...asked]
                    .map(([, name = ""]) => name)
                    .filter((name) => !name.startsWith("__") && !own.includes(name));
                assert.deepEqual(unknown, [], dashboard.title);
            }
        });
    });
}

describe("the parsers", () => {
    it("see what is wrong", () => {
        const broken = { prometheus: "sum by (rate(up[5m])", loki: '{a="b"} | |= "c"', tempo: "{ resource.x = }" };
        const parsers = { prometheus: promql, loki: logql, tempo: traceql };
        for (const [language, parser] of Object.entries(parsers)) {
            assert.notDeepEqual(read(parser, answered(broken[language as keyof typeof broken])).wrong, [], language);
        }
    });
});

describe("the list of families", () => {
    it("has none that no dashboard reads", () => {
        const read = Object.values(dashboardsOf()).map((dashboard) => JSON.stringify(dashboard)).join("\n"); // prettier-ignore
        const names = Object.values(sources).flatMap(({ families }) => Object.keys(families));
        assert.deepEqual(
            names.filter((name) => !read.includes(name)),
            [],
        );
    });
});
