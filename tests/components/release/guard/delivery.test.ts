import assert from "node:assert/strict";
import { deliveredBy, deliveryObstacle } from "../../../../components/release/guard/delivery";

const argoCd = { namespace: "argocd", project: "p", destination: { name: "in-cluster" }, ready: [], retain: false };
const retry = { limit: 1, backoff: "1s", longest: "1s" };
const byArgoCd = { argoCd: { ...argoCd, retry } };
const retaining = { argoCd: { ...argoCd, retry, retain: true } };

describe("the delivery of a chart", () => {
    it("is said by its component, except for Helm alone", () => {
        assert.deepEqual(deliveredBy({}), {});
        assert.deepEqual(deliveredBy({ helm: { retain: false, takeOwnership: true } }), {});
        assert.deepEqual(deliveredBy({ helm: { retain: true } }), { retain: true });
        assert.deepEqual(deliveredBy(byArgoCd), { deliveredBy: "argocd" });
        assert.deepEqual(deliveredBy(retaining), { deliveredBy: "argocd", retain: true });
    });

    const change = (from: object, to: object, outputs = {}, takesOwnership = false): string =>
        deliveryObstacle(
            { inputs: { chart: "loki", ...deliveredBy(from) }, outputs: { releaseName: "loki", ...outputs } },
            { byArgoCd: "argoCd" in to, takesOwnership },
        )?.message ?? "";
    const retained = { retained: true };

    it("may stay, with or without its mark", () => {
        assert.deepEqual([change({}, {}), change(byArgoCd, byArgoCd), change({}, {}, retained)], ["", "", ""]);
        assert.equal(
            deliveryObstacle({ inputs: undefined, outputs: undefined }, { byArgoCd: true, takesOwnership: false }),
            undefined,
        );
    });

    it("changes once the release or Application has been told to leave what it installed, not once it was asked to", () => {
        const first = /would uninstall what runs\. Allowed: first an `up` with (\w+) and retain: true/;
        assert.equal(first.exec(change({}, byArgoCd))?.[1], "helm");
        assert.equal(first.exec(change({ helm: { retain: true } }, byArgoCd))?.[1], "helm");
        assert.equal(change({ helm: { retain: true } }, byArgoCd, retained), "");
        assert.equal(first.exec(change(retaining, {}, {}, true))?.[1], "argocd");
        assert.equal(change(retaining, {}, retained, true), "");
    });

    it("goes back to Helm only where that may take over what others made", () =>
        assert.match(change(retaining, {}, retained), /takeOwnership: true/));
});
