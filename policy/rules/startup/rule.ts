import type { SidecarFact } from "../../../charts/programs";
import { type Grafana, grafanas } from "../../library/grafana";
import { lostPlugins } from "../../library/grafanaPlugins";
import { endless, initContainersIn, refusedProbe } from "../../library/initContainers";
import { copiesProblem, lokis, replayProblem } from "../../library/loki";
import { at, textAt, unknown } from "../../library/resource";
import { rule, type Violation } from "../../library/rule";
import type { System } from "../../library/system";

/** What is enabled can also start: neither Helm nor the API server refuses an init container that never ends. */
export const startup = rule({
    name: "startup",
    description:
        "No init container waits forever, in charts, custom resources or objects; Grafana's sidecars have written " +
        "their files before Grafana starts; and Grafana keeps the plugins of its image, which include its " +
        "datasources. Loki's write-ahead log fits into its memory, and Loki has as many pods as it makes " +
        "copies of each line.",
    severity: "high",
    remediationSteps:
        "Let an init container end, or give it restartPolicy: Always and a startupProbe. For Grafana's " +
        "datasources: grafana.sidecar.datasources with initDatasources: true, restartPolicy: Always, and a " +
        "startupProbe with httpGet on /healthz, port 8082. For its plugins: grafana.ini.plugins.preinstall_disabled: true. " +
        "For Loki: logs.resources, which the rest follows, rather than chartOverrides.",
    enforcementLevel: "mandatory",
    config: {},
    check(system) {
        return [
            ...grafanas(system).flatMap((grafana) => [
                ...Object.entries(grafana.fact.sidecars).flatMap(([part, sidecar]) =>
                    sidecarProblems(grafana, part, sidecar),
                ),
                ...forbidden(grafana),
                ...lostPlugins(grafana).map((lost) => ({
                    urn: grafana.install.urn,
                    message: `${grafana.install.name}: ${lost}`,
                })),
            ]),
            ...lokis(system).flatMap((loki) => {
                const { urn, name } = loki.install;
                return [replayProblem(loki), copiesProblem(loki)].flatMap((problem) =>
                    problem === undefined ? [] : [{ urn, message: `${name}: ${problem}` }],
                );
            }),
            ...listed(system),
        ];
    },
});

function sidecarProblems(
    { install, values, path }: Grafana,
    part: string,
    { init, endsByItself, port, enabled }: SidecarFact,
): Violation[] {
    const settings = at(values, "sidecar", part);
    const key = `${path}sidecar.${part}`;
    const [method, policy, asInit] = [
        at(settings, "watchMethod") ?? "WATCH",
        at(settings, "restartPolicy"),
        at(settings, init),
    ];
    if ((at(settings, "enabled") ?? enabled) !== true || [method, policy, asInit].includes(unknown)) {
        return [];
    }
    const problem = asInit === true ? initProblem() : method === "LIST" ? endsAtOnce : undefined;
    return problem === undefined ? [] : [{ urn: install.urn, message: `${install.name}: ${key}${problem}` }];

    function initProblem(): string | undefined {
        const always = `set ${key}.restartPolicy: Always, and a startupProbe on /healthz, port ${port}`;
        if (policy === "Always") {
            return probed(at(settings, "startupProbe"))
                ? undefined
                : `${unprobed}; set it to { httpGet: { path: /healthz, port: ${port} } }`;
        }
        if (endsByItself) {
            return undefined;
        }
        return method === "LIST"
            ? `.${init} with watchMethod LIST looks only once, before Grafana starts, so files that are written later never ` +
                  `reach it; set watchMethod: WATCH, and ${always}`
            : `.${init} makes an init container that watches forever, and Grafana never starts; ${always}`;
    }
}

const endsAtOnce =
    ".watchMethod LIST makes the sidecar exit after one look, and Kubernetes restarts it repeatedly; set it to WATCH";
const unprobed =
    ".startupProbe has no httpGet on /healthz with a port, so Grafana starts before the first sync and reads " +
    "an empty folder";

/** Only this path waits for the first sync: the port is open earlier. */
function probed(probe: unknown): boolean {
    const [path, port] = [at(probe, "httpGet", "path"), at(probe, "httpGet", "port")];
    return (
        probe === unknown ||
        path === unknown ||
        port === unknown ||
        (path === "/healthz" && Number.isInteger(Number(port ?? "none")))
    );
}

/** If its account may not read a namespace, the sidecar exits at its first look, and after every restart. */
function forbidden(grafana: Grafana): Violation[] {
    const { install, path, readable } = grafana;
    const parts = { datasources: grafana.sidecar, dashboards: grafana.dashboards };
    return Object.entries(parts).flatMap(([part, sidecar]) => {
        const beyond = sidecar?.namespaces?.filter((namespace) => readable?.includes(namespace) === false) ?? [];
        if (sidecar === undefined || readable === undefined || (beyond.length === 0 && !sidecar.everywhere)) {
            return [];
        }
        const looked = sidecar.everywhere ? "ALL" : beyond.join(", ");
        const message =
            `${install.name}: ${path}sidecar.${part}.searchNamespace has ${looked}, but with ${path}rbac.namespaced ` +
            `Grafana's account reads only ${readable.join(", ")}: the sidecar exits repeatedly; list the namespaces ` +
            `there, and those other than Grafana's own in ${path}rbac.namespaces`;
        return [{ urn: install.urn, message }];
    });
}

/** Init containers in values, in custom resources, and in our own objects. */
function listed(system: System): Violation[] {
    const objects = system.resources.filter(
        ({ type }) => type.startsWith("kubernetes:") && !type.endsWith(":Application"),
    );
    const places = [
        ...system.charts.map(({ urn, name, values }) => ({ urn, name, content: values })),
        ...objects.map(({ urn, name, inputs }) => ({ urn, name, content: { spec: inputs.spec } })),
    ];
    return places.flatMap(({ urn, name, content }) =>
        [...initContainersIn(content)].flatMap(({ path, container }) => {
            const problem = endless(container) ?? refusedProbe(container);
            const called = textAt(container, "name");
            const where = `${name}: ${path}${called === undefined ? "" : ` (${called})`}`;
            return problem === undefined ? [] : [{ urn, message: `${where} ${problem}: ${remedy}` }];
        }),
    );
}

const remedy = "no container of its pod starts; let it end, or set restartPolicy: Always";
