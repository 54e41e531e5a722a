import { answerInWords, hasNoRoute, isForeign, wasAnswered } from "../answers";
import type { Sent } from "../send";
import { type Advice, found, missing, type Outcome, type Run } from "./check";

/**
 * Every request was answered by a route of Kong, whatever the status.
 * @param request the request, for people
 */
export function requests(
    { namespaces: { gateway } }: Pick<Run, "namespaces">,
    sent: Sent[],
    request: string,
): Outcome & { answered: Sent[] } {
    const good = sent.filter(wasAnswered);
    const answers = new Map<string, number>();
    for (const answer of sent.map(answerInWords)) {
        answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
    const kinds = [...answers]
        .map(([answer, number]) => (answers.size === 1 ? answer : `${number} × ${answer}`))
        .join(", ");
    const detail = `${good.length} of ${sent.length} answered by a route of Kong's: ${kinds}`;
    const outcome = good.length === sent.length ? found(detail) : missing(detail, whyNoAnswer(sent, gateway, request));
    return { ...outcome, answered: good };
}

function whyNoAnswer(sent: Sent[], gateway: string, request: string): Advice {
    if (sent.some(hasNoRoute)) {
        return {
            cause: `No route of Kong's answers ${request}: name one with --path and --host, or decK has not applied the routes.`,
            command: `kubectl -n ${gateway} logs -l app.kubernetes.io/name=deck --all-containers --tail=50`,
        };
    }
    if (sent.some(isForeign)) {
        return {
            cause: "What answers is not Kong, or its `headers` setting hides it: a load balancer without a pod behind it, another server's address, or KONG_HEADERS.",
            command: `kubectl -n ${gateway} get services,pods && kubectl -n ${gateway} get pods -o yaml | grep -A1 KONG_HEADERS`,
        };
    }
    return {
        cause: "Kong's proxy is not reached there: a wrong address, a load balancer that is not ready yet, or no pod behind it.",
        command: `kubectl -n ${gateway} get pods,services`,
    };
}
