import assert from "node:assert/strict";
import { secrets } from "../../../../policy/rules/secrets/rule";
import { messages, release } from "../../helpers";
import { finds, value } from "./made";

const deepflow = (password: object, more: object = {}): string[] =>
    messages(secrets, [release("deepflow", { global: { password }, ...more }, { name: "deepflow" })]);

describe("policy secrets, where a chart takes passwords as values alone", () => {
    it("passes them there, known or not yet", () => {
        assert.deepEqual(deepflow({ mysql: value, clickhouse: `${value}2` }), []);
        assert.deepEqual(deepflow({ mysql: "[unknown]", clickhouse: "[secret]" }), []);
    });

    it("reports those that everyone knows", () => {
        finds(
            deepflow({ mysql: "deepflow" }),
            "deepflow: values.global.password.mysql is the chart's own, which everyone knows",
            "deepflow: values.global.password.clickhouse is not set, which everyone knows",
        );
    });

    it("reports them anywhere else", () => {
        const found = deepflow({ mysql: value, clickhouse: value }, { mysql: { password: value } });
        assert.equal(found.length, 1);
        assert.match(found[0] ?? "", /^deepflow: values\.mysql\.password /);
        assert.equal(
            messages(secrets, [release("kong", { global: { password: { mysql: value } } }, { name: "kong" })]).length,
            1,
        );
    });
});
