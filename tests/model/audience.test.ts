import assert from "node:assert/strict";
import { audience, heardOf } from "../../model/alertmanager/audience";
import type { Values } from "../../model/values";

const webhook = [{ url: "http://a.b.svc:80" }];
const receivers = [{ name: "nobody" }, ...["chat", "page", "shop"].map((name) => ({ name, webhook_configs: webhook }))];
const said = (route: Values, more: Values[] = []): Record<string, string> =>
    Object.fromEntries(
        audience({ route, receivers: [...receivers, ...more] }).map((heard) => [
            heardOf(heard),
            heard.receivers.join(),
        ]),
    );

describe("who hears of alerts", () => {
    it("is said once where all severities go the same way", () => {
        assert.deepEqual(said({ receiver: "chat" }), { all: "chat" });
        assert.deepEqual(said({ receiver: "nobody" }), { all: "" });
        assert.deepEqual(said({ receiver: "nowhere" }), { all: "" });
    });

    it("is said of each severity, and of what routes ask for where it makes a difference", () => {
        const routes = [
            { receiver: "page", matchers: ['severity = "critical"'], continue: true },
            { receiver: "shop", matchers: ['namespace =~ "shop|basket"'] },
            { receiver: "chat", match: { team: "same" } },
        ];
        assert.deepEqual(said({ receiver: "chat", routes }), {
            critical: "page",
            warning: "chat",
            info: "chat",
            ...Object.fromEntries(
                ["shop", "basket"].flatMap((namespace) => [
                    [`critical, namespace ${namespace}`, "page,shop"],
                    [`warning, namespace ${namespace}`, "shop"],
                    [`info, namespace ${namespace}`, "shop"],
                ]),
            ),
            // The route continues, and then there is one that takes it.
            "critical, team same": "page,chat",
        });
    });

    it("asks the routes below a route with what is asked for above", () => {
        const below = [{ receiver: "page", matchers: ["severity = critical"] }];
        const routes = [{ receiver: "shop", matchers: ["namespace = shop"], routes: below }];
        assert.deepEqual(said({ receiver: "chat", routes }), {
            all: "chat",
            "critical, namespace shop": "page",
            "warning, namespace shop": "shop",
            "info, namespace shop": "shop",
        });
    });

    it("leaves out what stands for no certain value, and what is for machines alone", () => {
        const routes = [
            { receiver: "nobody", matchers: ['alertname =~ "Watchdog|InfoInhibitor"'] },
            { receiver: "page", matchers: ['pod =~ "kong-.+"'] },
            { receiver: "shop", matchers: ['namespace != ""', "team = a"] },
        ];
        assert.deepEqual(said({ receiver: "chat", routes }), { all: "chat" });
    });
});
