import { clusterMode } from "../../library/clusterMode";
import type { KongNode } from "../../library/kong";
import { addressParts } from "../../../model/services";
import { at, isValues, textAt, unknown } from "../../library/resource";
import type { Violation } from "../../library/rule";
import type { System } from "../../library/system";
import { clusterName } from "./clusterCertificate";
import { clusterMount } from "./clusterMount";
import { controlPlaneOf } from "./controlPlane";

/** What Kong needs, and what it ignores, with certificates that differ. */
export function pkiProblems(system: System, nodes: KongNode[]): Violation[] {
    const pki = nodes.filter((node) => clusterMode(node) === "pki");
    return pki.flatMap((node) => {
        const problems = [
            authorityProblem(node),
            commonNameProblem(node),
            ownCertificateProblem(node, pki),
            ...(node.role === "data_plane" ? [serverNameProblem(system, node)] : []),
        ];
        const { urn, name } = node.install;
        return problems
            .filter((problem) => problem !== undefined)
            .map((problem) => ({ urn, message: `${name}: ${problem}` }));
    });
}

/** A data plane may do without, where a public authority has signed the control plane's certificate. */
function authorityProblem(node: KongNode): string | undefined {
    const { path, secret, unknown: open } = clusterMount(node, "cluster_ca_cert");
    if (path === undefined) {
        return open || (node.role === "data_plane" && node.env.lua_ssl_trusted_certificate !== undefined)
            ? undefined
            : "env.cluster_ca_cert is not set; with cluster_mtls pki it names the authorities of what the other side presents";
    }
    return open || secret !== undefined || !path.startsWith("/")
        ? undefined
        : "env.cluster_ca_cert is a path where nothing is mounted; mount the authorities' certificates there";
}

/** kong/clustering/tls.lua at tag 3.9.3 knows no common names: they are the enterprise edition's. */
function commonNameProblem({ env, values, role }: KongNode): string | undefined {
    if (role !== "control_plane") {
        return undefined;
    }
    const enterprise = at(values, "enterprise", "enabled") === true;
    const mode = textAt(env, "cluster_mtls");
    if (mode === "pki_check_cn" && !enterprise) {
        return "env.cluster_mtls is pki_check_cn, with which the open-source edition does not start; set it to pki, and give each group of data planes an authority of its own in env.cluster_ca_cert";
    }
    const allowed = textAt(env, "cluster_allowed_common_names");
    if (allowed === undefined) {
        return undefined;
    }
    if (mode !== "pki_check_cn") {
        return `env.cluster_allowed_common_names is set, and Kong ignores it with cluster_mtls ${String(mode)}: every certificate of an authority in env.cluster_ca_cert is taken; remove it${enterprise ? ", or set cluster_mtls to pki_check_cn" : ""}`;
    }
    const wide = allowed.split(",").find((name) => name.includes("*"));
    return wide === undefined
        ? undefined
        : `env.cluster_allowed_common_names has ${wide.trim()}, which lets in more than the data planes that are known; write each name`;
}

function ownCertificateProblem(node: KongNode, all: KongNode[]): string | undefined {
    const { secret } = clusterMount(node, "cluster_cert");
    const place = node.install.namespace;
    if (secret === undefined || node.role !== "data_plane") {
        return undefined;
    }
    const other = all.find(
        (one) => one !== node && one.install.namespace === place && clusterMount(one, "cluster_cert").secret === secret,
    );
    if (other === undefined) {
        return undefined;
    }
    return other.role === "control_plane"
        ? `presents the certificate of the control plane ${other.install.name}, from the Secret ${secret}, and could pose as it; give it one of its own`
        : `presents the same certificate as ${other.install.name}, from the Secret ${secret}, so that neither can be revoked alone; give each its own`;
}

/** The name that a data plane expects, against those that this stack's certificate has. */
function serverNameProblem(system: System, node: KongNode): string | undefined {
    const { env } = node;
    if (env.cluster_server_name === unknown || controlPlaneOf(system, node) === undefined) {
        return undefined;
    }
    const address = textAt(env, "cluster_control_plane");
    const expected = textAt(env, "cluster_server_name") ?? (address && addressParts(address)?.host);
    const requests = system
        .ofType("tls:index/certRequest:CertRequest")
        .filter(({ inputs }) => at(inputs, "subject", "commonName") === clusterName);
    const names = requests.flatMap(({ inputs }) =>
        Array.isArray(inputs.dnsNames) ? (inputs.dnsNames as unknown[]) : [],
    );
    return expected === undefined || names.length === 0 || names.includes(unknown) || names.includes(expected)
        ? undefined
        : `env.cluster_server_name is ${textAt(env, "cluster_server_name") ?? `not set, so ${expected}`}, which is no name in the control plane's certificate (${names.filter((name) => !isValues(name)).join(", ")})`;
}
