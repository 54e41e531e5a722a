import { readJsonOr } from "../../model/parsing";
import { at, isValues, type Seen, textAt, unknown } from "./resource";
import type { System } from "./system";

/** Types whose loss would lose data, or a cluster. Type names are Pulumi's, without versions. */
const stateTypes =
    /^(aws:rds\/(instance:Instance|cluster:Cluster)|aws:kms\/key:Key|aws:s3\/bucket(V2)?:Bucket(V2)?|aws:dynamodb\/table:Table|eks:index:Cluster|aws:eks\/cluster:Cluster)$/;

export function stateful(system: System): Seen[] {
    return system.resources.filter(
        ({ type, urn }) => stateTypes.test(type) && !isChildOf(urn, type, "eks:index:Cluster"),
    );
}

/** Whether a resource is inside a component of this type, whose author decides about it. */
function isChildOf(urn: string, type: string, component: string): boolean {
    const types = urn.split("::")[2]?.split("$") ?? [];
    return (types.at(-1) === type ? types.slice(0, -1) : types).includes(component);
}

/** A configured endpoint of a Kubernetes API. */
export interface ApiEndpoint {
    urn: string;
    name: string;
    /** The key that holds the networks, for messages. */
    key: string;
    /** Networks that may reach it from the internet. Empty: none. */
    publicCidrs: string[];
}

/**
 * Read from our component's arguments, which every preview has; for clusters created otherwise, from their own inputs.
 */
export function apiEndpoints(system: System): ApiEndpoint[] {
    const own = system
        .components("EksCluster")
        .map(({ urn, name, inputs }) =>
            endpoint(urn, name, "endpoint.publicCidrs", true, at(inputs, "endpoint", "publicCidrs") ?? []),
        );
    const components = system
        .ofType("eks:index:Cluster")
        .filter(({ urn, type }) => !isChildOf(urn, type, "kong-observability:cluster:EksCluster"))
        .map(({ urn, name, inputs }) =>
            endpoint(urn, name, "publicAccessCidrs", inputs.endpointPublicAccess, inputs.publicAccessCidrs),
        );
    const plain = system
        .ofType("aws:eks/cluster:Cluster")
        .filter(({ urn, type }) => !isChildOf(urn, type, "eks:index:Cluster"))
        .map(({ urn, name, inputs }) =>
            endpoint(
                urn,
                name,
                "vpcConfig.publicAccessCidrs",
                at(inputs, "vpcConfig", "endpointPublicAccess"),
                at(inputs, "vpcConfig", "publicAccessCidrs"),
            ),
        );
    return [...own, ...components, ...plain];
}

function endpoint(urn: string, name: string, key: string, isPublic: unknown, cidrs: unknown): ApiEndpoint {
    const closed = isPublic === false || isPublic === unknown || cidrs === unknown;
    // By default AWS opens a public endpoint to everyone.
    const open = Array.isArray(cidrs)
        ? cidrs.filter((cidr): cidr is string => typeof cidr === "string" && cidr !== unknown)
        : ["0.0.0.0/0"];
    return { urn, name, key, publicCidrs: closed ? [] : open };
}

/** The settings that make a bucket public, by key. */
export function publicBuckets(system: System): { urn: string; name: string; what: string }[] {
    return system.resources
        .filter(({ type }) => type.startsWith("aws:s3/"))
        .flatMap(({ urn, name, type, inputs }) => {
            const acl = textAt(inputs, "acl");
            const byAcl =
                acl !== undefined && /^(public-|authenticated-read)/.test(acl)
                    ? [`acl is ${acl}; allowed: private`]
                    : [];
            const blocks = type.endsWith(":BucketPublicAccessBlock")
                ? ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"]
                      .filter((key) => inputs[key] !== true && inputs[key] !== unknown)
                      .map((key) => `${key} is not true`)
                : [];
            const byPolicy =
                type.endsWith(":BucketPolicy") && allowsEveryone(inputs.policy)
                    ? ['policy allows Principal "*" without a Condition; name who may read']
                    : [];
            return [...byAcl, ...blocks, ...byPolicy].map((what) => ({ urn, name, what }));
        });
}

function allowsEveryone(policy: unknown): boolean {
    const document = typeof policy === "string" ? readJsonOr(policy, undefined) : policy;
    const statements = at(document, "Statement");
    return (Array.isArray(statements) ? statements : [statements]).filter(isValues).some((statement) => {
        const principal = isValues(statement.Principal) ? statement.Principal.AWS : statement.Principal;
        return (
            statement.Effect === "Allow" &&
            statement.Condition === undefined &&
            (principal === "*" || (Array.isArray(principal) && principal.includes("*")))
        );
    });
}
