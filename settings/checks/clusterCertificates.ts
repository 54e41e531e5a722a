import { type Problem, show } from "../problems";
import type { PlainSettings } from "../schema";
import { type CrossCheck, crossCheck, repeated } from "./check";

type Hybrid = Extract<PlainSettings["kong"], { topology: "hybrid" }>;

/** How control plane and data planes know each other fits what runs where. */
export const clusterCertificateChecks: readonly CrossCheck[] = [
    crossCheck(["kong"], ({ kong }, { project }) =>
        kong.topology === "hybrid"
            ? kong.certificate.mtls === "shared"
                ? shared(kong, `${project}:kong`)
                : pki(kong, `${project}:kong`)
            : [],
    ),
];

/** With one certificate for all nodes nothing can be given away: who has it is every node. */
function shared({ certificate, controlPlane }: Hybrid, key: string): (Problem | false)[] {
    const { remoteGroups, generations } = certificate;
    const unused = (value: unknown): string =>
        `got ${show(value)}; allowed: nothing here with certificate.mtls shared, where all nodes have one certificate`;
    return [
        remoteGroups.length > 0 && { key: `${key}.certificate.remoteGroups`, message: unused(remoteGroups) },
        Object.keys(generations).length > 0 && {
            key: `${key}.certificate.generations`,
            message: unused(generations),
        },
        controlPlane.expose !== undefined && {
            key: `${key}.controlPlane.expose`,
            message:
                "set; allowed: nothing here with certificate.mtls shared, since a certificate that leaves the cluster could pose as the control plane, and could be revoked only with all others; use certificate.mtls pki",
        },
    ];
}

function pki({ certificate, controlPlane, dataPlanes }: Hybrid, key: string): (Problem | false)[] {
    const { remoteGroups, generations } = certificate;
    const here = dataPlanes.map(({ name }) => name);
    const groups = [...here, ...remoteGroups];
    return [
        ...here.map(
            (name, index) =>
                name === reserved && {
                    key: `${key}.dataPlanes[${index}].name`,
                    message: `got "${name}"; allowed: any other name with certificate.mtls pki, since that is the control plane's`,
                },
        ),
        ...remoteGroups.map(
            (name, index) =>
                (here.includes(name) || name === reserved) && {
                    key: `${key}.certificate.remoteGroups[${index}]`,
                    message: `got "${name}"; allowed: a name that neither a data plane of this stack nor the control plane has`,
                },
        ),
        ...repeated(remoteGroups).map(([index, name]) => ({
            key: `${key}.certificate.remoteGroups[${index}]`,
            message: `got "${name}"; allowed: each group once`,
        })),
        remoteGroups.length > 0 &&
            controlPlane.expose === undefined && {
                key: `${key}.certificate.remoteGroups`,
                message: `got ${show(remoteGroups)}; allowed: groups of other clusters beside controlPlane.expose, without which they cannot reach the control plane`,
            },
        ...Object.keys(generations)
            .filter((name) => !groups.includes(name))
            .map((name) => ({
                key: `${key}.certificate.generations.${name}`,
                message: `set; allowed: names of data planes and of certificate.remoteGroups (${groups.join(", ")})`,
            })),
    ];
}

const reserved = "control-plane";
