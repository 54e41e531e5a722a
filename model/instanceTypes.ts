/**
 * Whether an EC2 instance type has an Arm processor (Graviton): a `g` after the generation (`m7g`, `c7gn`, `im4gn`),
 * and the old `a1`. `g5` and `g4dn` are x86 with graphics cards.
 */
export function isArm(instanceType: string): boolean {
    return /^([a-z]+\d+g[a-z]*|a1)\./.test(instanceType);
}

/**
 * Number of processors of an EC2 instance type, from its size. Undefined if the size does not tell, such as bare metal.
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-specifications.html
 */
export function processorsIn(instanceType: string): number | undefined {
    const [, family = "", times, size] = /^([a-z][\w-]*)\.(?:(\d*)x)?(medium|large)$/.exec(instanceType) ?? [];
    if (size === "large") {
        return times === undefined ? 2 : 4 * Number(times === "" ? 1 : times);
    }
    // Burstable types have two in every size, others half of `large`.
    return size === "medium" ? (/^t[34]/.test(family) ? 2 : 1) : undefined;
}
