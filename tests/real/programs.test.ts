import assert from "node:assert/strict";
import { startServer } from "./verify/servers/processes";

describe("a real server whose program is not here", () => {
    const saved = { ...process.env };
    afterEach(() => void Object.assign(process.env, saved));

    it("is told by its name, and where its program is looked for", async () => {
        delete process.env.TEMPO;
        await assert.rejects(startServer("tempo", [], "http://127.0.0.1:9/"), {
            message: "tempo is needed, and $TEMPO names no program; nothing here builds one",
        });
    });
});
