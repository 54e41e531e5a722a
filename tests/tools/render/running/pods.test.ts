import assert from "node:assert/strict";
import type { Manifest } from "../../../../tools/render/manifests";
import { container, image, labels, object, problems, type Body, where, workload } from "./made";

describe("what runs: init containers", () => {
    const init = (spec: Body): Manifest => workload({}, { initContainers: [{ name: "first", image, ...spec }] });
    const sidecar = "registry.example.com/kiwigrid/k8s-sidecar:2.10.1";

    it("passes those that end, and a sidecar that is waited for", () => {
        const startupProbe = { httpGet: { port: 8082 } };
        const env = [{ name: "HEALTH_PORT", value: "8082" }];
        assert.deepEqual(problems(init({ command: ["sh", "-c", "until nc -z db 5432; do sleep 1; done"] })), []);
        assert.deepEqual(problems(init({ image: sidecar, env, restartPolicy: "Always", startupProbe })), []);
    });

    it("finds those that never end, and a sidecar that nobody waits for", () => {
        const first = `${where}, container first`;
        assert.deepEqual(problems(init({ image: sidecar })), [`${first} watches forever (METHOD is not set)`]);
        assert.deepEqual(problems(init({ args: ["tail", "-f", "/dev/null"] })), [`${first} waits forever (tail -f)`]);
        assert.deepEqual(problems(init({ restartPolicy: "Always" })), [
            `${first} is a sidecar without a startupProbe: the next container starts before it has done anything`,
        ]);
        assert.match(
            problems(init({ livenessProbe: { exec: {} } })).join(),
            /which only an init container with restartPolicy: Always may have/,
        );
    });
});

describe("what runs: probes", () => {
    const probe = (port: unknown): Body => ({ readinessProbe: { httpGet: { port } } });
    const ports = [{ name: "http", containerPort: 8080 }];

    it("passes ports that are declared, named in arguments or variables, or another container's of the pod", () => {
        assert.deepEqual(problems(workload({ ports, ...probe("http") })), []);
        assert.deepEqual(problems(workload({ args: ["--health-probe-addr=:8081"], ...probe(8081) })), []);
        assert.deepEqual(
            problems(workload({ env: [{ name: "HTTP_ADDRESS", value: "0.0.0.0:8082" }], ...probe(8082) })),
            [],
        );
        const other = { name: "other", image, ports: [{ containerPort: 9000 }] };
        assert.deepEqual(problems(workload(probe(9000), { initContainers: [other] })), []);
    });

    it("finds a port that nothing opens, by number or name", () => {
        assert.deepEqual(problems(workload({ ports, ...probe(8081) })), [
            `${container}: readinessProbe asks port 8081, which nothing in the pod opens; open are 8080`,
        ]);
        assert.deepEqual(problems(workload({ ports, lifecycle: { preStop: { httpGet: { port: "web" } } } })), [
            `${container}: preStop asks port web, a name that the container gives no port; it has http`,
        ]);
        assert.match(
            problems(workload({ args: ["--cache-size=8081"], livenessProbe: { grpc: { port: 8081 } } })).join(),
            /asks port 8081/,
        );
    });

    it("believes what a known process listens on, not what is declared", () => {
        const kong = (value: string): Manifest =>
            workload({
                image: "docker.io/library/kong:3.9.3",
                ports: [{ name: "status", containerPort: 8100 }],
                env: [{ name: "KONG_STATUS_LISTEN", value }],
                ...probe("status"),
            });
        assert.deepEqual(problems(kong("0.0.0.0:8100, [::]:8100")), []);
        for (const listen of ["127.0.0.1:8100", "off", "0.0.0.0:8101"]) {
            assert.match(
                problems(kong(listen)).join(),
                /readinessProbe asks port status, which nothing in the pod opens/,
                listen,
            );
        }
    });

    it("finds a liveness probe that ends a process while it replays", () => {
        const tempo = (path: string, more: Body = {}): Manifest =>
            workload({
                image: "docker.io/grafana/tempo:2.10.8",
                ports: [{ containerPort: 3200 }],
                livenessProbe: { httpGet: { path, port: 3200 } },
                ...more,
            });
        assert.match(
            problems(tempo("/ready")).join(),
            /livenessProbe asks \/ready, which fails as long as the process replays its log/,
        );
        assert.deepEqual(problems(tempo("/status/version")), []);
        assert.deepEqual(problems(tempo("/ready", { startupProbe: { httpGet: { path: "/ready", port: 3200 } } })), []);
    });

    it("says nothing of a probe that leaves the pod, or runs a command", () => {
        assert.deepEqual(problems(workload({ livenessProbe: { httpGet: { host: "example.com", port: 80 } } })), []);
        assert.deepEqual(problems(workload({ livenessProbe: { exec: { command: ["true"] } } })), []);
    });
});

describe("what runs: users and folders", () => {
    const nonRoot = { securityContext: { runAsNonRoot: true } };
    const refusals = {
        "docker.io/library/kong:3.9.3": /names its user by name/,
        "docker.io/kong/go-echo:0.3.0": /runs as root/,
    };

    it("finds a user that Kubernetes cannot tell from root, and root itself", () => {
        for (const [known, refusal] of Object.entries(refusals)) {
            assert.match(problems(workload({ image: known, ...nonRoot })).join(), refusal);
            assert.deepEqual(
                problems(workload({ image: known, securityContext: { runAsNonRoot: true, runAsUser: 1000 } })),
                [],
            );
        }
        assert.deepEqual(problems(workload({}, { securityContext: { runAsNonRoot: true, runAsUser: 0 } })), [
            `${container} has runAsNonRoot: true and runAsUser: 0: Kubernetes does not start it`,
        ]);
    });

    it("passes an image with a number, and says nothing of one that is not known", () => {
        assert.deepEqual(problems(workload({ image: "mirror.example.com/all/grafana/tempo:2.10.8", ...nonRoot })), []);
        assert.deepEqual(problems(workload(nonRoot)), []);
    });

    const loki = (mounts: Body[], directory = "/var/loki/compactor"): Manifest[] => [
        workload(
            {
                image: "docker.io/grafana/loki:3.7.6",
                args: ["-config.file=/etc/loki/config.yaml"],
                securityContext: { readOnlyRootFilesystem: true },
                volumeMounts: [{ name: "config", mountPath: "/etc/loki" }, ...mounts],
            },
            {
                volumes: [
                    { name: "config", configMap: { name: "loki" } },
                    { name: "data", emptyDir: {} },
                ],
            },
        ),
        object("ConfigMap", "loki", { data: { "config.yaml": `compactor: { working_directory: ${directory} }` } }),
    ];

    it("finds a folder that the configuration has written on a read-only root", () => {
        const message = `${container} writes /var/loki/compactor, but its root file system is read-only and no writable volume is mounted there`;
        assert.deepEqual(problems(...loki([{ name: "data", mountPath: "/var/loki/" }])), []);
        assert.deepEqual(problems(...loki([])), [message]);
        assert.deepEqual(problems(...loki([{ name: "data", mountPath: "/var/loki", readOnly: true }])), [message]);
        assert.deepEqual(problems(...loki([{ name: "config", mountPath: "/var/loki" }])), [message]);
        assert.deepEqual(problems(...loki([{ name: "data", mountPath: "/var/lok" }])), [message]);
    });

    it("finds a volume of its own that belongs to root", () => {
        const set = (pod: Body): Manifest =>
            workload(
                { volumeMounts: [{ name: "data", mountPath: "/data" }], securityContext: { runAsUser: 1000 } },
                pod,
                "StatefulSet",
                { volumeClaimTemplates: [{ metadata: { name: "data" } }] },
            );
        assert.deepEqual(problems(set({ securityContext: { fsGroup: 1000 } })), []);
        assert.match(
            problems(set({})).join(),
            /writes to the volume at \/data as user 1000, but the pod has no fsGroup/,
        );
        assert.match(problems(set({ securityContext: { runAsUser: 0 } })).join(), /as user 1000/);
    });

    it("looks into the pods that operators make", () => {
        const collector = (volumeMounts: Body[]): Manifest =>
            object("OpenTelemetryCollector", "otel", {
                apiVersion: "opentelemetry.io/v1beta1",
                spec: {
                    image: "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s:0.158.0",
                    config: { extensions: { file_storage: { directory: "/var/lib/agent" } } },
                    securityContext: { readOnlyRootFilesystem: true },
                    volumes: [{ name: "data", hostPath: { path: "/var/lib/agent" } }],
                    volumeMounts,
                },
            });
        assert.deepEqual(problems(collector([{ name: "data", mountPath: "/var/lib/agent" }])), []);
        assert.match(
            problems(collector([])).join(),
            /OpenTelemetryCollector\/otel in shop, container otc-container writes \/var\/lib\/agent/,
        );
    });
});

describe("what runs: stated exceptions", () => {
    it("lets pass what is true, harmless and not ours, and only that", () => {
        const monitor = (name: string): Manifest =>
            object("ServiceMonitor", name, {
                spec: { selector: { matchLabels: labels }, endpoints: [{ targetPort: "status" }] },
            });
        const service = object(
            "Service",
            "shop",
            { spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] } },
            { labels },
        );
        const pod = workload({ ports: [{ containerPort: 8080 }] });
        assert.deepEqual(problems(pod, service, monitor("kong-controller")), []);
        assert.equal(problems(pod, service, monitor("kong-gateway")).length, 1);
    });
});
