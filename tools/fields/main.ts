import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { chartPin } from "../../charts";
import { runProcess, type Streams } from "../command";
import { reachedFrom, type Structs, structsIn } from "./structs";

const usage = `usage: npm run fields

Writes policy/rules/alerts/fields.json: the keys that Alertmanager and Prometheus' operator read in Alertmanager's
configuration, out of their Go types at the pinned versions. Needs Go, which downloads their source.
`;

const file = path.resolve(__dirname, "../../policy/rules/alerts/fields.json");
const prometheus = "github.com/prometheus";
const operator = "github.com/prometheus-operator/prometheus-operator";

/** Writes the file. It takes only names of keys from the source. */
export function main(args: string[], { out }: Streams): number {
    if (args.length > 0) {
        out(usage);
        return args.includes("--help") ? 0 : 2;
    }
    const { images, appVersion = "" } = chartPin("kube-prometheus-stack");
    const alertmanager = { module: `${prometheus}/alertmanager`, version: images.alertmanager?.split(":")[1] ?? "" };
    const needs = readFileSync(path.join(folderOf(alertmanager), "go.mod"), "utf8");
    const needed = (module: string): Module => ({
        module,
        version: new RegExp(`^\\s*${module} (\\S+)`, "m").exec(needs)?.[1] ?? "",
    });
    const packages = [
        ...packagesOf(alertmanager, /^(config|timeinterval|notify)(\/|$)/),
        ...packagesOf(needed(`${prometheus}/common`), /^config$/),
        ...packagesOf(needed(`${prometheus}/sigv4`), /^$/),
    ];
    const ofOperator = packagesOf({ module: operator, version: appVersion }, /^pkg\/alertmanager$/);
    const fields = {
        alertmanager: known(alertmanager.version, packages, `${alertmanager.module}/config.Config`),
        operator: known(appVersion, ofOperator, `${operator}/pkg/alertmanager.alertmanagerConfig`),
    };
    writeFileSync(file, `${JSON.stringify(fields, undefined, 4)}\n`);
    return 0;
}

interface Module {
    module: string;
    version: string;
}

/** Where Go stores the module's source. */
function folderOf({ module, version }: Module): string {
    const said = execFileSync("go", ["mod", "download", "-json", `${module}@${version}`], { encoding: "utf8" });
    return (JSON.parse(said) as { Dir: string }).Dir;
}

interface Package {
    /** The package's import path. */
    from: string;
    sources: string[];
}

/** The packages whose folder within the module matches. */
function packagesOf(module: Module, wanted: RegExp): Package[] {
    const folder = folderOf(module);
    const within = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /(?<!_test)\.go$/.test(entry.name))
        .map(({ parentPath, name }) => ({
            package: path.relative(folder, parentPath),
            file: path.join(parentPath, name),
        }))
        .filter((each) => wanted.test(each.package));
    return [...new Set(within.map((each) => each.package))].map((name) => ({
        from: [module.module, name].filter((part) => part !== "").join("/"),
        sources: within.filter((each) => each.package === name).map((each) => readFileSync(each.file, "utf8")),
    }));
}

function known(
    version: string,
    packages: Package[],
    root: string,
): { version: string; root: string; structs: Structs } {
    const all = new Map(packages.flatMap(({ from, sources }) => sources.flatMap((text) => [...structsIn(text, from)])));
    return { version, root, structs: reachedFrom(root, all) };
}

if (require.main === module) {
    void runProcess(main);
}
