import assert from "node:assert/strict";
import type { Values } from "../../../model/values";
import type { Facts } from "../../../tools/recover/facts";
import { gather } from "../../../tools/recover/gather";
import { objectReader } from "../../../tools/recover/objectReader";
import type { ObjectPlace } from "../../../tools/recover/facts";
import { parseState, settle } from "../../../tools/recover/state";
import { decide, stepsNow } from "../../../tools/recover/steps";
import { json, serve } from "../../real/verify/servers/http";
import { facts, secret } from "./made";
import { noReleases } from "./noReleases";

const urn = "urn:pulumi:dev::p::kubernetes:core/v1:Secret::grafana";
const parent = { urn: "urn:pulumi:dev::p::a:b:C::parent", type: "a:b:C", created: "2026-11-29T11:00:00.9Z" };
const asked = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "grafana", namespace: "observability", labels: {} },
    stringData: secret({ password: "hunter2" }),
};
const live = (more: Values = {}, metadata: Values = {}): Values => ({
    apiVersion: "v1",
    kind: "Secret",
    type: "Opaque",
    metadata: {
        name: "grafana",
        namespace: "observability",
        uid: "1",
        creationTimestamp: "2026-11-29T11:00:00Z",
        managedFields: [{ manager: "pulumi-kubernetes", operation: "Update" }],
        ...metadata,
    },
    data: { password: Buffer.from("hunter2").toString("base64") },
    ...more,
});

/** What is decided about one creation, with what the cluster has. */
async function decided(
    has: Values | undefined,
    more: object = {},
    resources: object[] = [],
): Promise<Facts["operations"]> {
    const operation = { type: "creating", resource: { ...creation, ...more } };
    const state = { deployment: { resources: [parent, ...resources], pending_operations: [operation] } };
    const { operations } = await gather(parseState(JSON.stringify(state)), { ...noReleases, object: async () => has });
    return operations;
}
const creation = { urn, type: "kubernetes:core/v1:Secret", custom: true, parent: parent.urn, inputs: asked };
const steps = (operations: Facts["operations"]): object[] => stepsNow(decide(facts({ operations })));
const byHand = (operations: Facts["operations"]): string => {
    const [finding] = decide(facts({ operations }));
    assert.equal(finding?.unanswered, true, "nothing of the state is changed before this is answered");
    return `${finding.found}. ${finding.byHand}`;
};

describe("recover looks for an object whose creation was interrupted", () => {
    const id = "observability/grafana";

    it("and forgets one that was not made", async () => {
        assert.deepEqual(steps(await decided(undefined)), [{ do: "forget", urn }]);
    });

    it("and takes one that bears all that was asked for, whatever the API server adds", async () => {
        assert.deepEqual(steps(await decided(live())), [{ do: "adopt", urn, id }]);
        // What is a name alone has no managers.
        assert.deepEqual(steps(await decided(live({}, { managedFields: undefined }))), [{ do: "adopt", urn, id }]);
    });

    it("by the name that the provider gave it, without a namespace where it has none", async () => {
        const inputs = { apiVersion: "v1", kind: "Namespace", metadata: { name: "kong-1a2b3c" } };
        const named = { metadata: { ...(live().metadata as Values), name: "kong-1a2b3c", namespace: undefined } };
        const operations = await decided({ ...inputs, ...named }, { type: "kubernetes:core/v1:Namespace", inputs });
        assert.deepEqual(steps(operations), [{ do: "adopt", urn, id: "kong-1a2b3c" }]);
    });

    it("and asks about one that may be somebody else's, with the command, and without a value of it", async () => {
        const others: [Values, RegExp][] = [
            [live({ data: { password: "b3RoZXI=" } }), /differs from what this stack requested, at data\.password/],
            [live({ data: {} }), /at data\.password/],
            [live({}, { creationTimestamp: "2026-11-29T10:59:59Z" }), /existed before this stack requested it/],
            [live({}, { managedFields: [{ manager: "kubectl-create" }] }), /Pulumi did not make it/],
        ];
        for (const [other, why] of others) {
            const operations = await decided(other);
            assert.deepEqual(steps(operations), []);
            assert.match(byHand(operations), why);
            assert.match(byHand(operations), /--made 'urn:.*Secret::grafana=observability\/grafana'.*--not-made 'urn:/);
            assert.ok(!/hunter2|b3RoZXI=|aHVudGVyMg/.test(JSON.stringify(operations) + byHand(operations)));
        }
    });

    it("and asks about one that the state has under another name", async () => {
        const other = { urn: `${urn}-before`, type: creation.type, id };
        assert.match(byHand(await decided(live(), {}, [other])), /the state has it already, as urn:.*grafana-before/);
    });

    it("and waits for one that is being deleted", async () => {
        const operations = await decided(live({}, { deletionTimestamp: "2026-11-29T11:30:00Z" }));
        assert.match(byHand(operations), /being deleted.*once it is gone/);
    });

    it("and obeys who knows better", async () => {
        const operations = await decided(live({ data: {} }));
        const after = (answers: Parameters<typeof decide>[1]): object[] =>
            stepsNow(decide(facts({ operations }), answers));
        assert.deepEqual(after({ made: { [urn]: "a/b" }, notMade: [] }), [{ do: "adopt", urn, id: "a/b" }]);
        const notMade = { made: {}, notMade: [urn] };
        assert.deepEqual(after(notMade), [{ do: "forget", urn }]);
        assert.match(decide(facts({ operations }), notMade)[0]?.remedy ?? "", /once its name is free/);
    });

    it("and forgets a Patch, which is applied over what is there, without a look", async () => {
        const type = "kubernetes:core/v1:SecretPatch";
        assert.deepEqual(steps(await decided(live({ data: {} }), { type })), [{ do: "forget", urn }]);
    });

    it("and knows the one that the state has from one that was to take its place", async () => {
        const before = { urn, type: creation.type, id };
        assert.deepEqual(steps(await decided(live(), {}, [before])), [{ do: "forget", urn }]);
        const renamed = { ...before, id: "observability/before" };
        const operations = await decided(live(), {}, [renamed]);
        assert.deepEqual(steps(operations), [{ do: "adopt", urn, id, replaces: renamed.id }]);
        assert.match(decide(facts({ operations }))[0]?.remedy ?? "", /deletes observability\/before/);
        // Nothing was made in its place.
        assert.deepEqual(steps(await decided(undefined, {}, [renamed])), [{ do: "forget", urn }]);
    });

    it("and puts it into the place of the one that it replaces, which then comes last and is to go", () => {
        const [old, dependent] = [
            { urn, type: "t", id: "a" },
            { urn: "urn:2", type: "t", dependencies: [urn] },
        ];
        const operation = { type: "creating", resource: creation };
        const deployed = { resources: [old, dependent], pending_operations: [operation] };
        const state = parseState(JSON.stringify({ deployment: deployed }));
        const { deployment } = settle(state, [{ urn, id: "b", replaces: "a" }]);
        const heir = { ...creation, id: "b", outputs: {} };
        assert.deepEqual(deployment.resources, [heir, dependent, { ...old, delete: true }]);
        assert.deepEqual(settle(state, [{ urn, id: "b", replaces: "c" }]).deployment.resources, [old, dependent]);
    });
});

describe("an object of the cluster", () => {
    let stop: () => Promise<void>;
    let object: (place: ObjectPlace) => Promise<Values | undefined>;
    const paths: string[] = [];
    const from = { kind: "NetworkPolicy", spec: { ingress: [{ from: [{}], ofANewerVersion: true }] } };

    before(async () => {
        const resources = [
            { name: "networkpolicies", kind: "NetworkPolicy", namespaced: true },
            { name: "clusterroles", kind: "ClusterRole", namespaced: false },
        ];
        const server = await serve((_, { pathname }) => {
            paths.push(pathname);
            if (pathname === "/apis/a.b/v1") {
                return json({ kind: "APIResourceList", groupVersion: "a.b/v1", resources });
            }
            if (pathname.endsWith("/forbidden")) {
                return json({ kind: "Status", code: 403 }, 403);
            }
            return /\/(it|Role%3AIt)$/.test(pathname) ? json(from) : json({ kind: "Status" }, 404);
        });
        stop = () => server.stop();
        const { KubeConfig } = await import("@kubernetes/client-node");
        const config = new KubeConfig();
        const cluster = { name: "c", server: server.url, skipTLSVerify: true };
        config.loadFromClusterAndUser(cluster, { name: "u", token: "t" });
        object = await objectReader(config);
    });
    after(() => stop());

    const place = { apiVersion: "a.b/v1", kind: "NetworkPolicy", namespace: "kong", name: "it" };

    it("is read as the API server writes it, whatever fields the client knows", async () => {
        assert.deepEqual(await object(place), from);
        assert.equal(paths.at(-1), "/apis/a.b/v1/namespaces/kong/networkpolicies/it");
    });

    it("is found by its own case, and without a namespace where its kind has none", async () => {
        assert.deepEqual(await object({ ...place, kind: "ClusterRole", name: "Role:It" }), from);
        assert.equal(paths.at(-1), "/apis/a.b/v1/clusterroles/Role%3AIt");
    });

    it("is not there where it, its kind or its whole group is not", async () => {
        assert.equal(await object({ ...place, name: "other" }), undefined);
        assert.equal(await object({ ...place, kind: "KongPlugin" }), undefined);
        assert.equal(await object({ ...place, apiVersion: "no.such/v1" }), undefined);
    });

    it("that may not be read is no object that is not there", async () => {
        await assert.rejects(object({ ...place, name: "forbidden" }), /NetworkPolicy forbidden: .*403/);
    });
});
