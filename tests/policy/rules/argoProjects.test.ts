import assert from "node:assert/strict";
import { argoProjects } from "../../../policy/rules/argoProjects/rule";
import type { Seen, Values } from "../../../policy/library/resource";
import { kubernetes, messages } from "../helpers";

const api = "argoproj.io/v1alpha1";
const project = (spec: Values): Seen => kubernetes(api, "AppProject", "kong", { spec });
const named = {
    sourceRepos: ["https://charts.konghq.com", "registry.example.com/*"],
    destinations: [{ server: "*", namespace: "kong" }],
    clusterResourceWhitelist: [{ group: "*", kind: "ClusterRole" }],
};

describe("policy argo-projects", () => {
    it("passes a project that names what it allows, and Applications of it", () => {
        const application = kubernetes(api, "Application", "kong-dp", { spec: { project: "kong" } });
        assert.deepEqual(messages(argoProjects, [project(named), application]), []);
    });

    it("names each place that allows everything", () => {
        const open = {
            sourceRepos: ["*"],
            sourceNamespaces: ["**"],
            destinations: [...named.destinations, { server: "*", namespace: "*" }],
            clusterResourceWhitelist: [{ group: "*", kind: "*" }],
        };
        assert.deepEqual(messages(argoProjects, [project(open)]), [
            "kong: sourceRepos[0] is *: any repository",
            "kong: sourceNamespaces[0] is **: Applications of any namespace",
            "kong: destinations[1].namespace is *: any namespace",
            "kong: clusterResourceWhitelist[0] is */*: any cluster-wide kind",
        ]);
        assert.deepEqual(messages(argoProjects, [project(open)], { allowed: ["kong"] }), []);
    });

    it("refuses the project default, also by omission, and in a set", () => {
        const what = "spec.project is default, which allows everything; name one";
        for (const spec of [{ project: "default" }, {}]) {
            assert.deepEqual(messages(argoProjects, [kubernetes(api, "Application", "a", { spec })]), [`a: ${what}`]);
        }
        const set = kubernetes(api, "ApplicationSet", "s", {
            spec: {
                generators: [{ list: { elements: [{ name: "a" }] } }],
                template: { metadata: { name: "{{name}}" }, spec: { project: "default" } },
            },
        });
        assert.deepEqual(messages(argoProjects, [set]), [`s, Application a: ${what}`]);
        assert.deepEqual(
            messages(argoProjects, [kubernetes(api, "Application", "a", { spec: { project: "[unknown]" } })]),
            [],
        );
    });
});
