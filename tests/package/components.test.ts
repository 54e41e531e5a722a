import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "../../tools/plan/evaluate";
import { example, install, type Installed } from "./installed";
import { filesIn, manifestOf, ran, run } from "./tarball";

describe("the components' tarball", function () {
    this.timeout(180_000);
    let folder: string;
    let program: Installed;
    before(() => {
        folder = mkdtempSync(path.join(tmpdir(), "components-"));
        program = install(folder);
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    it("holds what it exports, compiled and with its types, and nothing else", () => {
        const compiled = /^dist\/(package|components|charts|model)\/.*\.(js|d\.ts|json|lua|py)$/;
        const files = filesIn(program.tarball);
        assert.deepEqual(
            files.filter((file) => !compiled.test(file)),
            ["README.md", "dist/LICENSE", "package.json"],
        );
        assert.ok(files.includes("dist/components/gateway/plugins/accessLog/line.lua"));
        assert.ok(files.length > 400);
    });

    it("has the repository's version, and declares each package that it imports, in the version tested here", () => {
        const { version, dependencies = {} } = manifestOf(root);
        const packed = manifestOf(program.package);
        assert.equal(packed.version, version);
        const declared = { ...packed.dependencies, ...packed.peerDependencies };
        assert.deepEqual(Object.keys(declared).sort(), [...importedBy(path.join(program.package, "dist"))].sort());
        for (const [name, range] of Object.entries(declared)) {
            assert.equal(range, `^${dependencies[name]}`, name);
        }
        const own = Object.keys(packed.dependencies ?? {});
        assert.deepEqual(own.filter((name) => name.startsWith("@pulumi/")), []); // prettier-ignore
    });

    it("gives nothing but its entry to whoever imports it", () => {
        const inside = `kong-observability-components/dist/components/shared/component`;
        const attempt = `try { require(${JSON.stringify(inside)}); } catch (error) { console.log(error.code); }`;
        assert.equal(run(program.folder, process.execPath, "-e", attempt), "ERR_PACKAGE_PATH_NOT_EXPORTED\n");
    });

    it("names on its page each value that it exports", () => {
        const list = `console.log(Object.keys(require("kong-observability-components")).join(" "))`;
        const exported = run(program.folder, process.execPath, "-e", list).trim().split(" ");
        assert.ok(exported.length > 5);
        const page = readFileSync(path.join(root, "docs/as-a-library.md"), "utf8");
        for (const name of exported) {
            assert.match(page, new RegExp(`^\\| \`${name}\` \\|`, "m"));
        }
    });

    for (const resolution of ["nodenext", "bundler"]) {
        it(`has types for a program that is checked strictly, by ${resolution}, and refuses a misspelt argument`, () => {
            const wrong = example().replace("clusterEndpoint:", "clusterEndpont:");
            writeFileSync(path.join(program.folder, "wrong.ts"), wrong);
            const compiler = path.join(root, "node_modules/typescript/bin/tsc");
            const files = ["index.ts", "wrong.ts"];
            const { stdout } = ran(program.folder, process.execPath, compiler, ...strict(resolution), ...files);
            assert.match(stdout, /^wrong\.ts\(.*type 'DataPlaneArgs'\.\n +Property 'clusterEndpoint' is missing/);
            assert.equal(stdout.match(/ error TS/g)?.length, 1, stdout);
        });
    }

    it("makes the collector and a data plane, without any of our settings and without AWS", () => {
        assert.ok(!readdirSync(path.join(program.folder, "node_modules/@pulumi")).includes("aws"));
        const { resources, outputs } = JSON.parse(run(program.folder, process.execPath, "mocked.js")) as Mocked;
        const named = (type: string): string[] => resources.filter((one) => one.type === type).map((one) => one.name);
        assert.deepEqual(named("kong-observability:observability:Collector"), ["collector"]);
        assert.deepEqual(named("kong-observability:kong:DataPlane"), ["edge"]);
        assert.deepEqual(named("kubernetes:helm.sh/v3:Release").sort(), ["collector-operator", "edge"]);
        assert.deepEqual(resources.filter(({ type }) => type.includes("monitoring.coreos.com")), []); // prettier-ignore
        assert.deepEqual(outputs, {
            otlp: "http://opentelemetry-collector.edge.svc:4318",
            proxy: "edge.elb.example.com",
        });
        const release = resources.find(({ type, name }) => type === "kubernetes:helm.sh/v3:Release" && name === "edge");
        const { env, serviceMonitor } = release?.inputs.values as {
            env: Record<string, unknown>;
            serviceMonitor: unknown;
        };
        assert.equal(env.cluster_control_plane, "kong.example.com:8005");
        assert.equal(serviceMonitor, undefined);
    });

    it("advises after a failed release what can be run without the repository", () => {
        const advice = path.join(program.package, "dist/components/release/advice.js");
        const place = { releaseName: "edge", namespace: "kong", delivery: {} };
        const say = `console.log(require(${JSON.stringify(advice)}).ofHelm(${JSON.stringify(place)}, "dev").join("\\n"))`;
        const said = run(program.folder, process.execPath, "-e", say);
        assert.doesNotMatch(said, /npm run/);
        assert.match(said, /^ {2}helm --namespace kong rollback edge {3}#/m);
    });

    it("uses the program's own copy of Pulumi's SDK", () => {
        const where = `console.log(require.resolve("@pulumi/pulumi", { paths: [require.resolve("kong-observability-components")] }) === require.resolve("@pulumi/pulumi"))`;
        assert.equal(run(program.folder, process.execPath, "-e", where), "true\n");
    });
});

interface Mocked {
    resources: { type: string; name: string; inputs: Record<string, unknown> }[];
    outputs: Record<string, unknown>;
}

/** Arguments of the compiler for a program that does not use our configuration. */
const strict = (module: string): string[] => [
    ...["--noEmit", "--strict", "--noUncheckedIndexedAccess", "--target", "es2022", "--types", "node"],
    ...["--module", module === "nodenext" ? module : "esnext", "--moduleResolution", module],
    "--skipLibCheck",
];

/** Names of packages that files of a folder import, in code and in types, Node.js' own left out. */
function importedBy(folder: string): Set<string> {
    const found = new Set<string>();
    for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
        if (/\.(js|d\.ts)$/.test(file)) {
            const text = readFileSync(path.join(folder, file), "utf8");
            for (const [, name = ""] of text.matchAll(/(?:require\(|from |import\()"((?:@[\w-]+\/)?[\w.-]+)[^"]*"/g)) {
                if (!name.startsWith(".") && name !== "node") {
                    found.add(name);
                }
            }
        }
    }
    return found;
}
