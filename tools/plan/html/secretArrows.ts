import { textsOf } from "../../../policy/library/installs/installed";
import { textsIn, isObject, unknownMark } from "../values";
import type { Arrow } from "./arrow";
import { type Box, chartsIn } from "./boxes";

/** A Secret that another component's pods refer to by name. */
export function secretArrows(boxes: Box[]): Arrow[] {
    return secretsOf(boxes).flatMap(({ owner, name, namespace }) =>
        boxes
            .filter((box) => box !== owner && box.frame === `namespace ${namespace}`)
            .flatMap((box) =>
                referencesTo(name, box).map((details): Arrow => ({
                    from: owner.id,
                    to: box.id,
                    signal: "config",
                    notes: ["Secret"],
                    details: [details],
                })),
            ),
    );
}

/** A database whose host is unknown is found by the Secret with its password. */
export function databaseArrows(boxes: Box[]): Arrow[] {
    return boxes.flatMap((box) => {
        const env = chartsIn(box)
            .map(({ values }) => values.env)
            .find((value) => isObject(value) && "pg_host" in value);
        if (!isObject(env)) {
            return [];
        }
        const owner = secretsOf(boxes).find(({ name }) =>
            [...textsIn(env.pg_password)].some(({ path, text }) => path.endsWith("name") && text === name),
        )?.owner;
        const parent = boxes.find(({ id }) => id === owner?.resources[0]?.parent);
        const host = env.pg_host === unknownMark ? "host known after pulumi up" : String(env.pg_host);
        const target = parent ?? owner;
        return target === undefined
            ? []
            : [
                  {
                      from: box.id,
                      to: target.id,
                      signal: "data" as const,
                      notes: [String(env.pg_port ?? "5432")],
                      details: [host],
                  },
              ];
    });
}

function secretsOf(boxes: Box[]): { owner: Box; name: string; namespace: string }[] {
    return boxes.flatMap((owner) =>
        owner.resources
            .filter(({ type }) => type === "kubernetes:core/v1:Secret")
            .flatMap(({ inputs: { metadata } }) =>
                isObject(metadata)
                    ? [{ owner, name: String(metadata.name), namespace: String(metadata.namespace) }]
                    : [],
            ),
    );
}

function referencesTo(secret: string, { resources }: Box): string[] {
    return resources
        .filter(({ type }) => type.startsWith("kubernetes:") && type !== "kubernetes:core/v1:Secret")
        .flatMap((resource) =>
            textsOf(resource)
                .filter(({ path, text }) => text === secret && /secret/i.test(path))
                .map(({ path }) => `Secret ${secret} in ${resource.name} ${path}`),
        );
}
