/** How programs write the level of a line. Regular expressions are RE2. */

/** Where a text line has its level: one of the first words, in capitals or brackets; or `level=…`. */
export const levelsInText = [
    String.raw`^(?:\S+\s+){0,6}?(?:\S*\W)?(?P<level>TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|FATAL|CRITICAL|PANIC)\b`,
    String.raw`^(?:\S+\s+){0,6}?\[(?P<level>trace|debug|info|notice|warn|warning|error|crit|alert|emerg|fatal)\]`,
    String.raw`\b(?:level|lvl|severity)="?(?P<level>[A-Za-z]+)`,
];
/** Kubernetes' own components start a line with one letter and the date. */
export const klog = { I: "INFO", W: "WARN", E: "ERROR", F: "FATAL" };

/** Levels as loggers write them, in lower case, by OpenTelemetry's number; pino and bunyan write numbers. */
export const levels = {
    1: ["trace", "verbose", "finest", "10"],
    5: ["debug", "fine", "20"],
    9: ["info", "information", "informational", "notice", "30"],
    13: ["warn", "warning", "40"],
    17: ["error", "err", "severe", "50"],
    21: ["fatal", "critical", "crit", "panic", "dpanic", "alert", "emerg", "emergency", "60"],
};
