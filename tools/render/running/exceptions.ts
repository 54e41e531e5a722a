/** A finding that is true and harmless, and that others would have to fix. */
interface Exception {
    /** Part of the finding's text. */
    finding: RegExp;
    reason: string;
}

/** All accepted findings, each with its reason. */
const exceptions: readonly Exception[] = [
    {
        finding: /ServiceMonitor\/\S+-controller in \S+ asks for the pods' port status,/,
        reason:
            "The chart ingress asks its controller, which is no gateway, for a gateway's port as well; " +
            "Prometheus finds no such target, and the endpoint beside it is the controller's own.",
    },
];

export function isExcepted(problem: string): boolean {
    return exceptions.some(({ finding }) => finding.test(problem));
}
