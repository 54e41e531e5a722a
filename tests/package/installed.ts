import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { root } from "../../tools/plan/evaluate";
import { linkDependencies, manifestOf, pack, unpack } from "./tarball";

/** A program in a folder of its own, with the components out of their tarball. */
export interface Installed {
    folder: string;
    tarball: string;
    /** Where the tarball is unpacked. */
    package: string;
}

/** The program of docs/as-a-library.md. */
export function example(): string {
    const page = readFileSync(path.join(root, "docs/as-a-library.md"), "utf8");
    return /^```ts\n(.*?)^```$/ms.exec(page)?.[1] ?? "";
}

/** Packs the components, and makes the program of their page with them: `index.ts`, compiled to `index.js`. */
export function install(folder: string): Installed {
    const tarball = pack("package", folder);
    const program = path.join(folder, "program");
    const unpacked = path.join(program, "node_modules/kong-observability-components");
    unpack(tarball, unpacked);
    const manifest = manifestOf(unpacked);
    const optional = manifest.peerDependenciesMeta ?? {};
    const needed = Object.entries(manifest.peerDependencies ?? {}).filter(([name]) => !optional[name]?.optional);
    linkDependencies({ ...manifest, peerDependencies: Object.fromEntries(needed) }, program);
    mkdirSync(path.join(program, "node_modules/@types"), { recursive: true });
    symlinkSync(path.join(root, "node_modules/@types/node"), path.join(program, "node_modules/@types/node"));
    const files = {
        "package.json": JSON.stringify({ name: "program", version: "1.0.0", private: true }),
        "Pulumi.yaml": "name: program\nruntime: nodejs\n",
        "index.ts": example(),
        "index.js": ts.transpileModule(example(), { compilerOptions: { module: ts.ModuleKind.CommonJS } }).outputText,
        "mocked.js": mocked,
    };
    Object.entries(files).forEach(([name, text]) => writeFileSync(path.join(program, name), text));
    return { folder: program, tarball, package: unpacked };
}

/** Runs the program with Pulumi's mocks, and writes what it registers and exports. */
const mocked = `
const pulumi = require("@pulumi/pulumi");
const resources = [];
const status = { loadBalancer: { ingress: [{ hostname: "edge.elb.example.com" }] } };
pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
        resources.push({ type, name, inputs });
        return { id: name + "-id", state: type === "kubernetes:core/v1:Service" ? { ...inputs, status } : { status: {}, ...inputs } };
    },
    call: ({ inputs }) => inputs,
}, "program", "test");
pulumi.runtime.runInPulumiStack(async () => {
    const outputs = await pulumi.output({ ...require("./index.js") }).promise();
    process.on("exit", () => process.stdout.write(JSON.stringify({ resources, outputs })));
    return outputs;
});
`;
