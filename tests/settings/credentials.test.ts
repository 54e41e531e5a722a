import assert from "node:assert/strict";
import { z } from "zod";
import { crossChecks } from "../../settings/checks";
import { namingSiblings, problemsOf } from "../../settings/problems";
import { credential } from "../../settings/schema/common";
import type { PlainSettings } from "../../settings/schema";
import { check, lines } from "./helpers";

/** What the checks of several settings say where a setting refers to these credentials. */
function referring(uses: object[], credentialNames: string[]): string[] {
    const { settings } = check();
    const around = { project: "p", stack: "dev", hasSecret: () => true, credentialNames, awsRegion: "eu-central-1" };
    const with_ = { ...settings, metrics: { ...settings.metrics, uses } } as unknown as PlainSettings;
    return lines(crossChecks.flatMap(({ check: of }) => of(with_, around)).filter((problem) => problem !== false));
}

describe("credentials", () => {
    describe("as a setting refers to one", () => {
        const parsed = (value: unknown): unknown => {
            const { success, data, error } = z
                .strictObject({ token: credential })
                .safeParse({ token: value }, { error: namingSiblings });
            return success ? data.token : lines(problemsOf("p:x", { token: value }, error.issues));
        };

        it("take a name, or a key of a Secret that exists", () => {
            assert.deepEqual(parsed({ credential: "pager-duty_2" }), { credential: "pager-duty_2" });
            assert.deepEqual(parsed({ secretName: "pager", key: "token" }), { secretName: "pager", key: "token" });
        });

        it("take nothing else, and say what is allowed, without the text that may be the secret itself", () => {
            const allowed =
                "allowed: { credential: NAME } with a name in the secret credentials, or { secretName, key } of an existing Secret in its namespace";
            for (const wrong of [
                {},
                { credential: "a", secretName: "b", key: "c" },
                { secretName: "b" },
                { key: "c" },
            ]) {
                const said = String(parsed(wrong));
                assert.ok(said.startsWith("p:x.token: got ") && said.endsWith(allowed), said);
            }
            assert.match(
                String(parsed("hunter2-hunter2")),
                /^p:x\.token: got "\[secret\]"; allowed: \{ credential: NAME \} with a name/,
            );
            assert.match(
                String(parsed({ credential: "https://hooks.example.com/T0/x" })),
                /got "\[secret\]"; allowed: a name/,
            );
            assert.match(
                String(parsed({ secretname: "b", key: "c" })),
                /secretname: unknown key, did you mean "secretName"/,
            );
        });
    });

    it("that are not set are named by the setting, with those that are", () => {
        assert.deepEqual(referring([{ token: { credential: "pagr" } }], ["mail"]).slice(0, 1), [
            "p:metrics.uses[0].token.credential: got a name that is not in the secret credentials; allowed: mail, or a new one: npx pulumi config set --secret --path 'credentials.NAME'",
        ]);
        assert.match(
            referring([{ token: { credential: "maill" } }], ["mail"])[0]!,
            /did you mean "mail"\?; allowed: mail/,
        );
        assert.deepEqual(referring([{ token: { credential: "mail" } }], ["mail"]), []);
    });

    it("that nothing refers to are named, since one of a misspelt setting would never arrive", () => {
        assert.deepEqual(referring([], ["mail"]), [
            "p:credentials.mail: set, but no setting refers to it; allowed: { credential: mail } in the setting that uses it, or nothing here: npx pulumi config rm --path 'credentials.mail'",
        ]);
        assert.deepEqual(referring([{ secretName: "mail", key: "mail" }], []), []);
    });

    it("are texts by name, and a problem quotes none of them, nor hides their names", () => {
        const found = lines(
            check({ credentials: { mail: "pass-of-mail", "a.b": "x", secure: "y", empty: " ", list: ["z"] } }).problems,
        );
        assert.deepEqual(
            found.slice(0, 4).map((line) => line.split(";")[0]),
            [
                "p:credentials.a.b: got an invalid name",
                "p:credentials.secure: got an invalid name",
                "p:credentials.empty: got an empty text",
                "p:credentials.list: got a list",
            ],
        );
        assert.ok(found.some((line) => line.startsWith("p:credentials.mail: set, but no setting")));
        assert.doesNotMatch(found.join(), /pass-of-mail/);
        assert.match(
            lines(check({ credentials: "pass-of-mail" }).problems).join(),
            /^p:credentials: got something other than an object/,
        );
    });
});
