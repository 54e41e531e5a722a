import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { chartSource } from "../../../../charts/registry";
import { chartPin } from "../../../../charts";
import {
    application,
    applicationName,
    sourceOf,
    withoutSecrets,
} from "../../../../components/release/argocd/application";
import type { ArgoCd } from "../../../../components/release/argocd/argoCd";
import { whenReady } from "../../../../components/release/argocd/ready";
import { projectSpec } from "../../../../components/release/argocd/project";

const argoCd: ArgoCd = {
    namespace: "argocd",
    project: "gateway",
    destination: { server: "https://kubernetes.default.svc" },
    retry: { limit: 10, backoff: "10s", longest: "3m" },
    retain: false,
    ready: [],
};
const { version } = chartPin("kong");
const installed = {
    source: chartSource("kong", {}),
    releaseName: "kong-cp",
    namespace: "kong",
    values: { replicaCount: 2 },
    skipCrds: true,
    ignored: [],
};

describe("an Application of Argo CD", () => {
    it("is the chart, version, values and place that Helm would get", () => {
        const { metadata, spec } = application(installed, argoCd);
        assert.equal(metadata.name, "kong-kong-cp");
        assert.equal(metadata.namespace, "argocd");
        assert.deepEqual(spec.source, {
            repoURL: "https://charts.konghq.com",
            chart: "kong",
            targetRevision: version,
            helm: { releaseName: "kong-cp", valuesObject: { replicaCount: 2 }, skipCrds: true, skipTests: true },
        });
        assert.deepEqual(spec.destination, { server: "https://kubernetes.default.svc", namespace: "kong" });
        assert.equal(spec.project, "gateway");
    });

    it("is kept in sync by itself, and cleaned up after", () => {
        const { metadata, spec } = application(installed, argoCd);
        assert.deepEqual(metadata.finalizers, ["resources-finalizer.argocd.argoproj.io"]);
        assert.deepEqual(spec.syncPolicy.automated, { prune: true, selfHeal: true });
        assert.deepEqual(spec.syncPolicy.retry, {
            limit: 10,
            backoff: { duration: "10s", factor: 2, maxDuration: "3m" },
        });
        assert.ok(!spec.syncPolicy.syncOptions.some((option) => option.startsWith("Replace")));
    });

    it("leaves what it installed, if it is told to, and nothing else changes", () => {
        const [usual, retaining] = [argoCd, { ...argoCd, retain: true }].map((given) => application(installed, given));
        assert.ok(!("finalizers" in retaining!.metadata));
        assert.deepEqual(retaining!.spec, usual!.spec);
    });

    it("has CRDs and rules only where there are any", () => {
        const { spec } = application({ ...installed, skipCrds: false }, argoCd);
        assert.ok(!("skipCrds" in spec.source.helm));
        assert.ok(!("ignoreDifferences" in spec));
        const rule = { kind: "Service", jsonPointers: ["/spec/x"] };
        assert.deepEqual(application({ ...installed, ignored: [rule] }, argoCd).spec.ignoreDifferences, [rule]);
    });

    it("has a name of its own where release names are the same", () =>
        assert.notEqual(
            applicationName({ namespace: "kong", releaseName: "kong" }),
            applicationName({ namespace: "other", releaseName: "kong" }),
        ));

    it("finds its chart in a repository, and in a registry without oci://", () => {
        assert.deepEqual(sourceOf(chartSource("kong", { charts: "https://charts.example.com/" })), {
            repoURL: "https://charts.example.com",
            chart: "kong",
            targetRevision: version,
        });
        assert.deepEqual(sourceOf(chartSource("kong", { charts: "oci://registry.example.com/mirror/charts" })), {
            repoURL: "registry.example.com/mirror/charts",
            chart: "kong",
            targetRevision: version,
        });
        assert.throws(() => sourceOf(chartSource("kong", { charts: "./charts" })), /a file of the machine/);
    });
});

describe("what `up` waits for", () => {
    it("is a status of exactly this spec", () => {
        for (const key of ["source", "destination", "ignoreDifferences"]) {
            assert.match(whenReady, new RegExp(`@\\.sync\\.comparedTo\\.${key} == \\$\\.spec\\.${key}`));
        }
    });

    it("is read by the provider: single equals signs, inner braces and blanks before && are not", () => {
        const [, path = ""] = /^jsonpath=\{(.*)\}$/.exec(whenReady) ?? [];
        assert.notEqual(path, "");
        assert.doesNotMatch(path, /[{}]|[^=]=[^=]| &&/);
    });
});

describe("values of an Application", () => {
    const plain = (value: unknown): Promise<unknown> =>
        new Promise((resolve, reject) => {
            // Rejects as the program would.
            (withoutSecrets(pulumi.output(value), "values: a") as unknown as { promise(): Promise<unknown> })
                .promise()
                .then(resolve, reject);
        });

    it("stay as they are", async () => {
        assert.equal(await plain("text"), "text");
        assert.deepEqual(withoutSecrets({ a: [1, null, { b: true }] }, "values: "), { a: [1, null, { b: true }] });
    });

    it("are no secrets, or are named", () =>
        assert.rejects(plain(pulumi.secret("x")), /^Error: values: a is a secret/));
});

describe("an AppProject", () => {
    const spec = projectSpec("words", {
        registry: {},
        destination: { name: "in-cluster" },
        namespaces: ["kong", "observability", "kong"],
    });

    it("allows our namespaces on one cluster, each once", () =>
        assert.deepEqual(spec.destinations, [
            { name: "in-cluster", namespace: "kong" },
            { name: "in-cluster", namespace: "observability" },
        ]));

    it("allows our charts' repositories, or the mirror alone", () => {
        assert.ok(spec.sourceRepos.includes("https://charts.konghq.com"));
        const mirrored = { registry: { charts: "oci://registry.example.com/charts" }, namespaces: [] };
        const { sourceRepos } = projectSpec("words", { ...mirrored, destination: { name: "a" } });
        assert.deepEqual(sourceRepos, ["registry.example.com/charts"]);
    });

    it("allows the kinds without a namespace that they make, and CRDs", () => {
        const kinds = spec.clusterResourceWhitelist.map(({ group, kind }) => `${group}/${kind}`);
        assert.ok(kinds.includes("rbac.authorization.k8s.io/ClusterRole"));
        assert.ok(kinds.includes("apiextensions.k8s.io/CustomResourceDefinition"));
        assert.ok(!kinds.some((kind) => kind.includes("*")));
    });
});
