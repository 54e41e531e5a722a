import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { charts } from "../../../charts";
import { main, judged } from "../../../tools/outdated/main";
import { type Pin, pins } from "../../../tools/outdated/pins";
import type { Fetch } from "../../../tools/outdated/sources";
import { compareVersions, newest } from "../../../tools/outdated/versions";

const chart: Pin = {
    kind: "chart",
    name: "some",
    version: "1.2.3",
    repository: "https://charts.example.com",
    file: "charts/some/pin.json",
};
const image = (name: string, version: string): Pin => ({ kind: "image", name, version, file: "charts/some/pin.json" });

/** What the local server answers, by `/host/path`. */
const answers: Record<string, { status?: number; headers?: Record<string, string>; body: string }> = {
    "/charts.example.com/index.yaml": {
        body: "entries: { some: [{ version: 2.0.0-rc.1 }, { version: 1.10.0 }, { version: 1.9.0 }] }",
    },
    "/quay.io/v2/a/b/tags/list?n=1000": {
        body: '{"tags": ["v1.0.0", "v1.0.1-debug", "latest"]}',
        headers: { link: '</v2/a/b/tags/list?n=1000&last=latest>; rel="next"' },
    },
    "/quay.io/v2/a/b/tags/list?n=1000&last=latest": { body: '{"tags": ["v1.0.2", "1.0.9"]}' },
    "/auth.example.com/token?service=registry&scope=pull": { body: '{"token": "anybody"}' },
    "/broken.example.com/v2/a/tags/list?n=1000": { status: 503, body: "" },
};

describe("npm run outdated", () => {
    let server: Server;
    let fetchLocally: Fetch;
    before((done) => {
        server = createServer(({ url = "", headers }, response) => {
            if (url.startsWith("/registry-1.docker.io/") && headers.authorization !== "Bearer anybody") {
                const challenge = 'Bearer realm="https://auth.example.com/token",service="registry",scope="pull"';
                response.writeHead(401, { "www-authenticate": challenge }).end();
                return;
            }
            const tags = url === "/registry-1.docker.io/v2/library/kong/tags/list?n=1000";
            const answer = tags ? { body: '{"tags": ["3.9.3", "3.9.5", "3.10.0", "3.9.7-ubuntu"]}' } : answers[url];
            response.writeHead(answer?.status ?? (answer ? 200 : 404), { ...answer?.headers }).end(answer?.body);
        }).listen(0, "127.0.0.1", () => {
            const { port } = server.address() as AddressInfo;
            fetchLocally = (url, init) => fetch(url.replace("https://", `http://127.0.0.1:${port}/`), init);
            done();
        });
    });
    after((done) => void server.close(done));

    const run = async (asked: Pin[], packages = () => [] as { name: string; version: string; newest: string }[]) => {
        const output = { out: "", err: "" };
        const code = await main(
            [],
            { out: (text) => (output.out += text), err: (text) => (output.err += text) },
            { fetch: fetchLocally, packages, pins: asked },
        );
        return { code, ...output };
    };

    it("asks a chart's repository, and takes no pre-release", async () => {
        const { code, out } = await run([chart]);
        assert.equal(out, "newer\n  chart  some  1.2.3 → 1.10.0\n\n1 asked, 1 newer, 0 could not be queried\n");
        assert.equal(code, 1);
    });

    it("reads every page of a registry's tags, and keeps the tag's form", async () => {
        assert.match((await run([image("quay.io/a/b", "v1.0.0")])).out, /quay\.io\/a\/b {2}v1\.0\.0 → v1\.0\.2\n/);
    });

    it("logs in as anybody where a registry asks for it, and says what renovate.json holds back", async () => {
        const { code, out } = await run([image("docker.io/library/kong", "3.9.3")]);
        assert.match(out, /^newer\n {2}image {2}docker\.io\/library\/kong {2}3\.9\.3 → 3\.9\.5\n\n/);
        assert.match(
            out,
            /\nheld back by renovate\.json\n.* 3\.9\.3, not 3\.10\.0: Kong goes one minor version at a time/,
        );
        assert.equal(code, 1);
    });

    it("ends with 0 where nothing is newer", async () => {
        const current = { ...chart, version: "1.10.0" };
        assert.deepEqual(await run([current]), { code: 0, out: "1 asked, 0 newer, 0 could not be queried\n", err: "" });
    });

    it("names what could not be queried, goes on with the rest, and ends with 2", async () => {
        const broken = [image("broken.example.com/a", "1.0.0"), { ...chart, name: "other" }];
        const { code, out } = await run([...broken, chart], () => {
            throw new Error("npm outdated: no network");
        });
        assert.match(out, /some {2}1\.2\.3 → 1\.10\.0/);
        assert.match(
            out,
            /could not be queried\n {2}image {2}broken\.example\.com\/a {2}broken\.example\.com answered 503\n/,
        );
        assert.match(out, /other {2}https:\/\/charts\.example\.com\/index\.yaml has no chart other\n/);
        assert.match(out, /npm {4}package\.json {2}npm outdated: no network\n/);
        assert.match(out, /1 asked, 1 newer, 3 could not be queried\n$/);
        assert.equal(code, 2);
    });

    it("says which server was not reached, and why", async () => {
        const output: string[] = [];
        const { port } = server.address() as AddressInfo;
        const nowhere: Fetch = (_, init) => fetch(`http://127.0.0.1:${port === 9 ? 10 : 9}/`, init);
        const homes = { fetch: nowhere, packages: () => [], pins: [chart] };
        const code = await main([], { out: (text) => void output.push(text), err: () => undefined }, homes);
        assert.match(output.join(""), /chart {2}some {2}charts\.example\.com was not reached: \S+/);
        assert.equal(code, 2);
    });

    it("lists npm's packages within the same limits", async () => {
        const { out } = await run([], () => [
            { name: "zod", version: "4.6.7", newest: "4.7.0" },
            { name: "@pulumi/pulumi", version: "3.248.0", newest: "3.300.0" },
        ]);
        assert.match(out, /npm {4}zod {2}4\.6\.7 → 4\.7\.0\n/);
        assert.match(
            out,
            /npm {4}@pulumi\/pulumi {2}3\.248\.0, not 3\.300\.0: Later versions of the SDK want Node\.js 22/,
        );
    });

    it("asks about every pin in charts/", () => {
        const texts = pins().map(({ name, version }) => `${name}:${version}`);
        for (const [name, { pin }] of Object.entries(charts)) {
            assert.ok(texts.includes(`${name}:${pin.version}`), name);
            Object.values(pin.images).forEach((text) => assert.ok(texts.includes(text), text));
        }
        assert.equal(new Set(texts).size, texts.length);
    });
});

describe("versions", () => {
    it("are compared by their numbers", () => {
        assert.ok(compareVersions("v1.10.0", "v1.9.9") > 0);
        assert.ok(compareVersions("3.10.0.17", "3.10.0.9") > 0);
        assert.equal(compareVersions("1.30.4-alpine-slim", "1.30.4-alpine-slim"), 0);
        assert.ok(compareVersions("20.19.43", "<21") < 0);
    });

    it("follow each other in one form only", () => {
        assert.equal(
            newest("16.15-standard-trixie", ["16.16-standard-bookworm", "16.16-standard-trixie", "17"]),
            "16.16-standard-trixie",
        );
        assert.equal(newest("3.9.3", ["3.9.4-rc.1", "3.10", "latest"]), "3.9.3");
    });

    it("of a chart that is only for those who run it are left as they are", () => {
        const rules = [{ description: "left", matchFileNames: ["f"], matchCurrentValue: "/^1\\.0$/", enabled: false }];
        assert.deepEqual(judged(rules, "a", "1.0", "f", ["1.1"]), { held: { version: "1.1", reason: "left" } });
        assert.deepEqual(judged(rules, "a", "1.0", "g", ["1.1"]), { newer: "1.1" });
    });
});
