/** Values of the alert label `severity`, most severe first. */
export const severities = ["critical", "warning", "info"] as const;
