import assert from "node:assert/strict";
import { referencesOf } from "../../settings/references";
import { validateSettings } from "../../settings/validate";
import { lines } from "./helpers";

const platform = { kind: "stack", name: "acme/platform/prod" };
const observability = { kind: "stack", name: "acme/observability/prod" };
const here = { kind: "kubeconfig" };

/** The problems of a stack with nothing but these settings. */
function problems(settings: Record<string, unknown>): string[] {
    const values = new Map(Object.entries(settings).map(([key, value]) => [key, JSON.stringify(value)]));
    return lines(validateSettings({ project: "p", stack: "dev", values }).problems);
}

describe("layers of other stacks, or none", () => {
    it("make three stacks, each with a layer of its own", () => {
        assert.deepEqual(problems({ cluster: here, observability: { kind: "none" }, kong: { topology: "none" } }), []);
        assert.deepEqual(problems({ cluster: platform, kong: { topology: "none" } }), []);
        assert.deepEqual(problems({ cluster: platform, observability }), []);
        assert.deepEqual(problems({ cluster: platform, observability, kong: { topology: "ingress-controller" } }), []);
    });

    it("are named in full, and are not the stack itself", () => {
        const allowed =
            "ORGANIZATION/PROJECT/STACK, in which the organization is `organization` in a backend of your own";
        assert.deepEqual(problems({ cluster: { kind: "stack", name: "prod" } }), [
            `p:cluster.name: got "prod"; allowed: ${allowed}`,
        ]);
        assert.deepEqual(problems({ cluster: { kind: "stack" } }), [`p:cluster.name: missing; allowed: ${allowed}`]);
        assert.deepEqual(problems({ cluster: here, observability: { kind: "stack", name: "organization/p/dev" } }), [
            'p:observability.name: got "organization/p/dev", which is this stack; allowed: another one',
        ]);
    });

    it("of observability are there with a gateway, and only then another stack's", () => {
        assert.deepEqual(problems({ cluster: here, observability: { kind: "none" } }), [
            'p:observability.kind: got "none"; allowed: own or stack with kong.topology hybrid, whose telemetry has to go somewhere',
        ]);
        assert.deepEqual(problems({ cluster: here, observability, kong: { topology: "none" } }), [
            'p:observability.kind: got "stack"; allowed: own or none with kong.topology none, since nothing here would use what that stack has',
        ]);
    });

    it("leave room for the name of the sample's namespace, where each gateway has one", () => {
        const long = "n".repeat(57);
        const ofSample = (gateway: string, rest: object): string[] =>
            problems({ cluster: here, namespaces: { gateway }, sample: true, ...rest });
        assert.deepEqual(ofSample(long, { observability }), [
            `p:namespaces.gateway: got "${long}" with sample: true; allowed: up to 56 characters, since the sample's namespace is sample- and this one`,
        ]);
        assert.deepEqual(ofSample(long.slice(1), { observability }), []);
        assert.deepEqual(ofSample(long, {}), []);
        assert.deepEqual(ofSample(long, { observability, sample: false }), []);
    });

    it("refuse settings of observability that another stack decides, each by its key", () => {
        const elsewhere =
            "allowed: nothing here, since observability.kind stack takes what that stack has: set it there";
        const refused = problems({
            cluster: platform,
            observability,
            metrics: { retention: "30d", replicas: 2 },
            alerts: { objectives: { availability: 99.5 }, runbookBaseUrl: "https://git.example.com" },
            logs: { events: false },
            traces: { volumeSize: "20Gi" },
            collector: { replicas: 2 },
            networkPolicies: { stores: true },
            namespaces: { observability: "monitoring", gateway: "edge" },
            chartOverrides: { loki: {}, "kube-prometheus-stack": {} },
        });
        assert.deepEqual(refused.sort(), [
            'p:alerts.runbookBaseUrl: got "https://git.example.com"; ' + elsewhere,
            "p:chartOverrides.kube-prometheus-stack: got {}; allowed: nothing here, since that chart is not installed with observability.kind stack",
            "p:chartOverrides.loki: got {}; allowed: nothing here, since that chart is not installed with observability.kind stack",
            `p:collector.replicas: got 2; ${elsewhere}`,
            `p:logs.events: got false; ${elsewhere}`,
            `p:metrics.replicas: got 2; ${elsewhere}`,
            `p:metrics.retention: got "720h"; ${elsewhere}`,
            `p:namespaces.observability: got "monitoring"; ${elsewhere}`,
            `p:networkPolicies.stores: got true; ${elsewhere}`,
            `p:traces.volumeSize: got "20Gi"; ${elsewhere}`,
        ]);
    });

    it("refuse settings of a gateway where there is none, each by its key", () => {
        const none = "allowed: nothing here, since kong.topology none has no gateway";
        const refused = problems({
            cluster: here,
            kong: { topology: "none" },
            gateway: { selectTag: "mine", accessLog: { queryString: true } },
            sampling: { rate: 0.5 },
            sample: true,
            probes: { enabled: true },
            chartOverrides: { kong: {}, ingress: {} },
        });
        assert.deepEqual(refused.sort(), [
            "p:chartOverrides.ingress: got {}; allowed: nothing here, since that chart is not installed with kong.topology none",
            "p:chartOverrides.kong: got {}; allowed: nothing here, since that chart is not installed with kong.topology none",
            `p:gateway.selectTag: got "mine"; ${none}`,
            `p:probes.enabled: got true; ${none}`,
            `p:sample: got true; ${none}`,
            `p:sampling.rate: got 0.5; ${none}`,
        ]);
    });

    it("lead no page through a Kong that is not here", () => {
        const page = { host: "grafana.example.com", tls: { kind: "secret", name: "tls" } };
        const through = (kind: string): string[] =>
            problems({
                cluster: here,
                kong: { topology: "none" },
                access: { through: kind === "kong" ? { kind } : { kind, className: "kong" }, grafana: page },
            });
        assert.deepEqual(through("ingress"), []);
        assert.match(
            through("kong").join("\n"),
            /p:access\.through\.kind: got "kong"; allowed: ingress with kong\.topology none/,
        );
    });

    it("let everything on another stack's cluster stand that its layer may have", () => {
        const kong = { database: { kind: "rds", instanceClass: "db.m7g.large" } };
        assert.deepEqual(problems({ cluster: platform, observability, kong }), []);
        assert.deepEqual(
            problems({ cluster: platform, kong: { topology: "none" }, logs: { storage: { kind: "s3" } } }),
            [],
        );
    });

    it("are listed with the settings that name them", () => {
        const { settings } = validateSettings({
            project: "p",
            stack: "dev",
            values: new Map(
                Object.entries({ cluster: platform, observability }).map(([k, v]) => [k, JSON.stringify(v)]),
            ),
        });
        assert.deepEqual(referencesOf(settings), [
            { layer: "cluster", stack: "acme/platform/prod", key: "cluster.name" },
            { layer: "observability", stack: "acme/observability/prod", key: "observability.name" },
        ]);
        assert.deepEqual(referencesOf({}), []);
    });
});
