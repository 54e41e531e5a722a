import { at, isValues, listAt, textAt, unknown, type Values } from "./resource";

/** Commands that wait forever, and what ends them nevertheless. */
const waits: { what: string; pattern: RegExp; unless?: RegExp }[] = [
    { what: "sleep infinity", pattern: /\bsleep\s{1,9}inf(inity)?\b/ },
    { what: "tail -f", pattern: /\btail\s[^;|&\n]{0,200}?(?<=\s)(-[a-zA-Z]{0,9}[fF]|--follow)\b/ },
    {
        what: "a loop without an end",
        pattern:
            /\b(while\s{1,9}(true|:|1|\[ 1 \]|sleep\s{1,9}\S{1,9})|until\s{1,9}false|for\s{0,9}\(\(\s{0,9};\s{0,9};\s{0,9}\)\))\s{0,9};?\s{0,9}do\b/,
        unless: /\b(break|exit|return|exec)\b/,
    },
];
/** Something else ends the wait: a time limit, or a signal to a background process. */
const ended = /(?<![-\w])(timeout|kill|pkill)\s/;
const comment = /(^|\s)#.*/gm;
const sidecarImage = /(^|\/)k8s-sidecar(?=[:@]|$)/;

/** An init container that keeps running: Kubernetes starts it before the next one (1.29 and later). */
export function isSidecar(container: unknown): boolean {
    return at(container, "restartPolicy") === "Always";
}

/**
 * Why an init container never ends, so that no container of its pod starts. The text ends a sentence. Undefined if it
 * ends, or if that is unknown.
 */
export function endless(container: Values): string | undefined {
    if (isSidecar(container) || container.restartPolicy === unknown) {
        return undefined;
    }
    const text = ["command", "args"]
        .flatMap((key) => at(container, key))
        .filter((word) => typeof word === "string")
        .join(" ")
        .replace(comment, "");
    const wait = ended.test(text)
        ? undefined
        : waits.find(({ pattern, unless }) => pattern.test(text) && unless?.test(text) !== true);
    return wait === undefined ? endlessSidecar(container) : `waits forever (${wait.what})`;
}

/** kiwigrid's k8s-sidecar (2.10.1) ends only with `METHOD: LIST`; any other value makes it watch. */
function endlessSidecar(container: Values): string | undefined {
    const method = listAt(container, "env").find(({ name }) => name === "METHOD");
    const hidden =
        method === undefined ? listAt(container, "envFrom").length > 0 : textAt(method, "value") === undefined;
    if (!sidecarImage.test(textAt(container, "image") ?? "") || hidden || method?.value === "LIST") {
        return undefined;
    }
    return `watches forever (METHOD ${textAt(method, "value") ?? "is not set"})`;
}

/** Why the API server refuses the whole pod because of an init container. The text ends a sentence. */
export function refusedProbe(container: Values): string | undefined {
    const probe = ["startupProbe", "readinessProbe", "livenessProbe"].find((key) => isValues(container[key]));
    const ends = !isSidecar(container) && container.restartPolicy !== unknown;
    return probe !== undefined && ends
        ? `has a ${probe}, which only an init container with restartPolicy: Always may have`
        : undefined;
}

/**
 * Every init container in a value, with its path: in pod templates, custom resources, and values of charts that take a
 * list of them.
 */
export function* initContainersIn(value: unknown, path = ""): Generator<{ path: string; container: Values }> {
    if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) {
            yield* initContainersIn(item, `${path}[${index}]`);
        }
    } else if (isValues(value)) {
        for (const [key, item] of Object.entries(value)) {
            const place = path === "" ? key : `${path}.${key}`;
            if (/initContainers$/i.test(key) && Array.isArray(item)) {
                yield* item.filter(isValues).map((container, index) => ({ path: `${place}[${index}]`, container }));
            } else {
                yield* initContainersIn(item, place);
            }
        }
    }
}
