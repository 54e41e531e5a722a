import { judge, type PackConfig, type Verdict } from "../../policy/judge";
import type { Seen, Values } from "../../policy/library/resource";
import { configOf, type Rule } from "../../policy/library/rule";
import { System } from "../../policy/library/system";
import type { Plan } from "../../tools/plan/evaluate";
import { seenOf } from "../../tools/plan/verdict";

export { seenOf };

/** A resource as a rule sees it. */
export function seen(type: string, name: string, inputs: Values, more: Partial<Seen> = {}): Seen {
    return {
        urn: `urn:pulumi:test::test::${type}::${name}`,
        type,
        name,
        protect: false,
        parent: undefined,
        inputs,
        ...more,
    };
}

/** A Helm release. */
export function release(chart: string, values: Values, more: Values = {}): Seen {
    const name = (more.name as string | undefined) ?? chart;
    return seen("kubernetes:helm.sh/v3:Release", name, {
        chart,
        version: "1.2.3",
        name,
        namespace: "kong",
        repositoryOpts: { repo: "https://charts.example.com" },
        values,
        ...more,
    });
}

/** An Argo CD Application, with its values as text, as the post writes them. */
export function application(name: string, source: Values): Seen {
    return kubernetes("argoproj.io/v1alpha1", "Application", name, {
        spec: { source, destination: { namespace: "kong" } },
    });
}

/** A Kubernetes object. */
export function kubernetes(apiVersion: string, kind: string, name: string, body: Values): Seen {
    return seen(`kubernetes:${apiVersion}:${kind}`, name, {
        apiVersion,
        kind,
        ...body,
        metadata: { name, namespace: "kong", ...(body.metadata as Values | undefined) },
    });
}

/** A plugin of the ingress controller for every request. */
export function clusterPlugin(plugin: string, config: Values): Seen {
    return kubernetes("configuration.konghq.com/v1", "KongClusterPlugin", plugin, {
        plugin,
        config,
        metadata: { labels: { global: "true" }, annotations: { "kubernetes.io/ingress.class": "kong" } },
    });
}

/** A decK state file in a ConfigMap. */
export function deckFile(file: Values): Seen {
    return kubernetes("v1", "ConfigMap", "deck", {
        data: { "kong.yaml": JSON.stringify({ _format_version: "3.0", ...file }) },
    });
}

/** The messages of one rule. */
export function messages(rule: Rule, resources: Seen[], config: object = {}): string[] {
    return rule.check(new System(resources), configOf(rule, config)).map(({ message }) => message);
}

export function verdicts(rules: Rule[], plan: Plan, config: PackConfig): Verdict[] {
    return judge(rules, seenOf(plan), config);
}
