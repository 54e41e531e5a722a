const factors: Record<string, number> = {
    "": 1,
    k: 1e3,
    M: 1e6,
    G: 1e9,
    T: 1e12,
    Ki: 2 ** 10,
    Mi: 2 ** 20,
    Gi: 2 ** 30,
    Ti: 2 ** 40,
};

/** A Kubernetes memory quantity in bytes; undefined where it is none, or unknown. */
export function bytes(quantity: unknown): number | undefined {
    const [, number, unit = ""] = /^(\d+(?:\.\d+)?)(k|M|G|T|Ki|Mi|Gi|Ti)?$/.exec(String(quantity)) ?? [];
    const factor = factors[unit];
    return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}

/** Bytes as a reader likes them. */
export function mebibytes(size: number): string {
    return `${Math.round((size / 2 ** 20) * 10) / 10} MiB`;
}
