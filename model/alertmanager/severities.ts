/** What an alert's label `severity` may be, worst first. */
export const severities = ["critical", "warning", "info"] as const;
