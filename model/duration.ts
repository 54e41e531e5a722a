const secondsPerUnit: Record<string, number> = {
    ms: 0.001,
    s: 1,
    m: 60,
    h: 3600,
    d: 86_400,
    w: 604_800,
    y: 31_536_000,
};

/** A duration as Go and Prometheus write it, in seconds: `72h`, `1h30m`, `15d`, `2w`. Undefined if it is not one. */
export function secondsOf(written: unknown): number | undefined {
    const text = String(written);
    return /^(\d+(\.\d+)?(ms|[smhdwy]))+$/.test(text)
        ? [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwy])/g)].reduce(
              (sum, [, number, unit = "s"]) => sum + Number(number) * secondsPerUnit[unit]!,
              0,
          )
        : undefined;
}
