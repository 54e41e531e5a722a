import { type ExistingStore, headersTo, sentTo } from "../../../model/existing";
import type { LogsDestination, TracesDestination } from "../../../model/destinations";
import type { ComponentOptions } from "../../shared/component";
import { Existing } from "./existing";

type Signals = Parameters<typeof sentTo>[0];

/** Declares the stores that exist, so that policies and the plan know where addresses lead. */
export function connectStores(signals: Signals, opts: ComponentOptions): void {
    const { loki, tempo } = signals.existing;
    const { logs, traces } = sentTo(signals);
    const endpoint = (list: readonly (LogsDestination | TracesDestination)[], store: string): string | undefined =>
        list.flatMap((one) => (one.kind === "otlp" && one.name === store ? [one.endpoint] : []))[0];
    if (loki !== undefined) {
        new Existing("Loki", "loki", { addresses: [loki.url, endpoint(logs, "loki")], ...tenantOf(loki) }, opts);
    }
    if (tempo !== undefined) {
        new Existing("Tempo", "tempo", { addresses: [tempo.url, endpoint(traces, "tempo")], ...tenantOf(tempo) }, opts);
    }
}

const tenantOf = ({ tenant }: ExistingStore): { tenant?: string } => (tenant === undefined ? {} : { tenant });

/** What Grafana sends to a store that exists, in a datasource's fields: its API keeps every header among secrets. */
export interface StoreAccess {
    jsonData: Record<string, string | boolean>;
    /** A plain text, or a reference to a secret one. */
    secureJsonData: Record<string, ReturnType<typeof headersTo>[string]>;
}

/** https://grafana.com/docs/grafana/latest/administration/provisioning/#custom-http-headers-for-data-sources */
export function storeAccess(store: ExistingStore): StoreAccess {
    const headers = Object.entries(headersTo(store)).sort(([a], [b]) => (a < b ? -1 : 1));
    const { ca } = store;
    return {
        jsonData: {
            ...Object.fromEntries(headers.map(([header], index) => [`httpHeaderName${index + 1}`, header])),
            ...(ca && { tlsAuthWithCACert: true }),
        },
        secureJsonData: {
            ...Object.fromEntries(headers.map(([, value], index) => [`httpHeaderValue${index + 1}`, value])),
            ...(ca && { tlsCACert: ca }),
        },
    };
}
