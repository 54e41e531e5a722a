import assert from "node:assert/strict";
import { moduleName, probeModule, probesValues } from "../../../../components/gateway/probes/values";
import { probeTargets } from "../../../../components/gateway/probes/targets";
import type { Route } from "../../../../model/gateway";

const route = (own: Partial<Route>): Route => ({
    name: "r",
    stripPath: true,
    preserveHost: false,
    plugins: [],
    ...own,
});
const targets = (...routes: Partial<Route>[]): object[] =>
    probeTargets([{ name: "s", url: "http://s.s.svc", plugins: [], routes: routes.map(route) }]);

describe("probes", () => {
    it("ask for each route that a GET finds", () => {
        assert.deepEqual(
            targets({ paths: ["/a", "/b"] }, { hosts: ["*.x.com", "y.com"] }, { methods: ["GET"], paths: ["/c"] }),
            [{ path: "/a" }, { path: "/", host: "y.com" }, { path: "/c" }],
        );
    });

    it("leave out what a GET does not find without guessing, or what it would change", () => {
        const left = [{ paths: ["~/a$"] }, { hosts: ["*.x.com"] }, { methods: ["POST"], paths: ["/c"] }];
        assert.deepEqual(targets(...left, { protocols: ["grpc"], paths: ["/"] }), []);
    });

    it("take any status below 500 for an answer, and Kong's word for no route for none", () => {
        const { valid_status_codes: codes, ...http } = probeModule("shop.example.com").http;
        assert.deepEqual([codes[0], codes.at(-1), codes.length], [200, 499, 300]);
        assert.deepEqual(http.headers, { Host: "shop.example.com" });
        assert.equal(http.follow_redirects, false);
        const kong = '{\n  "message":"no Route matched with those values"\n}';
        assert.ok(new RegExp(http.fail_if_body_matches_regexp[0] ?? "").test(kong));
    });

    it("have a module for each host, an image from the mirror, and the resources that are set", () => {
        const resources = { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "1Gi" } };
        const { config, image, ...values } = probesValues([undefined, "a.b"], {
            registry: { images: "mirror.example.com" },
            resources,
            monitorLabels: { release: "r" },
        });
        assert.deepEqual(values.resources, resources);
        assert.deepEqual(Object.keys(config.modules), [moduleName(undefined), "answer_a_b"]);
        assert.equal(image.registry, "mirror.example.com");
    });
});
