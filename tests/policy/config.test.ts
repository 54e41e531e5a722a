import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { isMandatory, type PackConfig } from "../../policy/judge";
import { rules } from "../../policy/rules";
import { root } from "../../tools/plan/evaluate";
import { planOf } from "../tools/plan/stacks";
import { verdicts } from "./helpers";

const folder = path.join(root, "policy/config");
const configOf = (environment: string): PackConfig =>
    JSON.parse(readFileSync(path.join(folder, `${environment}.json`), "utf8"));

/** Which configuration each stack is judged by, and what is advised against it, truly. */
const stacks: Record<string, { environment: string; advice: string[]; pins?: Record<string, unknown> }> = {
    dev: { environment: "dev", advice: [] },
    local: { environment: "local", advice: [] },
    // Its mirrors are its own, so they are in no configuration of the pack.
    external: {
        environment: "local",
        advice: ["deprecated-charts"],
        pins: { enforcementLevel: "mandatory", mirrors: ["registry.example.com", "oci://registry.example.com/charts"] },
    },
    additions: { environment: "local", advice: [] },
    "loki-stack": { environment: "local", advice: ["deprecated-charts", "deprecated-charts"] },
    prod: { environment: "prod", advice: ["placeholders"] },
    enterprise: { environment: "prod", advice: ["placeholders", "object-storage", "object-storage"] },
    "ingress-controller": { environment: "local", advice: [] },
    "ingress-enterprise": {
        environment: "prod",
        advice: ["placeholders", "object-storage", "object-storage"],
        pins: { enforcementLevel: "mandatory", mirrors: ["registry.example.com", "oci://registry.example.com/charts"] },
    },
};

describe("policy configuration", () => {
    for (const file of ["policy/config", "examples"].flatMap((folder) =>
        readdirSync(path.join(root, folder))
            .filter((name) => name.endsWith(".json"))
            .map((name) => `${folder}/${name}`),
    )) {
        it(`${file} has only rules that there are, each with a level, and settings that the rule knows`, () => {
            const config = JSON.parse(readFileSync(path.join(root, file), "utf8")) as PackConfig;
            for (const [name, given] of Object.entries(config)) {
                const rule = rules.find((one) => one.name === name);
                assert.ok(rule !== undefined, name);
                const { enforcementLevel, ...settings } =
                    typeof given === "object" ? given : { enforcementLevel: given };
                assert.ok(["advisory", "mandatory", "disabled"].includes(String(enforcementLevel)), name);
                assert.deepEqual(
                    Object.keys(settings).filter((key) => !(key in rule.config)),
                    [],
                    name,
                );
            }
        });
    }

    // What a copy of this repository adds may leave out what has the default.
    for (const environment of ["dev", "local", "prod"]) {
        it(`${environment}.json has a level for each rule`, () => {
            assert.deepEqual(Object.keys(configOf(environment)).sort(), rules.map(({ name }) => name).sort());
        });
    }

    for (const [stack, { environment, advice, pins }] of Object.entries(stacks)) {
        it(`${environment}.json stops nothing in stack ${stack}, and warns of what is so`, async () => {
            const found = verdicts(rules, await planOf(stack), { ...configOf(environment), ...(pins && { pins }) });
            assert.deepEqual(
                found.filter(isMandatory).map(({ policy, message }) => `${policy}: ${message}`),
                [],
            );
            assert.deepEqual(
                found.filter((verdict) => !isMandatory(verdict)).map(({ policy }) => policy),
                advice,
            );
        });
    }

    it("prod.json stops the sample", async () => {
        const found = verdicts(rules, await planOf("local"), configOf("prod"));
        assert.deepEqual(
            found
                .filter(({ message }) => message.includes("sample: false"))
                .map((verdict) => [verdict.policy, isMandatory(verdict)]),
            [["production", true]],
        );
    });

    for (const stack of ["dev", "prod", "local"]) {
        it(`stops no copy of ${stack} under a name that has no configuration of its own`, async () => {
            assert.deepEqual(verdicts(rules, await planOf(stack), {}).filter(isMandatory), []);
        });
    }
});
