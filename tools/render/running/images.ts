import { parse } from "yaml";
import { type ChartImage, type ChartName, chartNames, chartPin } from "../../../charts";
import pins from "../../../charts/pins.json";
import { resolveImage } from "../../../charts/registry";
import { at, isValues, leaves, listAt, textAt } from "../../../policy/library/resource";
import { type Container, portsInArguments, variable, words } from "./objects";

/** What is known of an image, from its Dockerfile and source: what its manifest cannot tell. */
export interface ImageFacts {
    /** User that the image names: a number, a name (which Kubernetes cannot tell from root), or none, which is root. */
    user: number | "named" | "root";
    /** Ports that it listens on as it is started here; undefined where that cannot be told. */
    listens?(container: Container): number[] | undefined;
    /**
     * Path that answers 503 as long as it replays what it had not stored, which may take longer than a liveness probe
     * waits.
     */
    replaysUntil?: string;
    /** Absolute paths that it writes as it is started here. @param config its configuration file, parsed */
    writes(container: Container, config: unknown): string[];
}

const nothing = (): string[] => [];

const kong: ImageFacts = { user: "named", listens: kongListens, writes: kongWrites };
const promtail: ImageFacts = { user: "root", writes: (_, config) => foldersIn(config) };
const loki: ImageFacts = { user: 10001, replaysUntil: "/ready", writes: (_, config) => foldersIn(config) };

type Rows = { [C in ChartName]: Readonly<Record<ChartImage<C>, ImageFacts>> };

/**
 * Each image that charts' pins name: read in the source of the pinned versions. Where a Dockerfile names no user, that
 * of the image below counts: `busybox` of Prometheus (docker-library/busybox below it) and Alpine's name none, EKS
 * Distro's and distroless' `nonroot` name 65532.
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
    },
    loki: { loki },
    "loki-stack": { loki, loki3: loki, promtail },
    tempo: { tempo: { user: 10001, replaysUntil: "/ready", writes: (_, config) => foldersIn(config) } },
    "opentelemetry-operator": {
        manager: { user: 65532, listens: portsInArguments, writes: nothing },
        collector: { user: 10001, writes: (_, config) => foldersIn(config) },
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
};

/** Those that our own objects run: read in the same way. */
const standalone: Readonly<Record<keyof typeof pins.images, ImageFacts>> = {
    deck: { user: "named", writes: nothing },
    echo: { user: "root", listens: () => [1027], writes: nothing },
    nginx: { user: 101, writes: () => ["/tmp"] },
    oauth2Proxy: { user: 65532, listens: portsInArguments, writes: nothing },
    python: { user: "root", writes: nothing },
    // CloudNativePG mounts all that it writes.
    postgresql: { user: 26, writes: nothing },
};

const pinnedImages = [
    ...chartNames.map((chart) => ({ pinned: chartPin(chart).images, rows: ofCharts[chart] })),
    { pinned: pins.images, rows: standalone },
].flatMap(({ pinned, rows }: { pinned: Record<string, string>; rows: Record<string, ImageFacts> }) =>
    // Mirrors change what stands before the repository.
    Object.entries(rows).map(([name, facts]) => ({ image: resolveImage(pinned[name]!, {}).repository, facts })),
);

export function factsOf({ spec }: Container): ImageFacts | undefined {
    const [repository = ""] = (textAt(spec, "image") ?? "").split(/[@]|:(?!.*\/)/);
    // docker.io/kong, as people shorten it, is docker.io/library/kong.
    const full = /\/.*\//.test(repository) ? repository : repository.replace(/\/?([^/]+)$/, "/library/$1");
    return pinnedImages.find(({ image }) => full.endsWith(`/${image}`))?.facts;
}

/**
 * Where Kong (3.9) listens for others unless told otherwise; what it opens on the loopback address alone, no probe and
 * no Service reaches.
 */
const kongDefaults: Record<string, string> = {
    KONG_PROXY_LISTEN: "0.0.0.0:8000, 0.0.0.0:8443 ssl",
    KONG_ADMIN_LISTEN: "127.0.0.1:8001, 127.0.0.1:8444 ssl",
    KONG_ADMIN_GUI_LISTEN: "0.0.0.0:8002, 0.0.0.0:8445 ssl",
    KONG_STATUS_LISTEN: "127.0.0.1:8007",
    KONG_CLUSTER_LISTEN: "0.0.0.0:8005",
};

/** `0.0.0.0:8000, [::]:8000, 0.0.0.0:8443 ssl`, in each of Kong's variables of that kind; `off` is none. */
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

/** Keys under which Loki, Tempo, promtail and the collector name what they write. */
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

/** The file that `-config.file` names, out of the texts that are mounted there; or what the object itself holds. */
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

/** Uid and demands under which a container runs, pod and container taken together. */
export function identity({ pod, spec }: Container): { user: unknown; nonRoot: boolean; readOnly: boolean } {
    const field = (key: string): unknown => at(spec, "securityContext", key) ?? at(pod.spec, "securityContext", key);
    return {
        user: field("runAsUser"),
        nonRoot: field("runAsNonRoot") === true,
        readOnly: at(spec, "securityContext", "readOnlyRootFilesystem") === true,
    };
}
