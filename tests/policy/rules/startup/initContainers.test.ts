import assert from "node:assert/strict";
import { unknown } from "../../../../policy/library/resource";
import { startup } from "../../../../policy/rules/startup/rule";
import { planOf, stackFiles } from "../../../tools/plan/stacks";
import { application, kubernetes, messages, release as chartOf, seenOf } from "../../helpers";
import { release } from "./made";

describe("policy startup: init containers", () => {
    const pod = (container: object): ReturnType<typeof kubernetes> =>
        kubernetes("apps/v1", "Deployment", "shop", {
            spec: { template: { spec: { initContainers: [{ name: "wait", image: "busybox:1.37", ...container }] } } },
        });
    const ending = ": no container of its pod starts; let it end, or set restartPolicy: Always";
    const at = "shop: spec.template.spec.initContainers[0] (wait)";

    it("passes those that end, and sidecars", () => {
        const shells = [
            "until nc -z db 5432; do sleep 2; done",
            "while true; do nc -z db 5432 && break; sleep 1; done",
            "sleep 5",
            "tail -n 1 /etc/hosts",
            "tail x; test -f y",
            "timeout 60 sleep infinity || true",
            "timeout 60 sh -c 'while true; do nc -z db 5432; sleep 1; done'",
            "tail -f /var/log/x & sleep 9; kill $!",
            "echo ready # no while true; do here",
        ];
        for (const script of shells) {
            assert.deepEqual(messages(startup, [pod({ command: ["sh", "-c", script] })]), [], script);
        }
        assert.deepEqual(
            messages(startup, [pod({ command: ["sleep", "infinity"], restartPolicy: "Always", livenessProbe: {} })]),
            [],
        );
        assert.deepEqual(
            messages(startup, [
                pod({ image: "quay.io/kiwigrid/k8s-sidecar:2.10.1", env: [{ name: "METHOD", value: "LIST" }] }),
            ]),
            [],
        );
    });

    it("refuses those that wait forever", () => {
        const scripts = {
            "sleep infinity": ["sleep infinity", "exec sleep inf"],
            "tail -f": ["tail -f /dev/null", "tail -n 0 -f /dev/null", "tail -qF x", "tail --follow x"],
            "a loop without an end": [
                "while true; do sleep 1; done",
                "while :\ndo date; done",
                "while [ 1 ]; do true; done",
                "while sleep 5; do date; done",
                "until false; do sleep 1; done",
                "for ((;;)); do sleep 1; done",
                "while true; do curl --max-timeout 5 db; sleep 1; done",
            ],
        };
        for (const [what, script] of Object.entries(scripts).flatMap(([what, all]) =>
            all.map((script) => [what, script]),
        )) {
            assert.deepEqual(messages(startup, [pod({ command: ["sh", "-c"], args: [script] })]), [
                `${at} waits forever (${what})${ending}`,
            ]);
        }
    });

    it("refuses a k8s-sidecar that watches, whatever it is called", () => {
        const image = "mirror.example.com/kiwigrid/k8s-sidecar:2.10.1";
        assert.deepEqual(messages(startup, [pod({ image, env: [{ name: "METHOD", value: "SLEEP" }] })]), [
            `${at} watches forever (METHOD SLEEP)${ending}`,
        ]);
        assert.deepEqual(messages(startup, [pod({ image })]), [`${at} watches forever (METHOD is not set)${ending}`]);
        assert.deepEqual(messages(startup, [pod({ image, envFrom: [{ configMapRef: { name: "settings" } }] })]), []);
        assert.deepEqual(messages(startup, [pod({ image, env: [{ name: "METHOD", valueFrom: {} }] })]), []);
    });

    it("refuses a probe that the API server refuses", () => {
        assert.deepEqual(messages(startup, [pod({ readinessProbe: { exec: {} } })]), [
            `${at} has a readinessProbe, which only an init container with restartPolicy: Always may have${ending}`,
        ]);
        assert.deepEqual(
            messages(startup, [pod({ restartPolicy: unknown, command: ["sleep", "infinity"], readinessProbe: {} })]),
            [],
        );
    });

    it("finds them in values and custom resources", () => {
        const sleep = { name: "s", command: ["sleep", "infinity"] };
        assert.deepEqual(
            messages(startup, [release("kube-prometheus-stack", { grafana: { extraInitContainers: [sleep] } })]),
            [`kube-prometheus-stack: grafana.extraInitContainers[0] (s) waits forever (sleep infinity)${ending}`],
        );
        assert.deepEqual(
            messages(startup, [
                kubernetes("opentelemetry.io/v1beta1", "OpenTelemetryCollector", "otel", {
                    spec: { initContainers: [sleep] },
                }),
            ]),
            [`otel: spec.initContainers[0] (s) waits forever (sleep infinity)${ending}`],
        );
        assert.equal(
            messages(startup, [
                application("a", {
                    chart: "kong",
                    helm: { valuesObject: { deployment: { initContainers: [sleep] } } },
                }),
            ]).length,
            1,
        );
    });

    for (const stack of Object.keys(stackFiles)) {
        it(`passes the stack ${stack}`, async () => {
            assert.deepEqual(messages(startup, seenOf(await planOf(stack))), []);
        });
    }
});

describe("policy startup: Loki", () => {
    const loki = (ceiling: unknown, memory: unknown): string[] => {
        const resources = { limits: { memory } };
        const wal = { wal: { replay_memory_ceiling: ceiling } };
        const found = messages(startup, [chartOf("loki", { loki: { ingester: wal }, singleBinary: { resources } })]);
        const stack = messages(startup, [chartOf("loki-stack", { loki: { config: { ingester: wal }, resources } })]);
        assert.deepEqual(
            stack,
            found.map((text) => text.replace(/^loki: loki\./, "loki-stack: loki.config.")),
        );
        return found;
    };

    it("refuses more of a write-ahead log in memory than there is, as an override of its memory alone makes it", () => {
        assert.deepEqual(loki("512MB", "256Mi"), [
            "loki: loki.ingester.wal.replay_memory_ceiling is 512MB, and the container has 256Mi: after a crash each start reads the " +
                "write-ahead log until the kernel ends it; allowed: less than that, best half of it",
        ]);
        assert.deepEqual(
            [loki("512MB", "1Gi"), loki(undefined, "256Mi"), loki("512MB", undefined), loki(unknown, "256Mi")],
            [[], [], [], []],
        );
    });
});
