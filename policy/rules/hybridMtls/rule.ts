import { clusterCertificates, clusterName } from "./clusterCertificate";
import { clusterMount, type Mount } from "./clusterMount";
import { authorityProblems, hours } from "./authorities";
import { controlPlaneOf, endpointProblem } from "./controlPlane";
import { pkiProblems } from "./pki";
import { addressParts } from "../../../model/services";
import { clusterMode } from "../../library/clusterMode";
import { type KongNode, kongNodes, placeIn } from "../../library/kong";
import { at, isValues, type Seen, textAt, unknown } from "../../library/resource";
import { rule, type Violation } from "../../library/rule";
import type { System } from "../../library/system";

interface Config {
    curves: string[];
    minValidityDays: number;
    maxValidityDays: number;
    minRenewalDays: number;
    controlPlanes: string[];
}

/** Control plane and data planes find and trust each other, now and after the certificate's renewal. */
export const hybridMtls = rule<Config>({
    name: "hybrid-mtls",
    description:
        "Control plane and data planes share one suitable certificate on one cluster, or have one each by authorities that outlive it, restart when it changes, and are connected to each other; no chart value is misplaced under env.",
    severity: "high",
    remediationSteps:
        "Let components/gateway/hybrid write these values. In your own values, mount the same Secret on every node, or with cluster_mtls pki one on each, put the certificate's fingerprint into podAnnotations, and keep only Kong's own settings under env.",
    enforcementLevel: "mandatory",
    config: {
        curves: {
            type: "array",
            items: { type: "string" },
            default: ["P384"],
            description: "Elliptic curves that the cluster's key may use",
        },
        minValidityDays: {
            type: "number",
            default: 30,
            description: "Minimum validity of the certificate in days",
        },
        maxValidityDays: {
            type: "number",
            default: 1095,
            description: "Maximum validity of the certificate in days",
        },
        minRenewalDays: {
            type: "number",
            default: 30,
            description: "Minimum number of days before it expires at which an update must replace it",
        },
        controlPlanes: {
            type: "array",
            items: { type: "string" },
            default: [],
            description: "Control planes outside this stack that data planes may use, as host:port",
        },
    },
    check(system, config) {
        const nodes = kongNodes(system);
        const hybrid = nodes.filter(({ role }) => role === "control_plane" || role === "data_plane");
        const { certificates, keys } = clusterCertificates(system);
        const outside = [...config.controlPlanes, ...joined(system)];
        return [
            ...keys.flatMap((key) => keyProblems(key, config)),
            ...certificates.flatMap((certificate) => certificateProblems(certificate, config)),
            ...authorityProblems(
                system,
                (key) => keyProblems(key, config),
                (one) => validityProblems(one, config),
            ),
            ...pkiProblems(system, hybrid),
            ...nodes.flatMap(nested),
            ...hybrid.flatMap(mounting),
            ...hybrid
                .filter(({ role }) => role === "data_plane")
                .flatMap((node) => [...database(node), ...wiring(system, node, outside), ...agreement(system, node)]),
        ];
    },
});

function keyProblems({ urn, name, inputs }: Seen, { curves }: Config): Violation[] {
    const { algorithm, ecdsaCurve } = inputs;
    if (algorithm !== unknown && algorithm !== "ECDSA") {
        return [
            {
                urn,
                message: `${name}: algorithm is ${String(algorithm)}; set it to ECDSA, with ecdsaCurve ${curves.join(" or ")}`,
            },
        ];
    }
    const fine = algorithm === unknown || ecdsaCurve === unknown || curves.includes(String(ecdsaCurve));
    return fine
        ? []
        : [
              {
                  urn,
                  message: `${name}: ecdsaCurve is ${ecdsaCurve === undefined ? "not set (P224)" : String(ecdsaCurve)}; allowed: ${curves.join(", ")}`,
              },
          ];
}

/** A certificate that all nodes share. */
function certificateProblems(certificate: Seen, config: Config): Violation[] {
    const { urn, name, inputs } = certificate;
    const problems: string[] = [];
    const commonName = at(inputs, "subject", "commonName");
    if (commonName !== unknown && commonName !== clusterName) {
        problems.push(
            `subject.commonName is ${commonName === undefined ? "not set" : `"${String(commonName)}"`}; data planes expect "${clusterName}" of their control plane`,
        );
    }
    const uses: unknown[] = Array.isArray(inputs.allowedUses) ? inputs.allowedUses : [];
    const missing = ["server_auth", "client_auth"].filter((use) => !uses.includes(use));
    if (missing.length > 0 && inputs.allowedUses !== unknown && !uses.includes(unknown)) {
        problems.push(
            `allowedUses lacks ${missing.join(" and ")}; both sides present this certificate, so it needs server_auth and client_auth`,
        );
    }
    return [
        ...problems.map((problem) => ({ urn, message: `${name}: ${problem}` })),
        ...validityProblems(certificate, config),
    ];
}

function validityProblems(
    { urn, name, inputs }: Seen,
    { minValidityDays, maxValidityDays, minRenewalDays }: Config,
): Violation[] {
    const problems: string[] = [];
    const validity = days(inputs.validityPeriodHours);
    if (validity !== undefined && (validity < minValidityDays || validity > maxValidityDays)) {
        problems.push(
            `validityPeriodHours makes ${validity} days; allowed: ${minValidityDays} to ${maxValidityDays} days`,
        );
    }
    const renewal = days(inputs.earlyRenewalHours ?? 0);
    if (renewal !== undefined && renewal < minRenewalDays) {
        problems.push(
            `earlyRenewalHours makes ${renewal} days, which leaves an update too little time to replace it; allowed: at least ${minRenewalDays} days`,
        );
    } else if (renewal !== undefined && validity !== undefined && renewal >= validity) {
        problems.push(
            `earlyRenewalHours makes ${renewal} days of the ${validity} for which it is valid, so every update would replace it; set it to less`,
        );
    }
    return problems.map((problem) => ({ urn, message: `${name}: ${problem}` }));
}

/** Undefined if the hours are unknown. */
function days(value: unknown): number | undefined {
    const number = hours(value);
    return number === undefined ? undefined : Math.round((number / 24) * 10) / 10;
}

/**
 * A mistake in well-known posts: `enterprise`, `proxy`, `admin` and `manager` indented under `env` are settings that
 * Kong does not know, so the chart's defaults apply.
 */
function nested(node: KongNode): Violation[] {
    const {
        install: { urn, name },
        env,
    } = node;
    return Object.entries(env)
        .filter(([, value]) => Array.isArray(value) || (isValues(value) && value.valueFrom === undefined))
        .map(([key]) => ({
            urn,
            message: `${name}: ${placeIn(node, "env", key)} is ${Array.isArray(env[key]) ? "a list" : "an object"}, and env takes only texts and valueFrom; if it is a value of the chart, move it out of env to ${placeIn(node, key)}`,
        }));
}

const annotation = "kong-observability/cluster-certificate";

function mounting(node: KongNode): Violation[] {
    const { urn, name } = node.install;
    const problems = (["cluster_cert", "cluster_cert_key"] as const).flatMap((setting) =>
        mountProblem(clusterMount(node, setting)),
    );
    const [certificate, key] = [clusterMount(node, "cluster_cert"), clusterMount(node, "cluster_cert_key")];
    if (certificate.secret !== undefined && key.secret !== undefined && certificate.secret !== key.secret) {
        problems.push(
            `env.cluster_cert is from the Secret ${certificate.secret} and env.cluster_cert_key from ${key.secret}; take both from one`,
        );
    }
    const fingerprint = at(node.values, "podAnnotations", annotation);
    if (fingerprint === undefined || fingerprint === null || fingerprint === "") {
        problems.push(
            `podAnnotations lacks ${annotation}; Kong reads its certificate only at start, so put the certificate's fingerprint there, which restarts the pods when it changes`,
        );
    }
    return problems.map((problem) => ({ urn, message: `${name}: ${problem}` }));
}

function mountProblem({ setting, path, secret, unknown: open }: Mount): string[] {
    if (open || secret !== undefined) {
        return [];
    }
    return [
        path === undefined
            ? `env.${setting} is not set; without it Kong does not start in hybrid mode`
            : `env.${setting} is ${shown(path)}, where nothing is mounted; mount the Secret there, by secretVolumes or deployment.userDefinedVolumes`,
    ];
}

/** Kong also accepts the text of a certificate and its key, which must not appear in logs. */
function shown(path: string): string {
    return /^\/[\w./-]+$/.test(path) ? path : "no path";
}

/** The chart's default is "off" too. An unquoted `off` in YAML is the boolean false, which Kong refuses. */
function database({ install, env }: KongNode): Violation[] {
    const value = env.database;
    if (value === undefined || value === unknown || value === "off") {
        return [];
    }
    const got =
        typeof value === "string"
            ? `"${value}"`
            : isValues(value)
              ? "taken from elsewhere"
              : `the ${typeof value} ${String(value)}`;
    return [
        {
            urn: install.urn,
            message: `${install.name}: env.database is ${got}; a data plane has no database: write "off", in quotes`,
        },
    ];
}

/** Control planes of other stacks, as components of ours name them. */
function joined(system: System): string[] {
    return system
        .ofType("kong-observability:kong:JoinedControlPlane")
        .flatMap(({ inputs }) => textAt(inputs, "clusterEndpoint") ?? []);
}

function wiring(system: System, node: KongNode, outside: string[]): Violation[] {
    const problem = endpointProblem(system, node, outside) ?? sharedProblem(node, outside);
    return problem === undefined ? [] : [{ urn: node.install.urn, message: `${node.install.name}: ${problem}` }];
}

/** A shared certificate is the control plane's own: with it a data plane can pose as the control plane. */
function sharedProblem(node: KongNode, outside: string[]): string | undefined {
    const address = textAt(node.env, "cluster_control_plane") ?? "";
    const inCluster = /\.svc(\.cluster\.local)?$/.test(addressParts(address)?.host ?? "");
    return outside.includes(address) && !inCluster && clusterMode(node) === "shared"
        ? `env.cluster_control_plane is ${address}, on another cluster, and env.cluster_mtls is shared: the control plane's certificate would be in both, and could be revoked only with all others; set it to pki on both sides`
        : undefined;
}

/** Settings that a data plane must share with its control plane, if both have them. */
function agreement(system: System, node: KongNode): Violation[] {
    const { urn, name } = node.install;
    const other = controlPlaneOf(system, node);
    if (other === undefined) {
        return [];
    }
    const modes = [node, other].map(clusterMode);
    if (modes[0] !== undefined && modes[1] !== undefined && modes[0] !== modes[1]) {
        return [
            {
                urn,
                message: `${name}: env.cluster_mtls is ${modes[0]}, and ${modes[1]} on ${other.install.name}; set both to the same`,
            },
        ];
    }
    // With a certificate authority (pki) each node may have a certificate of its own.
    if (modes[0] !== "shared" || modes[1] !== "shared") {
        return [];
    }
    const secrets = [node, other].map((one) => clusterMount(one, "cluster_cert").secret);
    const prints = [node, other].map(({ values }) => textAt(values, "podAnnotations", annotation));
    return [
        ...(secrets[0] !== undefined && secrets[1] !== undefined && secrets[0] !== secrets[1]
            ? [
                  {
                      urn,
                      message: `${name}: mounts the Secret ${secrets[0]}, and ${other.install.name} mounts ${secrets[1]}; with cluster_mtls shared both need the same`,
                  },
              ]
            : []),
        ...(prints[0] !== undefined && prints[1] !== undefined && prints[0] !== prints[1]
            ? [
                  {
                      urn,
                      message: `${name}: podAnnotations ${annotation} differs from that of ${other.install.name}; both are fingerprints of one certificate`,
                  },
              ]
            : []),
    ];
}
