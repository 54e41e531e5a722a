import path from "node:path";
import ts from "typescript";

/** One import as it is in a file: type-only, lazy, or of the kind that `export … from` hides, too. */
export interface Import {
    from: string;
    /** A file of the project, as it would be found on disk. */
    to: string;
}

/** Every import of files of the project. @param files texts by path from the root, with `/` */
export function importsIn(files: ReadonlyMap<string, string>): Import[] {
    return [...files].flatMap(([from, text]) =>
        specifiers(from, text).flatMap((specifier) => {
            if (!specifier.startsWith(".")) {
                return [];
            }
            const target = path.posix.join(path.posix.dirname(from), specifier);
            const candidates = [target, `${target}.ts`, `${target}/index.ts`];
            return [{ from, to: candidates.find((candidate) => files.has(candidate)) ?? target }];
        }),
    );
}

function specifiers(file: string, text: string): string[] {
    const found: string[] = [];
    const add = (node: ts.Node | undefined): void => {
        if (node !== undefined && ts.isStringLiteralLike(node)) {
            found.push(node.text);
        }
    };
    const visit = (node: ts.Node): void => {
        if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
            add(node.moduleSpecifier);
        } else if (ts.isExternalModuleReference(node)) {
            add(node.expression);
        } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
            add(node.argument.literal);
        } else if (ts.isCallExpression(node) && isLoad(node.expression)) {
            add(node.arguments[0]);
        }
        ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.ES2022));
    return found;
}

/** `import("…")`, `require("…")` and `require.resolve("…")`. */
function isLoad(callee: ts.Expression): boolean {
    const called = ts.isPropertyAccessExpression(callee) ? callee.expression : callee;
    return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(called) && called.text === "require");
}

/** Files that import each other, directly or through others: each circle once, from its first file in the alphabet. */
export function circlesIn(imports: readonly Import[]): string[] {
    const targets = new Map<string, string[]>();
    for (const { from, to } of imports) {
        targets.set(from, [...(targets.get(from) ?? []), to]);
    }
    const done = new Set<string>();
    const circles = new Set<string>();
    const walk = (file: string, trail: string[]): void => {
        const start = trail.indexOf(file);
        if (start >= 0) {
            const circle = trail.slice(start);
            const first = circle.indexOf([...circle].sort()[0] ?? "");
            circles.add([...circle.slice(first), ...circle.slice(0, first), circle[first]].join(" → "));
        } else if (!done.has(file)) {
            (targets.get(file) ?? []).forEach((target) => walk(target, [...trail, file]));
            done.add(file);
        }
    };
    [...targets.keys()].sort().forEach((file) => walk(file, []));
    return [...circles].sort();
}
