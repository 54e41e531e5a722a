import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { spansOfRequest } from "../../components/gateway/plugins/exportQueue";
import type { Plan } from "../../tools/plan/evaluate";
import { droppedId, keptId, traceparent } from "../../tools/verify/traceIds";
import { planWith } from "../tools/plan/stacks";
import { eventually } from "./eventually";
import { itWith } from "./left";
import { type Chain, startChain, upstreams } from "./verify/servers/kong/chain";
import { request as send } from "./verify/servers/kong/request";
import { otherServers } from "./verify/servers/processes";
import { type Span, spansOf } from "./verify/servers/tempo/spans";

const rate = 0.1;
const collectorUrl = "http://opentelemetry-collector.observability.svc:4318";

/** Of a stack at prod's rate, with a route that is not traced and one whose own plugin has a rate of 0. */
function planOf(stack: string, sampling: object): Promise<Plan> {
    const never = {
        name: "opentelemetry",
        config: { traces_endpoint: `${collectorUrl}/v1/traces`, sampling_rate: 0 },
    };
    const routes = [
        { name: "untraced", paths: ["/untraced"], traced: false },
        { name: "never", paths: ["/never"], plugins: [never] },
    ];
    return planWith(stack, {
        sample: false,
        sampling: { strategy: "head", rate, ...sampling },
        gateway: { services: [{ name: "shop", url: `http://${upstreams.echo}`, routes }] },
    });
}

interface Line {
    request: { uri: string };
    trace_id?: string;
}

/** A caller's request: where to, whether the rate keeps its trace id, and whether the caller has sampled it. */
type Case = [path: string, kept: boolean, sampled: boolean];

const request = ["SPAN_KIND_SERVER kong"];
const requestAndBalancer = [...request, `SPAN_KIND_CLIENT kong.balancer ${upstreams.echo}`];
/** Plugins of ours have a span in each phase of theirs: of the access line, of tracing, and of trust in callers. */
const phases = {
    "pre-function": ["rewrite", "access", "header_filter"],
    opentelemetry: ["access", "header_filter"],
    "post-function": ["rewrite", "access", "header_filter"],
};
const everySpan = [
    ...requestAndBalancer,
    "SPAN_KIND_CLIENT kong.dns",
    "SPAN_KIND_INTERNAL kong.router",
    ...Object.entries(phases).flatMap(([plugin, names]) =>
        names.map((phase) => `SPAN_KIND_INTERNAL kong.${phase}.plugin.${plugin}`),
    ),
];

interface Decider {
    planned: () => Promise<Plan>;
    recorded: Case[];
    not: Case[];
    /** Of each trace that is recorded. */
    spans: string[];
}

/** What is decided for callers who are trusted. */
const trusted: Pick<Decider, "recorded" | "not"> = {
    recorded: [
        ["/echo", true, true],
        ["/echo", false, true],
        ["/never", false, true],
    ],
    not: [
        ["/echo", true, false],
        ["/never", true, false],
        ["/untraced", true, true],
    ],
};

const deciders: Record<string, Decider> = {
    "a gateway at prod's rate with the spans of requests alone": {
        planned: () => planOf("local", { spans: "request" }),
        recorded: [["/echo", true, true]],
        not: [
            ["/echo", false, true],
            ["/echo", true, false],
            ["/never", true, true],
            ["/untraced", true, true],
        ],
        spans: request,
    },
    "a gateway that trusts its callers, with the spans of the default": {
        planned: () => planOf("local", { trustCallers: true }),
        ...trusted,
        spans: requestAndBalancer,
    },
    "a gateway of topology ingress-controller that trusts its callers, with all spans": {
        planned: () => planOf("ingress-controller", { trustCallers: true, spans: "all" }),
        ...trusted,
        spans: everySpan,
    },
};

describe("the queue in which spans wait for the collector", () => {
    it("counts as many of a request as Kong is seen to make here", () => {
        const made = { request, "request-and-balancer": requestAndBalancer, all: everySpan };
        const counts = Object.entries(made).map(([spans, { length }]) => [spans, length]);
        assert.deepEqual(spansOfRequest, Object.fromEntries(counts));
    });
});

for (const [decider, { planned, recorded, not, spans }] of Object.entries(deciders)) {
    describe(`what ${decider} decides of a trace`, () => {
        const itHere = itWith(otherServers.kong);
        const withId = ([path, kept, sampled]: Case): { id: string; path: string; sampled: boolean } => ({
            id: (kept ? keptId(rate) : droppedId(rate)) as string,
            path,
            sampled,
        });
        // Those that are recorded come last: when they are seen, the others would have been.
        const [absent, present] = [not.map(withId), recorded.map(withId)];
        const from = Date.now() - 60_000;
        let chain: Chain;

        before(async () => {
            if (process.env[otherServers.kong] === undefined) {
                return;
            }
            chain = await startChain(await planned(), { own: ["untraced", "never"] });
            for (const { id, path, sampled } of [...absent, ...present]) {
                assert.equal(await send(chain.kong.url, path, { traceparent: traceparent(id, sampled) }), 200);
            }
        });
        after(async () => {
            await chain?.stop();
        });

        /** As the upstream was told. */
        const flags = ({ id }: { id: string }): string | undefined => chain.upstreamSaw.get(id)?.split("-")[3];
        const trace = ({ id }: { id: string }): Promise<Span[]> => spansOf(chain.tempoUrl, id);
        const lines = async (): Promise<Line[]> => {
            const during = { from, to: Date.now() + 60_000 };
            const found = await chain.loki.lines('{service_name="kong"} |= `"request"`', during);
            return found.map(({ text }) => JSON.parse(text) as Line);
        };

        itHere("is told the upstream, with the caller's trace id", () => {
            assert.deepEqual(
                present.map(flags),
                present.map(() => "01"),
            );
            assert.deepEqual(
                absent.map(flags),
                absent.map(() => "00"),
            );
            return Promise.resolve();
        });

        itHere("is what is recorded, in the spans that are asked for", async () => {
            const seen = await eventually(
                () => Promise.all(present.map(trace)),
                (traces) => traces.every((found) => found.length >= spans.length),
            );
            // One batch of another worker's later at most.
            await sleep(1000);
            const shown = ({ kind, name, attributes }: Span): string =>
                [kind, name, attributes["net.peer.name"]].filter((text) => text !== undefined).join(" ");
            for (const found of seen) {
                assert.deepEqual(found.map(shown).sort(), [...spans].sort());
            }
            assert.deepEqual(
                await Promise.all(absent.map(trace)),
                absent.map(() => []),
            );
        });

        itHere("is why an access line has a trace id, or none", async () => {
            const found = await eventually(lines, ({ length }) => length >= absent.length + present.length);
            assert.deepEqual(
                found.map(({ request: { uri }, trace_id: id }) => [uri, id]).sort(),
                [...absent.map(({ path }) => [path, undefined]), ...present.map(({ path, id }) => [path, id])].sort(),
            );
        });
    });
}
