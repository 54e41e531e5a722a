import { cpSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { runProcess, type Streams } from "../command";

const usage = `usage: npm run build -- FOLDER

Compiles what goes into a folder's tarball into FOLDER/dist, as FOLDER/tsconfig.build.json says: the folder's own sources,
what they import, and the files that these read. \`npm pack\` in the folder does it first.
`;

const root = path.resolve(__dirname, "../..");

/** Builds a folder that is packed. */
export function main(args: string[], { out, err }: Streams): number {
    const [folder = ""] = args;
    if (args.length !== 1 || folder.startsWith("-")) {
        err(usage);
        return args[0] === "--help" ? 0 : 2;
    }
    const { options, fileNames } = configOf(path.join(root, folder, "tsconfig.build.json"));
    const dist = path.join(root, folder, "dist");
    rmSync(dist, { recursive: true, force: true });
    const program = ts.createProgram(fileNames, { ...options, outDir: dist });
    const { diagnostics } = program.emit();
    const problems = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
    if (problems.length > 0) {
        err(ts.formatDiagnostics(problems, host));
        return 1;
    }
    const sources = program.getSourceFiles().map(({ fileName }) => path.relative(root, fileName));
    copyReadFiles(new Set(sources.filter(isOurs).map((file) => path.dirname(file))), dist);
    cpSync(path.join(root, "LICENSE"), path.join(dist, "LICENSE"));
    out(`${path.relative(root, dist)}: ${sources.filter(isOurs).length} modules\n`);
    return 0;
}

const host: ts.FormatDiagnosticsHost = {
    getCanonicalFileName: (file) => file,
    getCurrentDirectory: () => root,
    getNewLine: () => "\n",
};

/** @throws Error if there is no such configuration, or it is wrong */
function configOf(file: string): ts.ParsedCommandLine {
    const { config, error } = ts.readConfigFile(file, ts.sys.readFile) as { config: unknown; error?: ts.Diagnostic };
    const parsed = ts.parseJsonConfigFileContent(config, ts.sys, path.dirname(file), undefined, file);
    const problems = error ? [error] : parsed.errors;
    if (problems.length > 0) {
        throw new Error(ts.formatDiagnostics(problems, host).trim());
    }
    return parsed;
}

const isOurs = (file: string): boolean => !file.startsWith("..") && !file.startsWith(`node_modules${path.sep}`);

/** Programs in other languages, which modules read as texts from their own folder. */
function copyReadFiles(folders: Iterable<string>, dist: string): void {
    for (const folder of folders) {
        for (const file of readdirSync(path.join(root, folder)).filter((name) => /\.(lua|py)$/.test(name))) {
            mkdirSync(path.join(dist, folder), { recursive: true });
            cpSync(path.join(root, folder, file), path.join(dist, folder, file));
        }
    }
}

if (require.main === module) {
    void runProcess(main);
}
