/**
 * Grafana makes no requests outside the cluster by itself. Above all it does not update its plugins: from 13 on its
 * datasources for Prometheus, Loki and Tempo are plugins in its image. At each start it would look for newer ones on
 * grafana.com, unload the old one, and then find that the folder is read-only: the datasource would be missing until
 * the next start (grafana/grafana#132528). It would also download the newest versions of five apps (Drilldown,
 * Advisor).
 */
export const quiet = {
    plugins: { preinstall_disabled: true, public_key_retrieval_disabled: true },
    analytics: { reporting_enabled: false, check_for_updates: false, check_for_plugin_updates: false },
    news: { news_feed_enabled: false },
};
