import assert from "node:assert/strict";
import { describeAgent, otherGateway, type Place, plain } from "./agent";

const line = JSON.stringify({ response: { status: 200 }, route: { name: "mock" }, request: { method: "GET" } });
const error = "2026/01/01 00:00:00 [error] 7#0: *1 connect() failed, client: 10.0.0.9, server: kong";

describeAgent("the agent's configuration in a real collector, of gateways of several stacks", (agent) => {
    const other: Place = { namespace: otherGateway.namespace, pod: "kong-dp-kong-6b8c5-aaaaa", container: "proxy" };

    before(() => {
        for (const place of [undefined, other]) {
            agent.write("stdout", line, "F", place);
            agent.write("stderr", error, "F", place);
        }
        agent.start();
    });

    it("gives each line what its own gateway sets on spans, nginx' errors too", async () => {
        const taken = (await agent.atLeast(4)).map(({ resource, record }) => {
            const of = plain(resource);
            const what = plain(record.attributes)["event.name"];
            const all = [
                of["k8s.namespace.name"],
                of["service.name"],
                of["deployment.environment.name"],
                of.team,
                what,
            ];
            return all.map(String).join(" ");
        });
        assert.deepEqual(taken.sort(), [
            // The collector sets the environment of this one.
            ...["kong kong undefined platform kong.access", "kong kong undefined platform nginx.error"],
            ...["kong-b kong b shop kong.access", "kong-b kong b shop nginx.error"],
        ]);
    });

    it("counts the requests of each", async () => {
        await agent.until(() => Object.keys(agent.counted("kong.access.requests")).length >= 2);
        const namespaces = Object.keys(agent.counted("kong.access.requests")).map(
            (labels) => /namespace=([^ ,]+)/.exec(labels)?.[1],
        );
        assert.deepEqual(namespaces.sort(), ["kong", "kong-b"]);
    });
});
