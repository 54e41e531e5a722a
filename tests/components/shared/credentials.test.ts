import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { roomSecret, secretKeyOf } from "../../../components/shared/credentials";
import type { Credential } from "../../../model/credentials";
import { record } from "../../../tools/plan/recorder";

describe("credentials of a room", () => {
    const credentials = { mail: pulumi.secret("pass-of-mail"), pager: pulumi.secret("key-of-pager") };

    it("are read in the room's Secret, or in the one that is named", () => {
        assert.deepEqual(secretKeyOf({ credential: "mail" }, "room"), { name: "room", key: "mail" });
        assert.deepEqual(secretKeyOf({ secretName: "own", key: "k" }, "room"), { name: "own", key: "k" });
    });

    const recorded = async (used: Credential[]): Promise<unknown[]> => {
        const { resources, outputs } = await record(
            async () => {
                const secret = roomSecret("room", { namespace: "n", room: "room", used, credentials }, {});
                return { keys: secret && pulumi.unsecret(secret.stringData.apply((texts) => Object.keys(texts))) };
            },
            { project: "p", stack: "s" },
        );
        return resources
            .filter(({ name }) => name === "room")
            .map(({ inputs }) => ({ ...inputs, stringData: outputs.values.keys }));
    };

    it("stand in one Secret, those that it uses and no other, and none where it uses none", async () => {
        const [inputs] = await recorded([
            { credential: "mail" },
            { credential: "mail" },
            { secretName: "own", key: "k" },
        ]);
        assert.deepEqual(inputs, {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "room", namespace: "n" },
            stringData: ["mail"],
        });
        assert.deepEqual(await recorded([{ secretName: "own", key: "k" }]), []);
    });
});
