/** Where browsers reach Grafana, as far as that is known: through `access`, or as the stack says. */
export function grafanaAddress(settings: {
    addresses?: { grafana?: string };
    grafana: { rootUrl?: string };
}): string | undefined {
    return settings.addresses?.grafana ?? settings.grafana.rootUrl;
}
