import assert from "node:assert/strict";
import type { Manifest } from "../../../../tools/render/manifests";
import { judged, object, problems, type Body, where, workload } from "./made";

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
            `${where}: shop: X needs the Secret login, which nothing creates`,
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
            found.map((problem) => / needs the (.*), which nothing creates$/.exec(problem)?.[1]),
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
            /spec.bootstrap.initdb.secret needs the Secret owner, which nothing creates/,
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
        const prometheus = object("Prometheus", "p", {
            apiVersion: "monitoring.coreos.com/v1",
            spec: { secrets: ["tls"] },
        });
        assert.match(problems(prometheus).join(), /Prometheus\/p in shop: volume tls needs the Secret tls/);
    });
});
