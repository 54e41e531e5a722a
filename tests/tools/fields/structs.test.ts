import assert from "node:assert/strict";
import { reachedFrom, structsIn } from "../../../tools/fields/structs";

const main = `package config

import (
	"fmt"
	other "example.com/other/config"
)

// Config is it.
type Config struct {
	Route     *Route            \`yaml:"route,omitempty" json:"route"\`
	Client    []*other.Client   \`yaml:"client"\`
	Names     map[string]Route  \`yaml:"names"\`
	Own       other.Unknown     \`yaml:"own"\`
	original  string
	Skipped   string            \`yaml:"-"\`
}

type Route struct { //nolint
	Common   \`yaml:",inline" json:",inline"\`
	Routes   []*Route \`yaml:"routes"\`
	Headers  *Headers \`yaml:"headers"\`
}

type Common struct {
	Continue bool \`yaml:"continue"\`
}

type Headers struct {
	All map[string]string \`yaml:",inline"\`
}
`;
const other = `package config

type Client struct {
	Proxy string \`yaml:"proxy"\`
}
`;

describe("npm run fields", () => {
    it("reads keys out of Go structs, across packages of the same name, and of those that take any key none", () => {
        const all = new Map([
            ...structsIn(main, "example.com/main/config"),
            ...structsIn(other, "example.com/other/config"),
        ]);
        assert.deepEqual(reachedFrom("example.com/main/config.Config", all), {
            "example.com/main/config.Config": {
                route: "example.com/main/config.Route",
                client: "example.com/other/config.Client",
                names: "",
                own: "",
            },
            "example.com/main/config.Route": { continue: "", routes: "example.com/main/config.Route", headers: "" },
            "example.com/other/config.Client": { proxy: "" },
        });
    });
});
