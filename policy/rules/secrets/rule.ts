import { factOf, factsOf } from "../../../charts";
import { isLicence, type JudgedLiteral } from "../../../model/secrets/mask";
import { knownDefaults, plainDefaults } from "../../../model/secrets/texts";
import { valuesPath } from "../../library/installs/install";
import { type EffectiveLiteral, effectiveLiterals, literalsOf } from "../../library/literals";
import { at, isValues, type Seen } from "../../library/resource";
import { rule, type Violation } from "../../library/rule";
import type { ChartInstall, System } from "../../library/system";

interface Config {
    allowed: string[];
    knownPasswords: string[];
}

const fix = "keep it in a Secret and refer to it by name (existingSecret, valueFrom.secretKeyRef, a mounted file)";

/**
 * Secrets are in Secrets; everything else only refers to them by name. No message contains a value, not even a
 * well-known one.
 */
export const secrets = rule<Config>({
    name: "secrets",
    description:
        "No password, key, token, webhook or licence appears as a literal in chart values, ConfigMaps, Applications, container environments or other Kubernetes objects; known default passwords are refused by name.",
    severity: "critical",
    remediationSteps:
        "Put the value into Pulumi's configuration with --secret, from there into a Kubernetes Secret, and give the chart or container the name of that Secret. Change a secret that has been written anywhere.",
    enforcementLevel: "mandatory",
    config: {
        allowed: {
            type: "array",
            items: { type: "string" },
            default: [],
            description: 'Places where a literal is allowed, as "resource: path" the way that messages name them',
        },
        knownPasswords: {
            type: "array",
            items: { type: "string" },
            default: Object.keys(knownDefaults),
            description: "Well-known default passwords",
        },
    },
    check(system, { allowed, knownPasswords }) {
        const places = allowed.map((place) => place.replace(/: (.*)$/, (_, path: string) => `: ${valuesPath(path)}`));
        const found = [...inObjects(system, knownPasswords), ...system.charts.flatMap(fromChartDefaults)];
        const inValues = asValues(system);
        return [...found.filter(({ urn, place }) => inValues.get(urn)?.includes(place) !== true), ...wellKnown(system)]
            .filter(({ place }) => !places.includes(place))
            .map(({ urn, place, what }) => ({ urn, message: `${place} ${what}; ${fix}` }));
    },
});

/** A violation before its place, which may be allowed, becomes part of the message. */
interface Finding extends Pick<Violation, "urn"> {
    place: string;
    what: string;
}

function inObjects(system: System, knownPasswords: readonly string[]): Finding[] {
    const read = literalsOf(system);
    const objects = system.resources.filter(({ type }) => type.startsWith("kubernetes:") && !type.endsWith(":Secret"));
    return objects.flatMap((object) => {
        const written = read.get(object) ?? [];
        const found = [
            ...written.flatMap((literal) => judge(object, literal, knownPasswords)),
            ...notIn(written, effectiveLiterals(object)).flatMap((literal) =>
                judge({ ...object, name: literal.name }, literal, knownPasswords),
            ),
        ];
        const licences = objectLicences(object);
        // A text with a document is found by its keys and again as a whole; the key is more precise.
        return [
            ...licences,
            ...found.filter((one) => !found.some((other) => other !== one && other.place.startsWith(`${one.place}: `))),
        ];
    });
}

/** Those of which nothing was found as it is written, each value once. */
function notIn(written: JudgedLiteral[], effective: EffectiveLiteral[]): EffectiveLiteral[] {
    const telling = [...written, ...effective].filter(({ parts }) => parts.length > 0);
    const first = new Map<string, JudgedLiteral>();
    for (const judged of telling) {
        const value = String(judged.literal.value);
        first.set(value, first.get(value) ?? judged);
    }
    return effective.filter((judged) => first.get(String(judged.literal.value)) === judged);
}

function judge(
    { urn, name }: Seen,
    { literal, parts: all }: JudgedLiteral,
    knownPasswords: readonly string[],
): Finding[] {
    const finding = (what: string): Finding[] => [{ urn, place: `${name}: ${valuesPath(literal.path)}`, what }];
    const { value } = literal;
    // What is hidden only as a precaution is not reported.
    const parts = all.filter(({ certain }) => certain);
    const named = parts.find(({ by }) => by === "name");
    const known =
        typeof value === "string" &&
        knownPasswords.includes(value) &&
        (named !== undefined || plainDefaults.includes(value));
    if (known) {
        const whose = Object.hasOwn(knownDefaults, value) ? knownDefaults[value] : undefined;
        return finding(`holds a known default password${whose === undefined ? "" : ` (${whose})`}`);
    }
    const looks = parts.find(({ by }) => by === "looks");
    if (looks !== undefined || (named !== undefined && typeof value === "number")) {
        return finding(`holds ${(looks ?? named)?.kind} as a literal`);
    }
    // A file under such a key is judged by its contents, or by how they look.
    return named === undefined ? [] : finding(`holds a literal where its name says ${named.kind}`);
}

/** A licence that is already parsed, so that no single text contains it. */
function objectLicences({ urn, name, inputs }: Seen): Finding[] {
    const found = (value: unknown, path: string): Finding[] => {
        if (!isValues(value)) {
            return [];
        }
        const own = isLicence(value)
            ? [{ urn, place: `${name}: ${valuesPath(path)}`, what: "holds a licence as a literal" }]
            : [];
        return [
            ...own,
            ...Object.entries(value).flatMap(([key, item]) => found(item, path === "" ? key : `${path}.${key}`)),
        ];
    };
    return found(inputs, "");
}

/** Where a chart's values hold a password because the chart takes it in no other way, as messages name the places. */
function asValues(system: System): Map<string, string[]> {
    return new Map(
        system.charts.map(({ urn, name, chart }) => [
            urn,
            factsOf(chart, "passwords").map(({ path }) => `${name}: values.${path.join(".")}`),
        ]),
    );
}

/** Such a password that is left to the chart, or is the chart's own. */
function wellKnown(system: System): Finding[] {
    return system.charts.flatMap(({ urn, name, chart, values }) =>
        factsOf(chart, "passwords").flatMap(({ path, wellKnown: known }) => {
            const value = at(values, ...path) ?? "";
            const place = `${name}: values.${path.join(".")}`;
            return value === "" || known.some((one) => one === value)
                ? [{ urn, place, what: `is ${value === "" ? "not set" : "the chart's own"}, which everyone knows` }]
                : [];
        }),
    );
}

/** Charts with a well-known default password for Grafana: kube-prometheus-stack before 79, and its predecessor. */
function fromChartDefaults({ urn, name, chart, version, values }: ChartInstall): Finding[] {
    const before = factOf(chart, "grafana")?.knownPasswordBefore;
    const old =
        chart === "prometheus-operator" || (typeof before === "number" && Number(version?.split(".")[0]) < before);
    const grafana = at(values, "grafana");
    const own = [
        at(grafana, "adminPassword"),
        at(grafana, "admin", "existingSecret"),
        at(grafana, "enabled") === false ? true : undefined,
    ].some((value) => value !== undefined && value !== null && value !== "");
    return old && !own
        ? [
              {
                  urn,
                  place: `${name}: grafana.adminPassword`,
                  what: `is not set, so the chart's known default password is used (${knownDefaults["prom-operator"]}); set grafana.admin.existingSecret`,
              },
          ]
        : [];
}
