/** Go structs by package and name, each with the type of each YAML key's value; `""` if that is not a struct. */
export type Structs = Record<string, Record<string, string>>;

/** The names under which a file imports packages. */
function importsOf(source: string): Map<string, string> {
    const block = /^import \(([^)]*)\)/m.exec(source)?.[1] ?? "";
    return new Map(
        [...block.matchAll(/^\s*(\w+)?\s*"([^"]+)"/gm)].map(([, alias, from = ""]) => [
            alias ?? from.slice(from.lastIndexOf("/") + 1),
            from,
        ]),
    );
}

interface Field {
    type: string;
    /** From the `yaml` tag; undefined if the type's fields are inlined. */
    key: string | undefined;
}

/**
 * The structs in a Go file that are read from YAML.
 * @param from the import path of its package
 */
export function structsIn(source: string, from: string): Map<string, Field[]> {
    const imports = importsOf(source);
    const qualified = (type: string): string => {
        const [, alias, name = ""] = /^(?:\[\]|\*)*(?:(\w+)\.)?(\w+)$/.exec(type) ?? [];
        return name === "" ? type : `${alias === undefined ? from : (imports.get(alias) ?? alias)}.${name}`;
    };
    const structs = [...source.matchAll(/^type (\w+) struct \{[^\n]*\n(.*?)^\}/gms)];
    return new Map(
        structs.map(([, name = "", body = ""]) => {
            const fields = [...body.matchAll(/^\t(?:\w+[ \t]+)?(\S+)[ \t]+`[^`]*?yaml:"([^"]*)"/gm)];
            return [
                `${from}.${name}`,
                fields.flatMap(([, type = "", tag = ""]): Field[] => {
                    const [key = "", ...options] = tag.split(",");
                    return key === "-"
                        ? []
                        : [{ type: qualified(type), key: options.includes("inline") ? undefined : key }];
                }),
            ];
        }),
    );
}

/** The structs that are reachable from one of them. A struct that takes any key, or has none, does not count. */
export function reachedFrom(root: string, all: ReadonlyMap<string, Field[]>): Structs {
    const found: Structs = {};
    const keysOf = (name: string): Record<string, string> | undefined => {
        const fields = all.get(name);
        const inlined = fields?.map(({ key, type }) => (key === undefined ? keysOf(type) : { [key]: type }));
        return fields === undefined || fields.length === 0 || inlined?.includes(undefined)
            ? undefined
            : (Object.assign({}, ...(inlined ?? [])) as Record<string, string>);
    };
    const visit = (name: string): string => {
        const keys = keysOf(name);
        if (keys !== undefined && found[name] === undefined) {
            const own: Record<string, string> = (found[name] = {});
            for (const [key, type] of Object.entries(keys)) {
                own[key] = visit(type);
            }
        }
        return keys === undefined ? "" : name;
    };
    visit(root);
    return found;
}
