import { type ExistingGrafana, forBrowsers } from "../../../../model/existing";

/** Where alerts find Grafana in browsers, without a trailing slash, if it is known. */
export function linkedGrafana(
    settings: Parameters<typeof grafanaAddress>[0],
    existing: ExistingGrafana | undefined,
): string | undefined {
    return existing === undefined ? grafanaAddress(settings)?.replace(/\/+$/, "") : forBrowsers(existing.url);
}

/** Grafana's address in browsers, if known: from `access`, or from its own setting. */
export function grafanaAddress(settings: {
    addresses?: { grafana?: string };
    grafana: { rootUrl?: string };
}): string | undefined {
    return settings.addresses?.grafana ?? settings.grafana.rootUrl;
}
