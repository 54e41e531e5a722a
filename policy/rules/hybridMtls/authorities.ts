import { at, type Seen, unknown } from "../../library/resource";
import type { Violation } from "../../library/rule";
import type { System } from "../../library/system";

/**
 * Authorities and what they have signed, of components that make them for Kong's cluster.
 *
 * @param keyProblems judges a private key
 * @param validityProblems judges a certificate that is signed
 */
export function authorityProblems(
    system: System,
    keyProblems: (key: Seen) => Violation[],
    validityProblems: (certificate: Seen) => Violation[],
): Violation[] {
    const authorities = system.ofType("tls:index/selfSignedCert:SelfSignedCert").filter(ours);
    const signed = system.ofType("tls:index/locallySignedCert:LocallySignedCert").filter(ours);
    const longest = Math.max(0, ...signed.map(({ inputs }) => hours(inputs.validityPeriodHours) ?? 0));
    return [
        ...system.ofType("tls:index/privateKey:PrivateKey").filter(ours).flatMap(keyProblems),
        ...signed.flatMap(validityProblems),
        ...authorities.flatMap((authority) => endingProblems(authority, longest)),
    ];
}

function ours({ parent }: Seen): boolean {
    return parent !== undefined && /:ClusterAuthorities::[^:]*$/.test(parent);
}

/** @param longest how many hours the certificates below it are valid */
function endingProblems({ urn, name, inputs }: Seen, longest: number): Violation[] {
    const problems: string[] = [];
    const isAuthority = at(inputs, "isCaCertificate");
    if (isAuthority !== true && isAuthority !== unknown) {
        problems.push("isCaCertificate is not true, so that nothing it signs is taken; set it");
    }
    const renewed = hours(inputs.earlyRenewalHours ?? 0);
    if (renewed !== undefined && renewed < longest) {
        problems.push(
            `earlyRenewalHours makes ${renewed / 24} days, and what it signs is valid for ${longest / 24}: it may end first, and no data plane connects any more; set it to no less`,
        );
    }
    return problems.map((problem) => ({ urn, message: `${name}: ${problem}` }));
}

/** Undefined if it is unknown. */
export function hours(value: unknown): number | undefined {
    return value === unknown || Number.isNaN(Number(value)) ? undefined : Number(value);
}
