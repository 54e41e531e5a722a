/** Factors of a Kubernetes quantity's units. */
const factors: Record<string, number> = {
    ...{ "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
    ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
};

/**
 * A Kubernetes quantity of bytes (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/);
 * undefined if it is not one.
 */
export function bytesOf(quantity: unknown): number | undefined {
    const [, number, unit = ""] = /^(\d+(?:\.\d+)?(?:[eE]\d+)?)([kMGTPE]|[KMGTPE]i)?$/.exec(String(quantity)) ?? [];
    const factor = factors[unit];
    return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}

/**
 * `20Gi` → 21474836480.
 * @throws Error if it is not a quantity of bytes
 */
export function toBytes(size: string): number {
    const bytes = bytesOf(size);
    if (bytes === undefined) {
        throw new Error(`"${size}" is not a size such as 512Mi or 20Gi`);
    }
    return bytes;
}

/**
 * `20Gi` → 20480.
 * @throws Error if it is not a quantity of bytes
 */
export function toMebibytes(size: string): number {
    return toBytes(size) / 2 ** 20;
}

/** A Kubernetes quantity of processors: `250m` → 0.25; undefined if it is not one. */
export function processorsOf(quantity: unknown): number | undefined {
    const [, number, milli] = /^(\d+(?:\.\d+)?)(m?)$/.exec(String(quantity)) ?? [];
    return number === undefined ? undefined : Number(number) / (milli === "m" ? 1000 : 1);
}

/** Bytes for people: 1572864 → `1.5 MiB`. */
export function mebibytes(size: number): string {
    return `${Math.round((size / 2 ** 20) * 10) / 10} MiB`;
}
