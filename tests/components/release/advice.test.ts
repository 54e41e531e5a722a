import assert from "node:assert/strict";
import { ofHelm } from "../../../components/release/advice";

describe("the advice after a failed release", () => {
    it("names the repository's own tool in a checkout of it, and no command that it makes unnecessary", () => {
        const said = ofHelm({ releaseName: "kong-cp", namespace: "kong", delivery: {} }, "dev").join("\n");
        assert.match(said, /npm run recover -- dev/);
        assert.doesNotMatch(said, /helm .* (rollback|uninstall)/);
    });
});
