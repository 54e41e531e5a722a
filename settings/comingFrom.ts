/**
 * Keys of other tools' configuration in well-known blog posts, none of which is a setting here, by the page about that
 * post.
 */
const pages: Record<string, readonly string[]> = {
    "docs/coming-from/004.md": [
        ...["matchLabels", "endpoints", "namespaceSelector", "metadata", "spec"],
        ...["slack_api_url", "slack_configs", "route", "additionalPrometheusRules"],
        ...["config", "persistence", "extraArgs", "schema_config", "storage_config", "pipelineStages", "snippets"],
    ],
};

/** @returns where to read what replaces an unknown key: `; see PAGE`, or nothing */
export function comingFrom(unknown: string): string {
    const [page] = Object.entries(pages).find(([, keys]) => keys.includes(unknown)) ?? [];
    return page === undefined ? "" : `; what is here instead: ${page}`;
}
