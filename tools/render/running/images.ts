import { parse } from "yaml";
import { type ChartImage, type ChartName, chartNames, chartPin } from "../../../charts";
import pins from "../../../charts/pins.json";
import { resolveImage } from "../../../charts/registry";
import { at, isValues, leaves, listAt, textAt } from "../../../policy/library/resource";
import { type Container, portsInArguments, variable, words } from "./objects";

/** Facts about an image from its Dockerfile and source, which its manifest does not contain. */
export interface ImageFacts {
    /** User in the image: a number, a name (which Kubernetes cannot tell from root), or none, which is root. */
    user: number | "named" | "root";
    /** Ports on which it listens when started like this; undefined if unknown. */
    listens?(container: Container): number[] | undefined;
    /** Path that answers 503 during a replay of unstored data, which may take longer than a liveness probe waits. */
    replaysUntil?: string;
    /**
     * Absolute paths that it writes when started like this.
     * @param config its parsed configuration file
     */
    writes(container: Container, config: unknown): string[];
}

const nothing = (): string[] => [];

const kong: ImageFacts = { user: "named", listens: kongListens, writes: kongWrites };
const promtail: ImageFacts = { user: "root", writes: (_, config) => foldersIn(config) };
const loki: ImageFacts = { user: 10001, replaysUntil: "/ready", writes: (_, config) => foldersIn(config) };

type Rows = { [C in ChartName]: Readonly<Record<ChartImage<C>, ImageFacts>> };

/**
 * The images in charts' pins, read in the source of the pinned versions. Without a user in a Dockerfile the base
 * image's applies: Prometheus' `busybox` (on docker-library/busybox) and Alpine set none, EKS Distro and distroless'
 * `nonroot` set 65532.
 */
const ofCharts: Rows = {
    "kube-prometheus-stack": {
        operator: { user: 65534, writes: nothing },
        configReloader: {
            user: "named",
            listens: portsInArguments,
            writes: (container) =>
                words(container).flatMap((word) => /^--config-envsubst-file=(\/.+)\//.exec(word)?.[1] ?? []),
        },
        webhookCertgen: { user: "root", writes: nothing },
        prometheus: { user: 65532, replaysUntil: "/-/ready", writes: () => ["/prometheus"] },
        alertmanager: { user: "named", writes: () => ["/alertmanager"] },
        nodeExporter: { user: 65532, writes: nothing },
        kubeStateMetrics: { user: "named", writes: nothing },
        grafana: {
            user: 472,
            writes: (container) => [
                variable(container, "GF_PATHS_DATA") ?? "/var/lib/grafana",
                "/var/log/grafana",
                "/tmp",
            ],
        },
        sidecar: {
            user: 65534,
            listens: (container) => [Number(variable(container, "HEALTH_PORT") ?? 8080)],
            writes: (container) => [variable(container, "FOLDER") ?? "/tmp"],
        },
        downloadDashboards: { user: "named", writes: nothing },
        deepflowPlugins: { user: "root", writes: () => ["/var/lib/grafana/plugins"] },
    },
    loki: { loki },
    "loki-stack": { loki, loki3: loki, promtail },
    tempo: { tempo: { user: 10001, replaysUntil: "/ready", writes: (_, config) => foldersIn(config) } },
    "opentelemetry-operator": {
        manager: { user: 65532, listens: portsInArguments, writes: nothing },
        collector: { user: 10001, writes: (_, config) => foldersIn(config) },
        java: { user: "root", writes: nothing },
        nodejs: { user: "root", writes: nothing },
        python: { user: "root", writes: nothing },
        dotnet: { user: "root", writes: nothing },
        go: { user: "root", writes: nothing },
    },
    kong: { openSource: kong, enterprise: kong },
    ingress: { openSource: kong, enterprise: kong, controller: { user: 1000, writes: nothing } },
    "cloudnative-pg": { operator: { user: 65532, writes: () => ["/controller"] } },
    "aws-load-balancer-controller": {
        controller: {
            user: 65532,
            listens: (container) => [61779, 8080, 9443, ...portsInArguments(container)],
            writes: nothing,
        },
    },
    promtail: { promtail },
    "prometheus-blackbox-exporter": { exporter: { user: "root", writes: nothing } },
    deepflow: {
        // Its configuration's `log-file`, beside standard output.
        server: {
            user: "root",
            listens: () => [20416, 20417, 20419, 20033, 20035, 20135],
            writes: () => ["/var/log/deepflow"],
        },
        app: { user: "root", listens: () => [20418], writes: () => ["/var/log/deepflow"] },
        agent: { user: "root", writes: () => ["/var/log/deepflow-agent"] },
        // Its entry point starts as root and continues as clickhouse.
        clickhouse: { user: "root", listens: () => [8123, 9000, 9009], writes: () => ["/var/lib/clickhouse"] },
        // Likewise as mysql; the chart's my.cnf sets the port.
        mysql: { user: "root", listens: () => [30130], writes: () => ["/var/lib/mysql", "/var/run/mysqld"] },
    },
};

/** The images of our own objects, read in the same way. */
const standalone: Readonly<Record<keyof typeof pins.images, ImageFacts>> = {
    deck: { user: "named", writes: nothing },
    echo: { user: "root", listens: () => [1027], writes: nothing },
    nginx: { user: 101, writes: () => ["/tmp"] },
    oauth2Proxy: { user: 65532, listens: portsInArguments, writes: nothing },
    python: { user: "root", writes: nothing },
    // CloudNativePG mounts everything that it writes.
    postgresql: { user: 26, writes: nothing },
};

const pinnedImages = [
    ...chartNames.map((chart) => ({ pinned: chartPin(chart).images, rows: ofCharts[chart] })),
    { pinned: pins.images, rows: standalone },
].flatMap(({ pinned, rows }: { pinned: Record<string, string>; rows: Record<string, ImageFacts> }) =>
    // Mirrors change what comes before the repository.
    Object.entries(rows).map(([name, facts]) => ({ image: resolveImage(pinned[name]!, {}).repository, facts })),
);

export function factsOf({ spec }: Container): ImageFacts | undefined {
    const [repository = ""] = (textAt(spec, "image") ?? "").split(/[@]|:(?!.*\/)/);
    // docker.io/kong is short for docker.io/library/kong.
    const full = /\/.*\//.test(repository) ? repository : repository.replace(/\/?([^/]+)$/, "/library/$1");
    return pinnedImages.find(({ image }) => full.endsWith(`/${image}`))?.facts;
}

/**
 * Where Kong (3.9) listens by default, without ports on the loopback address only, which no probe or Service reaches.
 */
const kongDefaults: Record<string, string> = {
    KONG_PROXY_LISTEN: "0.0.0.0:8000, 0.0.0.0:8443 ssl",
    KONG_ADMIN_LISTEN: "127.0.0.1:8001, 127.0.0.1:8444 ssl",
    KONG_ADMIN_GUI_LISTEN: "0.0.0.0:8002, 0.0.0.0:8445 ssl",
    KONG_STATUS_LISTEN: "127.0.0.1:8007",
    KONG_CLUSTER_LISTEN: "0.0.0.0:8005",
};

/** `0.0.0.0:8000, [::]:8000, 0.0.0.0:8443 ssl` in each of Kong's listen variables; `off` is no port. */
function kongListens(container: Container): number[] {
    const set = listAt(container.spec, "env").filter(({ name }) => /^KONG_\w*_LISTEN$/.test(String(name)));
    const texts = {
        ...kongDefaults,
        ...Object.fromEntries(set.map(({ name, value }) => [String(name), String(value)])),
    };
    const addresses = Object.values(texts)
        .flatMap((text) => text.split(","))
        .map((text) => text.trim().split(/\s+/)[0] ?? "");
    return addresses
        .filter((address) => !/^(127\.|localhost:|\[::1\])/.test(address))
        .flatMap((address) => /:(\d+)$/.exec(address)?.[1] ?? [])
        .map(Number);
}

/** nginx' own folders are under the prefix; waiting for the database and large bodies use /tmp. */
function kongWrites(container: Container): string[] {
    return [variable(container, "KONG_PREFIX") ?? "/usr/local/kong", "/tmp"];
}

/** Keys in the configuration of Loki, Tempo, promtail and the collector for paths that they write. */
const folderKeys = [
    /(^|\.)(path_prefix|directory|working_directory|active_index_directory|cache_location|dir|filename)$/,
    /(^|\.)(local|wal|storage|traces_storage)\.path$/,
];

/** Absolute paths in a configuration file that its program writes. */
function foldersIn(config: unknown): string[] {
    const found = [...leaves(config)].flatMap(({ path, value }) =>
        typeof value === "string" && value.startsWith("/") && folderKeys.some((pattern) => pattern.test(path))
            ? [value]
            : [],
    );
    return [...new Set(found)];
}

/** The file in `-config.file`, from the texts that are mounted there; or the configuration in the object itself. */
export function configOf(container: Container, textOf: (mountedFile: string) => string | undefined): unknown {
    if (container.pod.config !== undefined) {
        return container.pod.config;
    }
    const [file] = words(container).flatMap((word) => /^-{1,2}config[.=-](?:file=)?(\/.+)$/.exec(word)?.[1] ?? []);
    const text = file === undefined ? undefined : textOf(file);
    try {
        const config: unknown = text === undefined ? undefined : parse(text, { logLevel: "error" });
        return isValues(config) ? config : undefined;
    } catch {
        return undefined;
    }
}

/** User and security requirements of a container, from pod and container together. */
export function identity({ pod, spec }: Container): { user: unknown; nonRoot: boolean; readOnly: boolean } {
    const field = (key: string): unknown => at(spec, "securityContext", key) ?? at(pod.spec, "securityContext", key);
    return {
        user: field("runAsUser"),
        nonRoot: field("runAsNonRoot") === true,
        readOnly: at(spec, "securityContext", "readOnlyRootFilesystem") === true,
    };
}
