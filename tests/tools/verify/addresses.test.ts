import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { addressOf, isAddress, secretsOf } from "../../../tools/verify/addresses";
import { parseArguments } from "../../../tools/verify/arguments";
import { Grafana, Prometheus } from "../../../tools/verify/backends";
import { renderReport, reportJson, shownResult } from "../../../tools/verify/report";
import { hiding } from "../../../model/secrets/hide";
import { givesAway, hostile, planted, unfit } from "../../model/planted";

describe("an address with a login", () => {
    let server: Server;
    let host: string;
    const seen: { url: string | undefined; authorization: string | undefined }[] = [];
    before(async () => {
        server = createServer((request, response) => {
            seen.push({ url: request.url, authorization: request.headers.authorization });
            response.setHeader("content-type", "application/json");
            response.end(request.url?.startsWith("/at/api/datasources") === true ? "[]" : '{"data":{"result":[]}}');
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    after(() => server.close());
    const basic = (login: string): string => `Basic ${Buffer.from(login).toString("base64")}`;

    it("is asked with it, for fetch refuses one in an address", async () => {
        assert.deepEqual(
            await new Prometheus(() => Promise.resolve(`http://user:p%40ss%2F@${host}/at`)).query("up"),
            [],
        );
        assert.deepEqual(seen.at(-1), { url: "/at/api/v1/query?query=up", authorization: basic("user:p@ss/") });
        await new Prometheus(() => Promise.resolve(`http://${host}/at`)).query("up");
        assert.equal(seen.at(-1)?.authorization, undefined);
        // Grafana's own login is the one that it asks for.
        await new Grafana(() => Promise.resolve(`http://other:one@${host}/at`), {
            user: "admin",
            password: "x",
        }).datasources();
        assert.equal(seen.at(-1)?.authorization, basic("admin:x"));
    });

    it("is taken apart, and told from what is none", () => {
        assert.deepEqual(addressOf("https://a:b%3Ac@host:80/x/").url, "https://host:80/x");
        assert.deepEqual(addressOf("https://host/x//"), { url: "https://host/x", login: undefined, headers: {} });
        for (const good of ["http://loki:3100", "https://u:p@h/x", "http://token@h", "http://[::1]:3100"]) {
            assert.ok(isAddress(good), good);
        }
        for (const bad of [
            "loki:3100",
            "ftp://h",
            "http://",
            "http:///x",
            "http://u:a/b@h",
            "http://u:8/b@h",
            "http://h?token=a",
            "http://h#a",
            "http://u:%zz@h",
            `user:${planted}@loki:3100`,
            planted,
        ]) {
            assert.ok(!isAddress(bad), bad);
        }
    });

    it("is repeated by no message, right or wrong", () => {
        for (const wrong of [
            `http://u:pa/${planted}@h:x`,
            `user:${planted}@loki`,
            planted,
            `http://u:${planted}`,
            `https://h/?token=${planted}`,
        ]) {
            for (const name of ["proxy", "prometheus", "loki", "tempo", "grafana"]) {
                assert.throws(
                    () => parseArguments([`--${name}-url`, wrong]),
                    (error: Error) =>
                        error.message.startsWith(`--${name}-url: got a text that is none; allowed: an address`) &&
                        !givesAway(error.message),
                );
            }
        }
        assert.throws(() => parseArguments(["dev", `http://u:${planted}@h`]), /^Error: got 2 stacks; allowed: one$/);
        assert.deepEqual((parseArguments(["--loki-url", "http://a:b@h/"]) as { urls: unknown }).urls, {
            loki: "http://a:b@h",
        });
    });

    it("shows in no report, whatever a server answers", () => {
        const given = `http://user:${planted}@h`;
        const show = hiding(secretsOf(given));
        const said = [planted, given, basic(`user:${planted}`), JSON.stringify({ a: planted }), hostile].join(" ");
        const result = shownResult(
            { signal: "metrics", verdict: "missing", seconds: 1, detail: said, advice: { cause: said, command: said } },
            show,
        );
        for (const text of [
            renderReport("dev", [result]).replaceAll(/\u001b\[\d+m/g, ""),
            reportJson("dev", [result]),
        ]) {
            assert.ok(!givesAway(text), text);
            assert.ok(!unfit.test(text), JSON.stringify(text));
        }
    });
});
