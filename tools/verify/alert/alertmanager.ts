import { parse } from "yaml";
import { z } from "zod";
import type { Values } from "../../../model/values";
import { Api, type Base } from "../http";

/** An alert as Alertmanager's API v2 takes it. */
export interface PostedAlert {
    labels: Record<string, string>;
    annotations: Record<string, string>;
    startsAt: string;
    endsAt: string;
}

/** Messages by `receiver/kind`; only by kind where Alertmanager does not count by receiver. */
export type Counts = Map<string, { tried: number; failed: number }>;

const statusAnswer = z.object({ config: z.object({ original: z.string() }) });
const alertsAnswer = z.array(
    z.object({
        status: z.object({
            state: z.enum(["unprocessed", "active", "suppressed"]),
            silencedBy: z.array(z.string()),
            inhibitedBy: z.array(z.string()),
            mutedBy: z.array(z.string()).default([]),
        }),
    }),
);

/** One of the pods of Alertmanager. */
export class Alertmanager {
    private readonly api: Api;
    constructor(base: Base) {
        this.api = new Api("Alertmanager", base);
    }

    /** The configuration that it runs with, its credentials left out. */
    async config(): Promise<Values> {
        const { config } = statusAnswer.parse(await this.api.get("/api/v2/status"));
        return (parse(config.original) ?? {}) as Values;
    }

    post(alert: PostedAlert): Promise<void> {
        return this.api.post("/api/v2/alerts", [alert]);
    }

    /**
     * Why Alertmanager suppresses an alert, for people, and whether it does so for all receivers: a mute time is of a
     * route. Undefined if it does not.
     */
    async quietBy(alertname: string): Promise<{ reason: string; everywhere: boolean } | undefined> {
        const [alert] = alertsAnswer.parse(
            await this.api.get("/api/v2/alerts", { filter: `alertname="${alertname}"` }),
        );
        const { silencedBy = [], inhibitedBy = [], mutedBy = [] } = alert?.status ?? {};
        const reasons = [
            ...(silencedBy.length > 0 ? [`silence ${silencedBy.join(", ")}`] : []),
            ...(inhibitedBy.length > 0 ? ["another alert that inhibits it"] : []),
            ...(mutedBy.length > 0 ? [`mute time ${mutedBy.join(", ")}`] : []),
        ];
        const everywhere = silencedBy.length + inhibitedBy.length > 0;
        return reasons.length === 0 ? undefined : { reason: reasons.join(", "), everywhere };
    }

    /** Of each request to a receiver whether it was taken (notify/retry_stage.go at 0.34). */
    async counts(): Promise<Counts> {
        const counts: Counts = new Map();
        const text = await this.api.text("/metrics");
        const line = /^alertmanager_notification_requests(_failed)?_total\{([^}]*)\} (\S+)$/gm;
        for (const [, failed, labels = "", value] of text.matchAll(line)) {
            const [kind, receiver] = ["integration", "receiver_name"].map(
                (name) => new RegExp(`\\b${name}="([^"]*)"`).exec(labels)?.[1],
            );
            const key = senderKey(receiver, kind ?? "");
            const entry = counts.get(key) ?? { tried: 0, failed: 0 };
            entry[failed === undefined ? "tried" : "failed"] += Number(value);
            counts.set(key, entry);
        }
        return counts;
    }
}

export const senderKey = (receiver: string | undefined, kind: string): string =>
    receiver === undefined ? kind : `${receiver}/${kind}`;
