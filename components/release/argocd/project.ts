import { chartNames, charts } from "../../../charts";
import { chartSource, type Registry } from "../../../charts/registry";
import { listed } from "../../../charts/words";
import { sourceOf } from "./application";
import type { Destination } from "./argoCd";

interface GroupKind {
    group: string;
    kind: string;
}

/** What an `AppProject` allows. */
interface ProjectSpec {
    description: string;
    sourceRepos: string[];
    destinations: (Destination & { namespace: string })[];
    clusterResourceWhitelist: GroupKind[];
}

/** API groups of the kinds without a namespace that charts create. */
const groups: Readonly<Record<string, string>> = {
    ClusterRole: "rbac.authorization.k8s.io",
    ClusterRoleBinding: "rbac.authorization.k8s.io",
    CustomResourceDefinition: "apiextensions.k8s.io",
    IngressClass: "networking.k8s.io",
    MutatingWebhookConfiguration: "admissionregistration.k8s.io",
    Namespace: "",
    ValidatingWebhookConfiguration: "admissionregistration.k8s.io",
};

/** Applications of this stack come from our charts' repositories, go into our namespaces, and make nothing else. */
export function projectSpec(
    description: string,
    { registry, destination, namespaces }: { registry: Registry; destination: Destination; namespaces: string[] },
): ProjectSpec {
    const repositories = chartNames.map((chart) => sourceOf(chartSource(chart, registry)).repoURL);
    return {
        description,
        sourceRepos: [...new Set(repositories)].sort(),
        destinations: [...new Set(namespaces)].sort().map((namespace) => ({ ...destination, namespace })),
        clusterResourceWhitelist: clusterKinds().map((kind) => ({ group: groupOf(kind), kind })),
    };
}

/** Kinds without a namespace: those of our charts, their CRDs, and namespaces that a sync creates. */
function clusterKinds(): string[] {
    const described = chartNames.flatMap((chart) =>
        listed(charts[chart].clusterWide).map((name) => name("release", "namespace").split("/")[0]!),
    );
    return [...new Set([...described, "CustomResourceDefinition", "Namespace"])].sort();
}

function groupOf(kind: string): string {
    const group = groups[kind];
    if (group === undefined) {
        throw new Error(`components/release/argocd/project.ts knows no API group of ${kind}`);
    }
    return group;
}
