import assert from "node:assert/strict";
import type { Manifest } from "../../../tools/render/manifests";
import { runningProblems } from "../../../tools/render/running";
import { place } from "../../../tools/render/running/objects";

type Body = Record<string, unknown>;

const object = (kind: string, name: string, body: Body = {}, metadata: Body = {}): Manifest => ({
    kind,
    ...body,
    metadata: { name, namespace: "shop", ...metadata } as Manifest["metadata"],
});
const image = "registry.example.com/shop:1";
const labels = { app: "shop" };
/** A workload of one container. */
const workload = (container: Body, pod: Body = {}, kind = "Deployment", spec: Body = {}): Manifest =>
    object(kind, "shop", {
        spec: {
            ...spec,
            template: { metadata: { labels }, spec: { ...pod, containers: [{ name: "shop", image, ...container }] } },
        },
    });
const judged = (manifests: Manifest[], named: string[] = []): ReturnType<typeof runningProblems> =>
    runningProblems(place(manifests, "shop", "shop (chart shop)"), new Set(named));
const problems = (...manifests: Manifest[]): string[] => judged(manifests).problems;
const where = "shop (chart shop): Deployment/shop in shop";
const container = `${where}, container shop`;

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
        assert.deepEqual(problems(init({ image: sidecar })), [`${first} watches for ever (METHOD is not set)`]);
        assert.deepEqual(problems(init({ args: ["tail", "-f", "/dev/null"] })), [`${first} waits for ever (tail -f)`]);
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

describe("what runs: what pods refer to", () => {
    const secret = (name: string, key: string, more: Body = {}): Body => ({
        env: [{ name: "X", valueFrom: { secretKeyRef: { name, key, ...more } } }],
    });

    it("passes what is there, in the pod's namespace, whoever makes it", () => {
        const made = object("Secret", "login", { stringData: { password: "x" } });
        assert.deepEqual(problems(workload(secret("login", "password")), made), []);
        assert.deepEqual(problems(workload(secret("nowhere", "password", { optional: true }))), []);
        const database = object("Cluster", "db", { apiVersion: "postgresql.cnpg.io/v1", spec: {} });
        assert.deepEqual(problems(workload(secret("db-ca", "ca.crt")), database), []);
        const job = object("Job", "certgen", {
            spec: { template: { spec: { containers: [{ args: ["create", "--secret-name=hook"] }] } } },
        });
        assert.deepEqual(problems(workload(secret("hook", "ca")), job), []);
        const certificate = object("Certificate", "web", { spec: { secretName: "web-tls" } });
        assert.deepEqual(problems(workload(secret("web-tls", "tls.key")), certificate), []);
        assert.deepEqual(
            problems(workload({}, { volumes: [{ name: "ca", configMap: { name: "kube-root-ca.crt" } }] })),
            [],
        );
    });

    it("finds what nobody makes there", () => {
        const elsewhere = object("Secret", "login", {}, { namespace: "other" });
        assert.deepEqual(problems(workload(secret("login", "password")), elsewhere), [
            `${where}: shop: X needs the Secret login, which nobody makes`,
        ]);
        const pod = {
            serviceAccountName: "shop",
            imagePullSecrets: [{ name: "pull" }],
            volumes: [
                { name: "a", configMap: { name: "settings" } },
                { name: "b", projected: { sources: [{ secret: { name: "token" } }] } },
                { name: "c", persistentVolumeClaim: { claimName: "data" } },
            ],
        };
        const missing = [
            "ServiceAccount shop",
            "Secret pull",
            "ConfigMap settings",
            "Secret token",
            "PersistentVolumeClaim data",
            "ConfigMap all",
        ];
        const found = problems(workload({ envFrom: [{ configMapRef: { name: "all" } }] }, pod));
        assert.deepEqual(
            found.map((problem) => / needs the (.*), which nobody makes$/.exec(problem)?.[1]),
            missing,
        );
    });

    it("finds a key that is not there, by variable, item or path", () => {
        const settings = object("ConfigMap", "settings", { data: { "a.yaml": "" } });
        const volumes = [{ name: "v", configMap: { name: "settings", items: [{ key: "b.yaml", path: "b" }] } }];
        const has = "of the ConfigMap settings, which has a.yaml";
        assert.deepEqual(problems(workload({}, { volumes }), settings), [
            `${where}: volume v needs the key b.yaml ${has}`,
        ]);
        const mount = (subPath: string): Manifest =>
            workload(
                { volumeMounts: [{ name: "v", mountPath: "/a.yaml", subPath }] },
                { volumes: [{ name: "v", configMap: { name: "settings" } }] },
            );
        assert.deepEqual(problems(mount("a.yaml"), settings), []);
        assert.deepEqual(problems(mount("c.yaml"), settings), [`${where}: shop: /a.yaml needs the key c.yaml ${has}`]);
        const database = object("Cluster", "db", { apiVersion: "postgresql.cnpg.io/v1", spec: {} });
        assert.match(
            problems(workload(secret("db-ca", "ca.pem")), database).join(),
            /needs the key ca.pem of the Secret db-ca, which has ca.crt, ca.key/,
        );
    });

    it("says nothing of keys that a plan does not show", () => {
        assert.deepEqual(
            problems(workload(secret("login", "password")), object("Secret", "login", { stringData: "[secret]" })),
            [],
        );
    });

    it("notes what the configuration itself names", () => {
        assert.deepEqual(judged([workload(secret("login", "password"))], ["login"]), {
            problems: [],
            notes: ["the Secret login in shop is one that the configuration names: it has to be there before"],
        });
    });

    it("looks into custom resources", () => {
        const cluster = (name: string): Manifest =>
            object("Cluster", "db", {
                apiVersion: "postgresql.cnpg.io/v1",
                spec: { bootstrap: { initdb: { secret: { name } } } },
            });
        assert.match(
            problems(cluster("owner")).join(),
            /spec.bootstrap.initdb.secret needs the Secret owner, which nobody makes/,
        );
        const monitor = object("ServiceMonitor", "m", {
            spec: {
                endpoints: [
                    {
                        tlsConfig: { ca: { configMap: { name: "ca", key: "ca.crt" } } },
                        basicAuth: { username: { name: "u", key: "k" } },
                    },
                ],
            },
        });
        const found = problems(monitor).filter((problem) => problem.includes("needs"));
        assert.deepEqual(
            found.map((problem) => / needs the (\w+ \w+),/.exec(problem)?.[1]),
            ["ConfigMap ca", "Secret u"],
        );
        const prometheus = object("Prometheus", "p", { spec: { secrets: ["tls"] } });
        assert.match(problems(prometheus).join(), /Prometheus\/p in shop: volume tls needs the Secret tls/);
    });
});

describe("what runs: what Services and monitors select", () => {
    const pod = workload({ ports: [{ name: "http", containerPort: 8080 }] });
    const service = (spec: Body, name = "shop"): Manifest => object("Service", name, { spec }, { labels });
    const port = { name: "http", port: 80, targetPort: "http" };
    const good = service({ selector: labels, ports: [port] });
    const at = "shop (chart shop): Service/shop in shop";

    it("passes a Service that leads to a port, and those without a selector", () => {
        assert.deepEqual(
            problems(pod, good, service({ ports: [port] }), service({ type: "ExternalName", selector: { app: "x" } })),
            [],
        );
        assert.deepEqual(problems(pod, service({ selector: labels, ports: [{ port: 8080 }] })), []);
        const prometheus = object("Prometheus", "p", { spec: { portName: "http-web" } });
        const selector = { "operator.prometheus.io/name": "p" };
        assert.deepEqual(
            problems(
                prometheus,
                service({ selector, ports: [{ port: 9090 }, { port: 8080, targetPort: "reloader-web" }] }),
            ),
            [],
        );
    });

    it("finds a Service without pods, or without a port there", () => {
        assert.deepEqual(problems(pod, service({ selector: { app: "other" }, ports: [port] })), [
            `${at} selects no pod: none in shop has app=other`,
        ]);
        for (const targetPort of ["web", 9090]) {
            assert.deepEqual(problems(pod, service({ selector: labels, ports: [{ port: 80, targetPort }] })), [
                `${at} leads port 80 to ${targetPort}, which no container of its pods opens`,
            ]);
        }
    });

    const monitor = (spec: Body, kind = "ServiceMonitor"): Manifest =>
        object(kind, "m", { spec: { selector: { matchLabels: labels }, ...spec } });

    it("passes monitors that find a port", () => {
        assert.deepEqual(
            problems(
                pod,
                good,
                monitor({ endpoints: [{ port: "http" }, { targetPort: 8080 }, { targetPort: "http" }] }),
            ),
            [],
        );
        assert.deepEqual(problems(pod, monitor({ podMetricsEndpoints: [{ port: "http" }] }, "PodMonitor")), []);
        const collector = object("OpenTelemetryCollector", "otel", { spec: { serviceAccount: "default" } });
        const matchLabels = {
            "app.kubernetes.io/instance": "shop.otel",
            "operator.opentelemetry.io/collector-service-type": "monitoring",
        };
        assert.deepEqual(
            problems(collector, monitor({ selector: { matchLabels }, endpoints: [{ port: "monitoring" }] })),
            [],
        );
    });

    it("finds monitors without a target, or without a port", () => {
        const [m, p] = ["shop (chart shop): ServiceMonitor/m in shop", "shop (chart shop): PodMonitor/m in shop"];
        const nobody = { selector: { matchLabels: { app: "x" } } };
        assert.deepEqual(problems(pod, good, monitor({ ...nobody, endpoints: [] })), [
            `${m} selects no Service in shop`,
        ]);
        assert.deepEqual(problems(pod, good, monitor({ endpoints: [{ port: "metrics" }] })), [
            `${m} asks for port metrics, which none of its Services has; they have http`,
        ]);
        assert.deepEqual(problems(pod, good, monitor({ endpoints: [{ targetPort: 9 }] })), [
            `${m} asks for the pods' port 9, which no container of theirs opens`,
        ]);
        assert.deepEqual(problems(pod, monitor({ ...nobody }, "PodMonitor")), [`${p} selects no pod in shop`]);
        assert.deepEqual(problems(pod, monitor({ podMetricsEndpoints: [{ port: "metrics" }] }, "PodMonitor")), [
            `${p} asks for port metrics, which none of its pods has`,
        ]);
    });

    it("says nothing of namespaces in which others run what is scraped", () => {
        const theirs = { selector: { matchLabels: { app: "x" } }, endpoints: [{ port: "x" }] };
        assert.deepEqual(
            problems(pod, good, monitor({ ...theirs, namespaceSelector: { matchNames: ["theirs"] } })),
            [],
        );
        assert.deepEqual(problems(pod, good, monitor({ ...theirs, namespaceSelector: { any: true } })), []);
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
