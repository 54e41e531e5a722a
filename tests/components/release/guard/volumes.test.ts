import assert from "node:assert/strict";
import type { LiveVolumes } from "../../../../components/release/guard/live";
import { databaseObstacles, resizes, volumeObstacles } from "../../../../components/release/guard/volumes";
import { planOf, valuesOf } from "../../../tools/plan/stacks";

describe("the volumes of a release", () => {
    const loki = (size?: string, more: object = {}): object => ({
        singleBinary: { persistence: { ...(size !== undefined && { size }), ...more } },
    });
    const change = (
        before: object | undefined,
        after: object,
        overrides?: Record<string, unknown>,
    ): ReturnType<typeof resizes> => resizes({ chart: "loki", releaseName: "loki", overrides }, before, after);
    const live = (size: string | undefined, claims: Record<string, string[]>): LiveVolumes => ({
        sets: size === undefined ? {} : { loki: { storage: size } },
        claims: Object.entries(claims).map(([name, [request = "", capacity = request, storageClass]]) => ({
            name,
            labels: {},
            request,
            capacity,
            ...(storageClass !== undefined && { storageClass }),
        })),
        expandable: { gp3: true, slow: false },
    });
    const text = (changes: ReturnType<typeof resizes>, at: Parameters<typeof volumeObstacles>[2]): string[] =>
        volumeObstacles(changes, "observability", at).flatMap(({ key, message, steps }) => [
            `${key}: ${message}`,
            ...steps,
        ]);
    const growing = change(loki("20Gi"), loki("50Gi"));

    it("are found in the values of every chart that has some, under the setting's key", async () => {
        const found: string[] = [];
        for (const [stack, release, chart] of [
            ["dev", "metrics-kube-prometheus-stack", "kube-prometheus-stack"],
            ["dev", "logs-loki", "loki"],
            ["loki-stack", "logs-loki-stack", "loki-stack"],
            ["dev", "traces-tempo", "tempo"],
        ] as const) {
            const values: unknown = valuesOf(await planOf(stack), release);
            found.push(
                ...resizes({ chart, releaseName: chart }, values, values).map(({ key, after }) => `${key} ${after}`),
            );
        }
        const alertmanager =
            "chartOverrides.kube-prometheus-stack.alertmanager.alertmanagerSpec.storage.volumeClaimTemplate.spec.resources.requests.storage 2Gi";
        assert.deepEqual(found, [
            "metrics.volumeSize 20Gi",
            alertmanager,
            "metrics.grafana.volumeSize 10Gi",
            "logs.volumeSize 20Gi",
            "logs.volumeSize 20Gi",
            "traces.volumeSize 10Gi",
        ]);
    });

    it("are those of the override where it has the last word", () => {
        const [resize] = change(loki("20Gi"), loki("50Gi"), { singleBinary: { persistence: { size: "50Gi" } } });
        assert.equal(resize?.key, "chartOverrides.loki.singleBinary.persistence.size");
    });

    it("are to be grown first, claim by claim, and the set taken away", () => {
        assert.deepEqual(
            text(
                growing,
                live("20Gi", {
                    "storage-loki-0": ["20Gi"],
                    "storage-loki-1": ["20Gi"],
                    "storage-other-0": ["1Gi"],
                    "my-storage-loki-0": ["1Gi"],
                }),
            ),
            [
                "logs.volumeSize: got 50Gi, and in observability storage-loki-0 has 20Gi, storage-loki-1 has 20Gi: Kubernetes does not let an upgrade change it. Grow it first",
                `kubectl --namespace observability patch pvc storage-loki-0 --patch '{"spec":{"resources":{"requests":{"storage":"50Gi"}}}}'`,
                `kubectl --namespace observability patch pvc storage-loki-1 --patch '{"spec":{"resources":{"requests":{"storage":"50Gi"}}}}'`,
                "kubectl --namespace observability wait pvc/storage-loki-0 --for=jsonpath='{.status.capacity.storage}'=50Gi --timeout=10m",
                "kubectl --namespace observability wait pvc/storage-loki-1 --for=jsonpath='{.status.capacity.storage}'=50Gi --timeout=10m",
                "kubectl --namespace observability delete statefulset loki --cascade=orphan",
            ],
        );
    });

    it("are waited for in the form in which the API server shows what they have got", () => {
        for (const [size, shows] of [
            ["51200Mi", "50Gi"],
            ["1024Gi", "1Ti"],
            ["52G", "49Gi"],
            ["1536Mi", "1536Mi"],
        ] as const) {
            const said = text(change(loki("1Gi"), loki(size)), live("1Gi", { "storage-loki-0": ["1Gi"] })).join("\n");
            assert.ok(said.includes(`--for=jsonpath='{.status.capacity.storage}'=${shows} `), said);
            assert.ok(said.includes(`{"storage":"${size}"}`), said);
        }
    });

    it("get through step by step", () => {
        const [claim] = text(growing, live("20Gi", { "storage-loki-0": ["50Gi", "20Gi"] }));
        assert.match(claim ?? "", /storage-loki-0 has 20Gi/, "asked for, and not grown yet");
        assert.deepEqual(text(growing, live("20Gi", { "storage-loki-0": ["50Gi"] })), [
            "logs.volumeSize: got 50Gi, and StatefulSet observability/loki is still made for 20Gi, which Kubernetes does not let an upgrade change. Take the set away, without its pods and volumes",
            "kubectl --namespace observability delete statefulset loki --cascade=orphan",
        ]);
        assert.deepEqual(text(growing, live(undefined, { "storage-loki-0": ["50Gi"] })), []);
        assert.deepEqual(text(growing, live(undefined, { "storage-loki-0": ["51200Mi"] })), []);
    });

    it("are held to what is there, not to what the last attempt wrote down", () => {
        const again = change(loki("50Gi"), loki("50Gi"));
        assert.equal(text(again, live("20Gi", { "storage-loki-0": ["20Gi"] })).length, 4);
        assert.deepEqual(text(again, live("50Gi", { "storage-loki-0": ["50Gi"] })), []);
    });

    it("are looked at in a first install too: claims outlive a release", () => {
        const first = change(undefined, loki("50Gi"));
        assert.deepEqual(text(first, live(undefined, {})), []);
        assert.match(text(first, live(undefined, { "storage-loki-0": ["20Gi"] }))[0] ?? "", /storage-loki-0 has 20Gi/);
    });

    it("that no pod mounts pass once they have what only a mount ends: else no pod could ever come", () => {
        const claim = (request: string, growsAtMount: boolean): LiveVolumes => ({
            ...live(undefined, {}),
            claims: [{ name: "storage-loki-0", labels: {}, request, capacity: "20Gi", growsAtMount }],
        });
        const first = change(undefined, loki("50Gi"));
        assert.deepEqual(text(first, claim("50Gi", true)), []);
        assert.equal(text(first, claim("30Gi", true)).length, 2);
        const steps = text(first, claim("20Gi", false)).slice(1);
        assert.deepEqual(
            steps,
            [
                `kubectl --namespace observability patch pvc storage-loki-0 --patch '{"spec":{"resources":{"requests":{"storage":"50Gi"}}}}'`,
            ],
            "nothing to wait for",
        );
    });

    it("cannot shrink, but can be given up", () => {
        const shrinking = change(loki("20Gi"), loki("5Gi"));
        assert.deepEqual(text(shrinking, live("20Gi", { "storage-loki-0": ["20Gi"] })), [
            "logs.volumeSize: got 5Gi; allowed: at least 20Gi, since a volume cannot shrink. To start over without what is on it",
            "kubectl --namespace observability delete statefulset loki",
            "kubectl --namespace observability delete pvc storage-loki-0 --wait=false",
        ]);
        assert.deepEqual(text(shrinking, { unreachable: "no answer" }), [
            "logs.volumeSize: got 5Gi; allowed: at least 20Gi, since a volume cannot shrink",
        ]);
        assert.deepEqual(text(shrinking, live(undefined, {})), []);
        assert.deepEqual(
            text(change(loki("20Gi"), loki("20Gi")), live("20Gi", { "storage-loki-0": ["50Gi"] })),
            [],
            "a claim that is larger than asked for does no harm",
        );
    });

    it("may not come or go with an upgrade", () => {
        const off = change(loki("20Gi"), loki("20Gi", { enabled: false }));
        assert.match(
            text(off, live("20Gi", { "storage-loki-0": ["20Gi"] })).join("\n"),
            /got none, and StatefulSet observability\/loki has one of 20Gi.*\n.*--cascade=orphan$/,
        );
        const on = change(loki("20Gi", { enabled: false }), loki("20Gi"));
        const without: LiveVolumes = { sets: { loki: {} }, claims: [], expandable: {} };
        assert.match(
            text(on, without).join("\n"),
            /got 20Gi, and StatefulSet observability\/loki has none.*\n.*--cascade=orphan$/,
        );
        assert.deepEqual(text(on, { ...without, sets: {} }), []);
    });

    it("are refused where the cluster does not tell, and only where something changes", () => {
        const [message, ...steps] = text(growing, { unreachable: "connect ECONNREFUSED" });
        assert.match(
            message ?? "",
            /got 50Gi, and the volume of StatefulSet observability\/loki has 20Gi; whether it has grown the cluster does not tell \(connect ECONNREFUSED\)/,
        );
        assert.equal(steps.length, 3);
        assert.deepEqual(text(change(loki("20Gi"), loki("20480Mi")), { unreachable: "" }), []);
        assert.deepEqual(text(change(undefined, loki("20Gi")), { unreachable: "" }), []);
    });

    it("need a class that lets them grow", () => {
        const [, first] = text(growing, live("20Gi", { "storage-loki-0": ["20Gi", "20Gi", "slow"] }));
        assert.equal(first, `kubectl patch storageclass slow --patch '{"allowVolumeExpansion":true}'`);
        assert.doesNotMatch(
            text(growing, live("20Gi", { "storage-loki-0": ["20Gi", "20Gi", "gp3"] })).join(),
            /storageclass/,
        );
    });

    it("are left to the chart's own Job where that is on", () => {
        const job = { singleBinary: { persistence: { size: "50Gi" }, statefulSetRecreateJob: { enabled: true } } };
        assert.deepEqual(change(loki("20Gi"), job), []);
    });

    it("of Prometheus are grown alone: its operator makes the set anew", () => {
        const values = (storage: string): object => ({
            prometheus: {
                prometheusSpec: {
                    storageSpec: { volumeClaimTemplate: { spec: { resources: { requests: { storage } } } } },
                },
            },
        });
        const set = "prometheus-kube-prometheus-stack-prometheus";
        const at = (size: string, claim: string): LiveVolumes => ({
            sets: { [set]: { [`${set}-db`]: size } },
            claims: [{ name: `${set}-db-${set}-0`, labels: {}, request: claim, capacity: claim }],
            expandable: {},
        });
        const changes = resizes(
            { chart: "kube-prometheus-stack", releaseName: "kube-prometheus-stack" },
            values("20Gi"),
            values("50Gi"),
        );
        const steps = text(changes, at("20Gi", "20Gi"));
        assert.match(
            steps[0] ?? "",
            /^metrics\.volumeSize: got 50Gi, and in observability .* has 20Gi: the operator would recreate the set and leave the claim as it is/,
        );
        assert.equal(steps.length, 3);
        assert.doesNotMatch(steps.join(), /delete statefulset/);
        assert.deepEqual(text(changes, at("20Gi", "50Gi")), []);
        const shard = {
            ...at("20Gi", "50Gi"),
            claims: [{ name: `${set}-db-${set}-shard-1-0`, labels: {}, request: "20Gi" }],
        };
        assert.equal(text(changes, shard).length, 3, "shards count");
    });

    it("of PostgreSQL are grown by its operator, where their class lets it", () => {
        const claims = (storageClass: string): LiveVolumes => ({
            sets: {},
            claims: [{ name: "kong-db-1", labels: { "cnpg.io/cluster": "kong-db" }, request: "10Gi", storageClass }],
            expandable: { gp3: true, slow: false },
        });
        const obstacles = (before: string, after: string, at: Parameters<typeof databaseObstacles>[2]): string[] =>
            databaseObstacles("kong-db", { key: "kong.database.volumeSize", before, after }, at).flatMap(
                ({ message, steps }) => [message, ...steps],
            );
        assert.deepEqual(obstacles("10Gi", "20Gi", claims("gp3")), []);
        assert.deepEqual(obstacles("10Gi", "20Gi", { unreachable: "" }), []);
        assert.equal(
            obstacles("10Gi", "20Gi", claims("slow"))[1],
            `kubectl patch storageclass slow --patch '{"allowVolumeExpansion":true}'`,
        );
        assert.deepEqual(obstacles("10Gi", "5Gi", claims("gp3")), [
            "got 5Gi; allowed: at least 10Gi, since a volume cannot shrink",
        ]);
    });
});
