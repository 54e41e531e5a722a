import { randomUUID } from "node:crypto";
import { descriptionOf } from "../../../charts";
import { listed } from "../../../charts/words";
import { isObject } from "../../../tools/plan/values";
import { at, type Properties, unknown } from "./properties";
import type { Difference, SimulatedProvider, Subject } from "./provider";

const release = "kubernetes:helm.sh/v3:Release";

/**
 * What the provider makes anew because Kubernetes, or the provider's own caution, does not change it in place
 * (provider/pkg/provider/diff.go in pulumi/pulumi-kubernetes), of the kinds that this program makes.
 */
const fixed: Record<string, string[] | undefined> = {
    "kubernetes:core/v1:Secret": ["type", "stringData", "data"],
    "kubernetes:core/v1:ConfigMap": ["binaryData", "data"],
    "kubernetes:batch/v1:Job": ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding": ["roleRef"],
    "kubernetes:storage.k8s.io/v1:StorageClass": ["parameters", "provisioner"],
};

/** A release that no stack has made, as Helm's record has it. */
export interface InstalledRelease {
    chart: string;
    version: string;
    values?: Properties;
}

/** A cluster that runs everything at once, behind the provider's rules about what is replaced. */
export class Kubernetes implements SimulatedProvider {
    /** What others have installed, by `NAMESPACE/RELEASE`. */
    public readonly installed = new Map<string, InstalledRelease>();
    /** What others have made, whole. */
    public objects: Properties[] = [];
    private readonly mutable = new Set<string>();

    /** By default (`upsertExistingObjects`); Helm does so by itself, with all that charts make outside of namespaces. */
    takes({ type }: Subject, id: string, { chart, name, namespace }: Properties): string[] {
        if (!type.startsWith("kubernetes:") || type.endsWith("Patch")) {
            return [];
        }
        const known = type === release && descriptionOf(String(chart).split("/").at(-1) ?? "");
        const wide = known ? listed(known.clusterWide).map((named) => named(String(name), String(namespace))) : [];
        return [`${type} ${id}`, ...wide];
    }

    /** Two of the rules are the provider's own caution, and can be turned off. */
    configure(config: Properties): void {
        for (const kind of ["Secret", "ConfigMap"]) {
            if (String(config[`enable${kind}Mutable`]) === "true") {
                this.mutable.add(`kubernetes:core/v1:${kind}`);
            }
        }
    }

    replacement({ type }: Subject, { inputs }: { inputs: Properties }, after: Properties): Difference | undefined {
        const identity = type === release ? ["name", "namespace"] : ["metadata.name", "metadata.namespace"];
        const differs = (path: string): boolean => JSON.stringify(at(inputs, path)) !== JSON.stringify(at(after, path));
        const immutable = !this.mutable.has(type) || at(after, "immutable") === true;
        const replaces = [...identity, ...(immutable ? (fixed[type] ?? []) : [])].filter(differs);
        if (replaces.length === 0) {
            return undefined;
        }
        return { replaces, deleteBeforeReplace: type !== release && !identity.some(differs) };
    }

    id({ type }: Pick<Subject, "type">, inputs: Properties): string {
        const [namespace, name] =
            type === release
                ? [at(inputs, "namespace"), at(inputs, "name")]
                : [at(inputs, "metadata.namespace"), at(inputs, "metadata.name")];
        return namespace === undefined ? String(name) : `${String(namespace)}/${String(name)}`;
    }

    refuses({ type }: Subject, id: string): string | undefined {
        if (type === release) {
            return this.installed.has(id) ? "cannot re-use a name that is still in use" : undefined;
        }
        return this.object(type, id) === undefined ? undefined : `resource "${id}" already exists`;
    }

    private object(type: string, id: string): Properties | undefined {
        return this.objects.find(
            (object) => type.endsWith(`:${String(object.kind)}`) && this.id({ type }, object) === id,
        );
    }

    outputs({ type }: Subject, inputs: Properties, preview: boolean, before?: Properties): Properties {
        if (type !== release) {
            // Each object has one of its own, also one that the server only tries out.
            const uid = before === undefined ? randomUUID() : at(before, "metadata.uid");
            // Another one with each change; what the server only tries out has none yet, or its last.
            const last = at(before ?? {}, "metadata.resourceVersion");
            const resourceVersion = preview ? last : String(Number(last ?? 0) + 1);
            const stored = { uid, ...(resourceVersion !== undefined && { resourceVersion }) };
            return isObject(inputs.metadata) ? { metadata: { ...inputs.metadata, ...stored } } : {};
        }
        const { name, namespace, chart, version } = inputs;
        return {
            status: preview ? unknown : { name, namespace, chart, version, revision: 1, status: "deployed" },
            resourceNames: preview ? unknown : {},
        };
    }

    /**
     * Of a release what Helm knows (importRelease and setDefaults in provider/pkg/provider/helm_release.go): not where
     * its chart came from, nor how long it was waited for.
     */
    inputsRead({ type }: Subject, id: string): Properties | undefined {
        const [namespace, name] = id.split("/");
        return type === release ? { name, namespace, ...this.installed.get(id), timeout: 300 } : this.object(type, id);
    }

    /** A release that others installed, or that Helm gave up; an object of others; what the inputs say, or a Service with all that any type of it can have. */
    read(subject: Subject, id: string, inputs: Properties): Properties {
        const { type } = subject;
        if (type === release) {
            const [namespace, name] = id.split("/");
            const found = this.installed.get(id);
            const status = { name, namespace, revision: 1, status: found === undefined ? "failed" : "deployed" };
            return { name, namespace, ...found, status };
        }
        const object = this.object(type, id);
        if (object !== undefined) {
            return { ...object, ...this.outputs(subject, object, false) };
        }
        if (inputs.kind !== undefined) {
            return { ...inputs, ...this.outputs(subject, inputs, false) };
        }
        if (type !== "kubernetes:core/v1:Service") {
            throw new Error(`the simulated cluster has no ${type} ${id}`);
        }
        const [namespace, name] = id.split("/");
        return {
            apiVersion: "v1",
            kind: "Service",
            metadata: { name, namespace },
            spec: { clusterIP: "10.96.0.10", ports: [{ name: "kong-proxy", port: 80, nodePort: 32080 }] },
            status: { loadBalancer: { ingress: [{ hostname: `${name}.elb.eu-central-1.amazonaws.com` }] } },
        };
    }
}
