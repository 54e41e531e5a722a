/** The part of the settings for all containers' lines that promtail supports. Patterns are RE2. */
export interface PromtailLines {
    namespaces: { include?: string[]; exclude: string[] };
    pods: { include: Record<string, string>; exclude: Record<string, string> };
    exclude: { namespace: string; pod: string; container: string }[];
    /** Pod labels that are added to every line. */
    labels: string[];
    json: {
        namespaces?: string[];
        labels: Record<string, string>;
        level: string[];
        traceId: string[];
        spanId: string[];
        attributes: string[];
    }[];
    multiline: { enabled: boolean; continuation: string; wait: string };
}
