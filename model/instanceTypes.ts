/**
 * Whether an EC2 instance type has an Arm processor (Graviton): a `g` after the generation (`m7g`, `c7gn`, `im4gn`),
 * and the old `a1`. `g5` and `g4dn` are x86 with graphics cards.
 */
export function isArm(instanceType: string): boolean {
    return /^([a-z]+\d+g[a-z]*|a1)\./.test(instanceType);
}
