import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { charts } from "../../charts";
import pins from "../../charts/pins.json";
import { root } from "../../tools/plan/evaluate";

interface Manager {
    managerFilePatterns: string[];
    matchStrings: string[];
    depNameTemplate?: string;
    datasourceTemplate: string;
    versioningTemplate?: string;
}

interface PackageRule {
    description: string;
    matchPackageNames?: string[];
    matchFileNames?: string[];
    matchCurrentValue?: string;
    matchDatasources?: string[];
    matchManagers?: string[];
    allowedVersions?: string;
    enabled?: boolean;
}

/** What Renovate would know of a pin. */
interface Dependency {
    file: string;
    name: string;
    version: string;
    datasource: string;
    registry?: string;
}

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const { customManagers, packageRules } = JSON.parse(read("renovate.json")) as {
    customManagers: Manager[];
    packageRules: PackageRule[];
};

/** A regular expression as Renovate writes it, `/…/`. */
const regexOf = (text: string): RegExp => new RegExp(/^\/(.*)\/$/s.exec(text)?.[1] ?? `^${escaped(text)}$`);
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Every committed file that a custom manager can be about. */
const files = ["charts", ".ci", ".github/workflows"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name))),
);

/** Renovate's templates as far as they are used: `{{{replace 'a' 'b' packageFileDir}}}`, or a plain text. */
function named(template: string, file: string): string {
    return template.replace(/\{\{\{replace '([^']*)' '([^']*)' packageFileDir\}\}\}/, (_, from: string, to: string) =>
        path.dirname(file).replace(from, to),
    );
}

/** What the custom managers find in the repository. */
const found: Dependency[] = customManagers.flatMap((manager) =>
    files
        .filter((file) => manager.managerFilePatterns.some((pattern) => regexOf(pattern).test(file)))
        .flatMap((file) =>
            manager.matchStrings.flatMap((pattern) =>
                [...read(file).matchAll(new RegExp(pattern, "g"))].map(({ groups = {} }) => ({
                    file,
                    name: groups.depName ?? named(manager.depNameTemplate ?? "", file),
                    version: groups.currentValue ?? "",
                    datasource: manager.datasourceTemplate,
                    ...(groups.registryUrl !== undefined && { registry: groups.registryUrl }),
                })),
            ),
        ),
);

/** The same by its own reading of the pins. */
function pinned(): Dependency[] {
    const image = (file: string, text: string): Dependency => {
        const [, name = "", version = ""] = /^(.*):([^:]*)$/.exec(text) ?? [];
        return { file, name, version, datasource: "docker" };
    };
    const own = "charts/pins.json";
    return [
        ...Object.entries(charts).flatMap(([name, { pin }]) => {
            const file = `charts/${name}/pin.json`;
            const chart = { file, name, version: pin.version, datasource: "helm", registry: pin.repository };
            return [chart, ...Object.values(pin.images).map((text) => image(file, text))];
        }),
        ...Object.values(pins.images).map((text) => image(own, text)),
        {
            file: own,
            name: "kubernetes-sigs/gateway-api",
            version: pins.gatewayApi.version,
            datasource: "github-releases",
        },
        ...Object.values(pins.dashboards).map(({ gnetId, revision }) => ({
            file: own,
            name: String(gnetId),
            version: String(revision),
            datasource: "custom.grafana-dashboards",
        })),
        { file: own, name: "amazon-eks", version: pins.kubernetes, datasource: "endoflife-date" },
        { file: own, name: "amazon-rds-postgresql", version: pins.rdsPostgresql, datasource: "endoflife-date" },
    ];
}

const byText = (dependencies: Dependency[]): string[] =>
    dependencies
        .map(({ file, name, version, datasource, registry }) =>
            [file, name, version, datasource, ...(registry === undefined ? [] : [registry])].join(" "),
        )
        .sort();

describe("Renovate's configuration", () => {
    it("matches every pin in charts/ by name, version and source, each once", () => {
        assert.ok(pinned().length > 40);
        assert.deepEqual(byText(found.filter(({ file }) => file.startsWith("charts/"))), byText(pinned()));
    });

    it("matches every version that CI installs by itself", () => {
        assert.deepEqual(
            found
                .filter(({ file }) => !file.startsWith("charts/"))
                .map(({ file, name, datasource }) => [file, name, datasource]),
            [
                [".ci/actionlint", "github.com/rhysd/actionlint", "go"],
                [".github/workflows/e2e.yml", "sigs.k8s.io/kind", "go"],
                [".github/workflows/servers.yml", "moto", "pypi"],
                [".ci/node", "node", "node-version"],
            ],
        );
        for (const file of files.filter((name) => /^\.(ci|github)\//.test(name) && !/go\.(mod|sum)$/.test(name))) {
            const installed =
                [...read(file).matchAll(/^\s*[^#\n]*?(go install|pip" install|@v\d|version=v?\d)/gm)].length > 0;
            assert.equal(
                installed,
                found.some((dependency) => dependency.file === file),
                file,
            );
        }
    });

    it("names every action with the version of its commit, which Renovate reads", () => {
        for (const file of files.filter((name) => name.startsWith(".github/"))) {
            for (const [line, action] of read(file).matchAll(/uses: (\S+).*/g)) {
                assert.ok(action!.startsWith("./") || /@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line), `${file}: ${line}`);
            }
        }
    });

    it("reads every npm package as one exact version", () => {
        const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<
            string,
            Record<string, string>
        >;
        for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
            assert.match(version, /^\d+\.\d+\.\d+$/, name);
        }
    });
});

describe("Renovate's rules", () => {
    const npm = JSON.parse(read("package.json")) as Record<"dependencies" | "devDependencies", Record<string, string>>;
    const modules = ["alertmanager", "blackbox_exporter", "otelcol", "pulumi-cli", "helm"]
        .map((name) => read(`.ci/${name}/go.mod`))
        .join("\n");

    for (const rule of packageRules) {
        it(`are about something that is there: ${rule.description}`, () => {
            for (const name of rule.matchPackageNames ?? []) {
                const text = name.replace(/\*+$/, "");
                assert.ok(
                    found.some((dependency) => dependency.name === text) ||
                        text in { ...npm.dependencies, ...npm.devDependencies } ||
                        modules.includes(text),
                    name,
                );
            }
            for (const pattern of [rule.matchCurrentValue].filter((value) => value !== undefined)) {
                const values = found.filter(
                    ({ file, version }) => rule.matchFileNames!.includes(file) && regexOf(pattern).test(version),
                );
                assert.equal(values.length, 3, "the chart loki-stack, its Loki 2.6 and promtail");
            }
        });
    }

    it("let what is pinned stay", () => {
        for (const { allowedVersions, matchPackageNames = [] } of packageRules) {
            for (const name of allowedVersions?.startsWith("/") ? matchPackageNames : []) {
                const versions = found.filter((dependency) => dependency.name === name).map(({ version }) => version);
                assert.ok(versions.length > 0, name);
                versions.forEach((version) => assert.match(version, regexOf(allowedVersions!), name));
            }
        }
    });

    it("keep Kong's major and minor version, and the SDK that Node.js 20 can run", () => {
        const allowed = (name: string): string | undefined =>
            packageRules.find((rule) => rule.allowedVersions !== undefined && rule.matchPackageNames?.includes(name))
                ?.allowedVersions;
        assert.doesNotMatch("4.0.0", regexOf(allowed("docker.io/library/kong")!));
        assert.doesNotMatch("3.10.0", regexOf(allowed("docker.io/library/kong")!));
        assert.match("3.9.5", regexOf(allowed("docker.io/library/kong")!));
        assert.equal(allowed("@pulumi/pulumi"), npm.dependencies["@pulumi/pulumi"]);
    });
});
