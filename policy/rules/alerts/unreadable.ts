import { parseMatchers } from "../../../model/alertmanager/matchers";
import { didYouMean } from "../../../model/didYouMean";
import { secondsOf } from "../../../model/duration";
import { isValues, leaves, listAt, textAt, unknown, type Values } from "../../library/resource";
import type { Alertmanager } from "./alertmanager";
import fields from "./fields.json";

/** A program's configuration structs by name: the keys of each, with the struct under a key, or "". */
type Structs = Record<string, Record<string, string>>;
interface Reader {
    root: string;
    structs: Structs;
}

/** A place in the configuration that makes the whole invalid. */
interface Unreadable {
    path: string;
    problem: string;
    /** What to write, as the end of a message. */
    instead: string;
}

/** Everything for which Alertmanager, or the Prometheus operator before it, refuses a configuration. */
export function unreadableParts({ config, byOperator }: Alertmanager): Unreadable[] {
    return [...unknownKeys(config, byOperator), ...brokenMatchers(config), ...durations(config), ...mail(config)];
}

/** Both parse strictly (yaml.UnmarshalStrict in the operator's pkg/alertmanager/amcfg.go, and config.Load at 0.34). */
function unknownKeys(config: Values, byOperator: boolean): Unreadable[] {
    const ofAlertmanager = keysMissing(config, fields.alertmanager);
    if (!byOperator) {
        return ofAlertmanager;
    }
    const nowhere = new Set(ofAlertmanager.map(({ path }) => path));
    const ofOperator = keysMissing(config, fields.operator).map((missing) =>
        nowhere.has(missing.path)
            ? missing
            : { ...missing, problem: "is a key that Prometheus' operator does not know" },
    );
    const there = new Set(ofOperator.map(({ path }) => path));
    return [...ofOperator, ...ofAlertmanager.filter(({ path }) => !there.has(path))];
}

function keysMissing(config: Values, { root, structs }: Reader): Unreadable[] {
    const visit = (value: unknown, struct: string, path: string): Unreadable[] => {
        if (Array.isArray(value)) {
            return value.flatMap((item, index) => visit(item, struct, `${path}[${index}]`));
        }
        const known = structs[struct];
        if (known === undefined || !isValues(value)) {
            return [];
        }
        return Object.entries(value).flatMap(([key, item]) => {
            const at = path === "" ? key : `${path}.${key}`;
            const inside = known[key];
            return inside === undefined
                ? [{ path: at, problem: "is no key of Alertmanager's", instead: didYouMean(key, Object.keys(known)) }]
                : visit(item, inside, at);
        });
    };
    return visit(config, root, "");
}

/** Invalid durations, such as `5 minutes`. */
function durations({ global, route }: Values): Unreadable[] {
    return [...leaves({ global, route })].flatMap(({ path, value }) =>
        /\.(group_wait|group_interval|repeat_interval|resolve_timeout)$/.test(path) && secondsOf(value) === undefined
            ? [
                  {
                      path,
                      problem: `is ${JSON.stringify(value)}, which is no duration`,
                      instead: "; write it as 5m or 1h30m",
                  },
              ]
            : [],
    );
}

/** Invalid matchers, in routes and inhibition rules. */
function brokenMatchers(config: Values): Unreadable[] {
    return matcherLists(config).flatMap(({ path, list }) =>
        list.flatMap((text, index) => {
            const read = typeof text === "string" && text !== unknown ? parseMatchers(text) : [];
            return typeof read === "string"
                ? [
                      {
                          path: `${path}[${index}]`,
                          problem: `is ${JSON.stringify(text)}, which has ${read}`,
                          instead: `; write a condition such as severity = "critical"`,
                      },
                  ]
                : [];
        }),
    );
}

function matcherLists(config: Values): { path: string; list: unknown[] }[] {
    const inRoutes = (route: unknown, path: string): { path: string; list: unknown[] }[] => [
        ...(isValues(route) && Array.isArray(route.matchers)
            ? [{ path: `${path}.matchers`, list: route.matchers }]
            : []),
        ...listAt(route, "routes").flatMap((child, index) => inRoutes(child, `${path}.routes[${index}]`)),
    ];
    const inInhibitions = listAt(config, "inhibit_rules").flatMap((rule, index) =>
        ["source_matchers", "target_matchers"].flatMap((key) =>
            Array.isArray(rule[key]) ? [{ path: `inhibit_rules[${index}].${key}`, list: rule[key] as unknown[] }] : [],
        ),
    );
    return [...inRoutes(config.route, "route"), ...inInhibitions];
}

/** A mail server is `host:port`, and each mail needs a server, a sender and a recipient (config.go at 0.34). */
function mail(config: Values): Unreadable[] {
    const receivers = listAt(config, "receivers").flatMap((receiver, index) =>
        listAt(receiver, "email_configs").map((sender, place) => ({
            sender,
            path: `receivers[${index}].email_configs[${place}]`,
        })),
    );
    return [
        ...withoutPort(config.global, "smtp_smarthost", "global"),
        ...receivers.flatMap(({ sender, path }) => [
            ...withoutPort(sender, "smarthost", path),
            ...lacking(sender, path, "to"),
            ...(config.global === unknown
                ? []
                : (["from", "smarthost"] as const).flatMap((key) =>
                      isValues(config.global) && isSet(config.global[`smtp_${key}`]) ? [] : lacking(sender, path, key),
                  )),
        ]),
    ];
}

function withoutPort(section: unknown, key: string, path: string): Unreadable[] {
    const server = textAt(section, key);
    return server === undefined || server === "" || /^(\[[^\]]+\]|[^:]*):[^:]+$/.test(server)
        ? []
        : [
              {
                  path: `${path}.${key}`,
                  problem: `is ${JSON.stringify(server)}, which has no port`,
                  instead: `; write ${server.replace(/:$/, "")}:587`,
              },
          ];
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== "";

function lacking(sender: Values, path: string, key: "to" | "from" | "smarthost"): Unreadable[] {
    const global = key === "to" ? "" : ` or global.smtp_${key}`;
    return isSet(sender[key]) ? [] : [{ path: `${path}.${key}`, problem: "is missing", instead: `; set it${global}` }];
}
