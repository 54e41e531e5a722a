import assert from "node:assert/strict";
import type { Heard } from "../../../../model/alertmanager/audience";
import { planOf, planWith, besideFiles, stackFiles } from "../../../tools/plan/stacks";
import { heardInWords } from "../../../../tools/plan/heard";

const warned = (notices: string[]): string[] => notices.filter((notice) => notice.includes("reach nobody"));

describe("an environment whose alerts reach nobody", () => {
    for (const stack of Object.keys({ ...stackFiles, ...besideFiles })) {
        it(`is said to be one on screen, in the output and nowhere else: ${stack}`, async () => {
            const { notices, outputs } = await planOf(stack);
            // Nobody here sees who hears by an Alertmanager that exists.
            const heard = (outputs.values.alerting ?? []) as Heard[];
            const somebody = heard.filter(({ receivers }) => receivers.length > 0);
            const unheard = heard.filter(
                ({ severity, labels }) =>
                    Object.keys(labels).length === 0 &&
                    // Of some of them, by another label, somebody hears.
                    !somebody.some((each) => each.severity === severity),
            );
            assert.equal(warned(notices).length, unheard.length > 0 ? 1 : 0);
            for (const { severity } of unheard) {
                assert.equal(heardInWords(heard)[severity ?? "all"], "nobody");
                assert.match(warned(notices)[0] ?? "", severity === undefined ? /Alerts reach/ : new RegExp(severity));
            }
        });
    }

    it("is each committed stack as it comes", async () => {
        for (const stack of ["dev", "prod", "local"]) {
            const { notices } = await planOf(stack);
            assert.match(warned(notices).join(), /Alerts reach nobody; set alerts\.receivers/, stack);
        }
    });

    it("is none where the configuration is a Secret that exists: who hears cannot be seen", async () => {
        const alertmanagerSpec = { useExistingSecret: true, configSecret: "own" };
        const chartOverrides = { "kube-prometheus-stack": { alertmanager: { alertmanagerSpec } } };
        const { notices, outputs } = await planWith("dev", { chartOverrides });
        assert.deepEqual([outputs.values.alerting, warned(notices)], [undefined, []]);
    });
});
