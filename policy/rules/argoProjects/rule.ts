import { applicationsOf } from "../../library/installs/applicationSet";
import { isValues, listAt, type Seen } from "../../library/resource";
import { rule, type Violation } from "../../library/rule";

interface Config {
    allowed: string[];
}

/**
 * A project is what keeps an Application to its own places: Argo CD itself may do anything on the cluster.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
 */
export const argoProjects = rule<Config>({
    name: "argo-projects",
    description:
        "An AppProject of Argo CD names its repositories, namespaces and cluster-wide kinds, none of them by `*`; and no Application is in the project `default`, which allows everything.",
    severity: "medium",
    remediationSteps:
        "Name in the AppProject what its Applications need. Give each Application a project of its own. To keep one as it is, add it to argo-projects.allowed in the policy configuration.",
    enforcementLevel: "advisory",
    config: {
        allowed: {
            type: "array",
            items: { type: "string" },
            default: [],
            description: "Resource names of the AppProjects and Applications that may do so",
        },
    },
    check(system, { allowed }) {
        return [
            ...system.kubernetes("AppProject", "argoproj.io/v1alpha1").flatMap(openProject),
            ...system.resources.flatMap(inDefault),
        ]
            .filter(({ name }) => !allowed.includes(name))
            .map(({ urn, name, what }) => ({ urn, message: `${name}: ${what}` }));
    },
});

interface Finding extends Pick<Violation, "urn"> {
    name: string;
    what: string;
}

function openProject({ urn, name, inputs: { spec } }: Seen): Finding[] {
    if (!isValues(spec)) {
        return [];
    }
    const listed = (key: string): unknown[] => (Array.isArray(spec[key]) ? (spec[key] as unknown[]) : []);
    const what = [
        ...listed("sourceRepos").flatMap((repository, index) =>
            isAll(repository) ? [`sourceRepos[${index}] is ${String(repository)}: any repository`] : [],
        ),
        ...listed("sourceNamespaces").flatMap((namespace, index) =>
            isAll(namespace)
                ? [`sourceNamespaces[${index}] is ${String(namespace)}: Applications of any namespace`]
                : [],
        ),
        ...listAt(spec, "destinations").flatMap(({ namespace }, index) =>
            isAll(namespace) ? [`destinations[${index}].namespace is ${String(namespace)}: any namespace`] : [],
        ),
        ...listAt(spec, "clusterResourceWhitelist").flatMap(({ group, kind }, index) =>
            isAll(kind)
                ? [`clusterResourceWhitelist[${index}] is ${String(group)}/${String(kind)}: any cluster-wide kind`]
                : [],
        ),
    ];
    return what.map((one) => ({ urn, name, what: one }));
}

/** Argo CD matches by glob. */
function isAll(pattern: unknown): boolean {
    return typeof pattern === "string" && /^\*+$/.test(pattern);
}

function inDefault(resource: Seen): Finding[] {
    return applicationsOf(resource)
        .filter(({ inputs: { spec } }) => isValues(spec) && (spec.project ?? "default") === "default")
        .map(({ urn, name }) => ({ urn, name, what: "spec.project is default, which allows everything; name one" }));
}
