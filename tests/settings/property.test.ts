import assert from "node:assert/strict";
import fc from "fast-check";
import { secrets } from "../../settings/schema";
import { check, valid } from "./helpers";

type Path = (string | number)[];

/** Every place in a value, itself and its leaves included. */
function places(value: unknown, path: Path = []): Path[] {
    const children = typeof value === "object" && value !== null ? Object.entries(value) : [];
    return [
        path,
        ...children.flatMap(([key, child]) => places(child, [...path, Array.isArray(value) ? Number(key) : key])),
    ];
}

/** A copy with another value at one place. */
function replaced(value: unknown, [head, ...rest]: Path, by: unknown): unknown {
    if (head === undefined) {
        return by;
    }
    const copy: Record<string | number, unknown> = Array.isArray(value)
        ? ([...value] as never)
        : { ...(value as object) };
    copy[head] = replaced(copy[head], rest, by);
    return copy;
}

const isSecret = new RegExp(`^p:(${Object.keys(secrets).join("|")})$`);
const plain = Object.fromEntries(Object.entries(valid).filter(([key]) => !isSecret.test(`p:${key}`)));
/** JSON, and objects that throw where a message would quote them with String(). */
const anyValue = fc.oneof(
    { weight: 9, arbitrary: fc.jsonValue() },
    fc.constantFrom({ toString: [] }, [{ toString: 1 }]),
);
const anyPlace = fc.constantFrom(...places(plain).filter((path) => path.length > 0));

describe("settings, whatever is written", () => {
    it("never crash, and every problem names the key that was changed or one that it bears on", () => {
        fc.assert(
            fc.property(anyPlace, anyValue, (path, value) => {
                const mutated = replaced(plain, path, value) as Record<string, unknown>;
                const { problems } = check(mutated);
                for (const { key, message } of problems) {
                    assert.match(key, /^(p:[\w-]+|aws:region)/);
                    assert.ok(message.length > 0);
                }
                // A change can make others wrong too (no licence is needed where edition changes), but a wrong value
                // itself is always named.
                const root = `p:${String(path[0])}`;
                const secretsInvolved = problems.every(
                    ({ key }) => isSecret.test(key) || key.startsWith("p:kong") || key.startsWith(root),
                );
                assert.ok(
                    secretsInvolved,
                    `${JSON.stringify(path)} = ${JSON.stringify(value)}: ${JSON.stringify(problems)}`,
                );
            }),
            { numRuns: 2000 },
        );
    });

    it("refuse an unknown key wherever it is in an object of ours, naming it", () => {
        const free =
            /^(gateway\.plugins\.2\.config|gateway\.resourceAttributes|chartOverrides\.tempo|access\.through\.annotations)/;
        const objects = places(plain).filter((path) => {
            const value = path.reduce<unknown>((at, part) => (at as Record<string | number, unknown>)[part], plain);
            return (
                path.length > 0 &&
                typeof value === "object" &&
                value !== null &&
                !Array.isArray(value) &&
                !free.test(path.join("."))
            );
        });
        assert.ok(objects.length > 20);
        for (const path of objects) {
            const { problems } = check(replaced(plain, [...path, "zzUnknown"], 1) as Record<string, unknown>);
            assert.deepEqual(
                problems.map(({ key }) => key.endsWith(".zzUnknown")),
                [true],
                path.join("."),
            );
        }
    });
});
