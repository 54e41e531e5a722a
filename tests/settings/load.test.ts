import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { loadSettings, secretPlaceholder, type Settings } from "../../settings/load";
import { record } from "../../tools/plan/recorder";

const config = (more: Record<string, string>): Record<string, string> => ({
    "p:cluster": '{"kind":"kubeconfig"}',
    ...more,
});
const licence = (end: string): string =>
    JSON.stringify({ license: { payload: { license_expiration_date: end }, signature: "x" } });

/** Loads the settings as a program would, and gives its outputs a chance to be checked. */
async function load(
    values: Record<string, string>,
    preview = true,
    encrypted: string[] = [],
): Promise<{ settings: Settings; notices: string[] }> {
    pulumi.runtime.setAllConfig(values, encrypted);
    let settings: Settings | undefined;
    const { notices } = await record(
        async () => {
            settings = loadSettings();
            return { licence: settings.secrets.kongLicense };
        },
        { project: "p", stack: "s", preview },
    );
    return { settings: settings!, notices };
}

describe("loading settings", () => {
    it("names every problem and the stack", async () => {
        await assert.rejects(load({ "p:colector": "{}", "p:protect": "maybe" }), (error: Error) => {
            assert.equal(
                error.message,
                [
                    'The configuration of stack "s" has 3 problems:',
                    '  p:colector: unknown key, did you mean "collector"?',
                    "  p:cluster: missing; allowed: an object with kind: eks, kubeconfig, existing-eks or stack",
                    '  p:protect: got "maybe"; allowed: true or false',
                ].join("\n"),
            );
            return true;
        });
    });

    it("refuses credentials of which nothing is encrypted, and shows none", async () => {
        const credentials = { "p:credentials": '{"mail":"pass-of-mail"}' };
        await assert.rejects(load(config(credentials)), ({ message }: Error) => {
            assert.match(
                message,
                /p:credentials: got secrets in plain text; allowed: encrypted ones: npx pulumi config set --secret --path/,
            );
            assert.doesNotMatch(message, /pass-of-mail/);
            return true;
        });
        await assert.rejects(load(config(credentials), true, ["p:credentials"]), ({ message }: Error) => {
            assert.doesNotMatch(message, /plain text/);
            return true;
        });
        await load(config({ "p:credentials": "{}" }));
    });

    it("reads secrets as secrets only, and an empty one as none", async () => {
        const { settings } = await load(
            config({ "p:slackWebhookUrl": "https://hooks.example.com/x", "p:databasePassword": "" }),
        );
        assert.equal(settings.secrets.databasePassword, undefined);
        assert.equal(await pulumi.isSecret(settings.secrets.slackWebhookUrl!), true);
    });

    it("reads the program's own name in a project of another, secrets too, and says what is wrong by it", async () => {
        const { settings } = await load({
            // As Pulumi.yaml declares them.
            "p:cluster": "{}",
            "p:sample": "",
            "kong-observability:cluster": '{"kind":"kubeconfig"}',
            "kong-observability:sample": "true",
            "kong-observability:slackWebhookUrl": "https://hooks.example.com/x",
        });
        assert.deepEqual([settings.cluster.kind, settings.sample, settings.protect], ["kubeconfig", true, false]);
        assert.equal(await pulumi.isSecret(settings.secrets.slackWebhookUrl!), true);
        await assert.rejects(
            load({ "kong-observability:cluster": '{"kind":"eks"}', "kong-observability:colector": "{}" }),
            /2 problems:\n {2}kong-observability:colector: unknown key[^]*\n {2}aws:region: missing/,
        );
    });

    it("gives an EKS cluster its name and the AWS provider's region and profile", async () => {
        const { settings } = await load({
            "p:cluster": '{"kind":"eks"}',
            "aws:region": "eu-west-1",
            "aws:profile": "team",
        });
        assert.ok(settings.cluster.kind === "eks");
        assert.deepEqual(
            [settings.cluster.name, settings.cluster.region, settings.cluster.profile, settings.cluster.protect],
            ["p-s", "eu-west-1", "team", false],
        );
    });

    it("names a dashboard's file that cannot be used beside other problems", async () => {
        const metrics = JSON.stringify({ grafana: { dashboards: [{ kind: "file", path: "no/such.json" }] } });
        await assert.rejects(
            load(config({ "p:metrics": metrics, "p:colector": "{}" })),
            /2 problems:[^]*p:metrics\.grafana\.dashboards\[0\]\.path: got "no\/such\.json", which cannot be read/,
        );
    });

    it("names a folder of charts that is not there", async () => {
        await assert.rejects(
            load(config({ "p:registry": '{"charts":"no/such"}' })),
            /1 problem:\n {2}p:registry\.charts: got "no\/such", which is no folder/,
        );
    });

    it("refuses a licence that has ended", async () => {
        await assert.rejects(
            load(config({ "p:kongLicense": licence("2020-01-01") })),
            /p:kongLicense: the licence expired on 2020-01-01/,
        );
    });

    it("takes the plan's placeholder for a licence, but only in a preview", async () => {
        await load(config({ "p:kongLicense": secretPlaceholder }));
        await assert.rejects(
            load(config({ "p:kongLicense": secretPlaceholder }), false),
            /p:kongLicense: not a Kong licence/,
        );
    });

    it("warns of a licence that ends soon", async () => {
        const soon = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
        const { notices } = await load(config({ "p:kongLicense": licence(soon) }));
        assert.equal(notices.length, 1);
        assert.match(notices[0]!, new RegExp(`^p:kongLicense: the licence expires on ${soon}, in (9|10) days$`));
    });
});
