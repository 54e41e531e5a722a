/**
 * What EKS does when a Kubernetes version leaves standard support, 14 months after its release: keep it for twelve more
 * months at six times the price of the control plane, or upgrade it to the next one.
 * https://docs.aws.amazon.com/eks/latest/userguide/view-upgrade-policy.html
 */
export type UpgradePolicy = "extended" | "standard";

const noticeDays = 60;

/** The notice about a version's support on a given day. Undefined while its end is far away or unknown. Pure. */
export function supportNotice(
    version: string,
    policy: UpgradePolicy,
    ends: string | undefined,
    now: Date,
): string | undefined {
    const end = new Date(ends ?? "");
    const days = (end.getTime() - now.getTime()) / 86_400_000;
    if (Number.isNaN(days) || days > noticeDays) {
        return undefined;
    }
    const date = end.toISOString().slice(0, 10);
    const when = `Kubernetes ${version} ${days > 0 ? "leaves" : "left"} EKS' standard support on ${date}`;
    const then = {
        extended:
            days > 0
                ? "from then on the control plane costs six times as much"
                : "the control plane costs six times as much since then",
        standard: "AWS upgrades it by itself, and `up` fails until cluster.version says so too",
    }[policy];
    return `cluster.version: ${when}: ${then}. Raise the version by one`;
}
