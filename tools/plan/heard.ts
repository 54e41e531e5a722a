import { type Heard, heardOf } from "../../model/alertmanager/audience";

/** The output `alerting` in words: of which alerts, and who hears of them. */
export function heardInWords(alerting: unknown): Record<string, string> {
    const heard = Array.isArray(alerting) ? (alerting as Heard[]) : [];
    return Object.fromEntries(
        heard.map((each) => [heardOf(each), each.receivers.length > 0 ? each.receivers.join(", ") : "nobody"]),
    );
}
