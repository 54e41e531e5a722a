/** Arguments of which those with a default may be left out, or be undefined. */
export type Chosen<Args, Defaults> = Omit<Args, keyof Defaults> & Partial<Pick<Args, keyof Defaults & keyof Args>>;

/** The arguments that were chosen, and the defaults of all others. */
export function withDefaults<Args extends object, Defaults extends Partial<Args>>(
    chosen: Chosen<Args, Defaults>,
    defaults: Defaults,
): Args {
    const given = Object.entries(chosen).filter(([, value]) => value !== undefined);
    // Whatever Args has is in one of the two, which the compiler cannot tell of types that it does not know.
    return { ...defaults, ...Object.fromEntries(given) } as unknown as Args;
}
