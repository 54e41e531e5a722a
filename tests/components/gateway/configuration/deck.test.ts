import assert from "node:assert/strict";
import { parse } from "yaml";
import { deckFile, renderDeck } from "../../../../components/gateway/configuration/deck";
import type { Gateway } from "../../../../model/gateway";
import { service } from "../made";

describe("decK file", () => {
    const gateway: Gateway = { services: [service({ plugins: [{ name: "key-auth", config: {} }] })], plugins: [] };

    it("has format 3.0 and the tag that says what decK owns", () => {
        const { _format_version, _info } = deckFile(gateway, "mine");
        assert.deepEqual([_format_version, _info], ["3.0", { select_tags: ["mine"] }]);
    });

    it("names fields as Kong does, and leaves out what is not set", () => {
        assert.deepEqual(deckFile(gateway, "mine").services, [
            {
                name: "mock",
                url: "https://httpbin.konghq.com",
                routes: [{ name: "mock", paths: ["/mock"], strip_path: true, preserve_host: false }],
                plugins: [{ name: "key-auth", config: {} }],
            },
        ]);
    });

    it("is read back as it was written", () => {
        assert.deepEqual(parse(renderDeck(gateway, "mine")), JSON.parse(JSON.stringify(deckFile(gateway, "mine"))));
    });

    it("never lets a text reach decK's environment, which holds the admin token", () => {
        const url = 'http://a/${{ env "DECK_KONG_ADMIN_TOKEN" }}';
        const text = renderDeck(
            {
                services: [service({ url })],
                plugins: [{ name: "x", config: { "${{ key }}": "# not a comment ${{ x }}\n# ${{ y }}" } }],
            },
            "mine",
        );
        assert.ok(!text.includes("${{"));
        const read = parse(text) as { services: { url: string }[]; plugins: { config: object }[] };
        assert.equal(read.services[0]?.url, url);
        assert.deepEqual(read.plugins[0]?.config, { "${{ key }}": "# not a comment ${{ x }}\n# ${{ y }}" });
    });

    it("fits the ConfigMap, or says what to do", () => {
        const many = (count: number): Gateway => ({
            services: [
                service({
                    routes: Array.from({ length: count }, (_, index) => ({
                        name: `r${index}`,
                        paths: [`/r${index}`],
                        stripPath: true,
                        preserveHost: false,
                        plugins: [],
                    })),
                }),
            ],
            plugins: [],
        });
        assert.ok(Buffer.byteLength(renderDeck(many(5000), "mine")) < 1024 * 1024);
        assert.throws(
            () => renderDeck(many(20_000), "mine"),
            /^Error: gateway: the configuration is \d+ bytes with 1 services and 20000 routes; allowed: 1048576 bytes/,
        );
    });
});
