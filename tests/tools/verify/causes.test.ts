import assert from "node:assert/strict";
import { whyNoAnswer } from "../../../tools/verify/causes";
import type { Run } from "../../../tools/verify/checks/check";
import { HttpError, UnreadableSecret } from "../../../tools/verify/http";

type Services = Partial<Run["services"]>;

const why = (error: Error, services: Services = { Loki: { service: "loki", namespace: "observability" } }) =>
    whyNoAnswer({ namespaces: { observability: "observability", gateway: "kong" }, services } as Run, "Loki", error);

describe("why a store does not answer", () => {
    it("tells a missing tenant from a login that is refused", () => {
        assert.match(why(new HttpError("Loki", "/", 401, "no org id\n")).cause, /requires a tenant/);
        assert.match(why(new HttpError("Loki", "/", 401, "who are you?")).cause, /refuses the one .*loki\.headers/);
        assert.match(why(new HttpError("Loki", "/", 403, "")).cause, /asks for a login/);
    });

    it("names the Secret that cannot be read", () => {
        const { cause, command } = why(new UnreadableSecret("observability", "collector-credentials", "login"));
        assert.match(cause, /that Secret/);
        assert.equal(command, "kubectl -n observability get secret collector-credentials");
    });

    it("looks where the store is: at ours, in another's namespace, or nowhere in the cluster", () => {
        const down = new Error("ECONNREFUSED");
        assert.match(why(down).command ?? "", /-n observability describe statefulset\/loki$/);
        assert.equal(
            why(down, { Loki: { service: "loki-gateway", namespace: "logging" } }).command,
            "kubectl -n logging get pods,services,endpointslices",
        );
        assert.equal(why(down, {}).command, undefined);
    });
});
