/** Grafana's address in browsers, if known: from `access`, or from its own setting. */
export function grafanaAddress(settings: {
    addresses?: { grafana?: string };
    grafana: { rootUrl?: string };
}): string | undefined {
    return settings.addresses?.grafana ?? settings.grafana.rootUrl;
}
