import assert from "node:assert/strict";
import { parse } from "yaml";
import { certificatesFile } from "../../../../components/gateway/configuration/certificates";

describe("certificates for Kong", () => {
    const certificates = [
        { secretName: "a", hosts: ["a.example.com", "b.example.com"] },
        { secretName: "c", hosts: ["c.example.com"] },
    ];
    /** As decK's template fills them in: `indent` puts the spaces after each line's end. */
    const filled = (text: string, values: Record<string, string>): string =>
        text.replace(/\$\{\{ env "(\w+)" \| indent (\d+) \}\}/g, (_, name: string, spaces: string) =>
            (values[name] ?? "").replaceAll("\n", `\n${" ".repeat(Number(spaces))}`),
        );
    const pem = (what: string): string => `-----BEGIN ${what}-----\nAAAA\nBBBB\n-----END ${what}-----\n`;

    it("are whole once decK has filled them in, of any number of lines", () => {
        const text = certificatesFile(certificates, "mine-certificates");
        const values = {
            DECK_CERTIFICATE_0: pem("C0") + pem("CA"),
            DECK_CERTIFICATE_KEY_0: pem("K0"),
            DECK_CERTIFICATE_1: pem("C1"),
            DECK_CERTIFICATE_KEY_1: pem("K1"),
        };
        const read = parse(filled(text, values)) as {
            _info: unknown;
            certificates: { cert: string; key: string; snis: unknown }[];
        };
        assert.deepEqual(read._info, { select_tags: ["mine-certificates"] });
        assert.deepEqual(
            read.certificates.map(({ cert, key, snis }) => ({ cert, key, snis })),
            [
                {
                    cert: (pem("C0") + pem("CA")).trim(),
                    key: pem("K0").trim(),
                    snis: [{ name: "a.example.com" }, { name: "b.example.com" }],
                },
                { cert: pem("C1").trim(), key: pem("K1").trim(), snis: [{ name: "c.example.com" }] },
            ],
        );
    });

    it("keep their ids, so that a renewed one takes the old one's place", () => {
        const ids = (list: typeof certificates): unknown[] =>
            (parse(certificatesFile(list, "mine")) as { certificates: { id: string }[] }).certificates.map(
                ({ id }) => id,
            );
        assert.deepEqual(
            ids(certificates),
            ids([...certificates.slice(0, 1), { ...certificates[1]!, hosts: ["d.example.com"] }]),
        );
        assert.ok(
            ids(certificates).every((id) =>
                /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/.test(String(id)),
            ),
        );
        assert.equal(new Set(ids(certificates)).size, 2);
    });
});
