import type { Credential } from "../../../model/credentials";
import type { OwnDatasource } from "../../../model/datasources";
import { secretKeyOf } from "../../shared/credentials";

/** The Secret with the credentials of the stack's own datasources. */
export const datasourcesSecret = "grafana-datasources";

/** A datasource's secrets, by the plugin's field names. */
const secretsOf = ({ basicAuth, secureJsonData }: OwnDatasource): [string, Credential][] =>
    Object.entries({ ...(basicAuth && { basicAuthPassword: basicAuth.password }), ...secureJsonData });

export const credentialsOfDatasources = (all: readonly OwnDatasource[]): Credential[] =>
    all.flatMap(secretsOf).map(([, credential]) => credential);

/** Unique, because neither UIDs nor fields contain underscores. */
const variableOf = ({ uid }: OwnDatasource, field: string): string =>
    `DATASOURCE_${uid.replaceAll("-", "_")}_${field}`.toUpperCase();

/** Environment variables of Grafana's container, each from its Secret. */
export function datasourcesEnv(all: readonly OwnDatasource[]): Record<string, object> {
    return Object.fromEntries(
        all.flatMap((datasource) =>
            secretsOf(datasource).map(([field, credential]) => [
                variableOf(datasource, field),
                { secretKeyRef: secretKeyOf(credential, datasourcesSecret) },
            ]),
        ),
    );
}

/** In a provisioning file a literal `$` is written twice. */
function literal<Value>(value: Value): Value {
    return typeof value === "string"
        ? (value.replaceAll("$", "$$$$") as Value)
        : Array.isArray(value)
          ? (value.map(literal) as Value)
          : typeof value === "object" && value !== null
            ? (Object.fromEntries(Object.entries(value).map(([key, item]) => [key, literal(item)])) as Value)
            : value;
}

/**
 * In the form of Grafana's provisioning files. Secrets are referred to as `$NAME`, the only form that leaves a `$` in
 * the secret itself unchanged. `${NAME}`, `$__env{NAME}` and `$__file{PATH}` are expanded twice
 * (pkg/services/provisioning/values: its own expanders, and then os.ExpandEnv).
 */
export function ownDatasource(datasource: OwnDatasource): object {
    const { name, uid, type, url, user, database, isDefault, basicAuth, jsonData } = datasource;
    const secrets = secretsOf(datasource).map(([field]) => [field, `$${variableOf(datasource, field)}`]);
    return {
        ...literal({ name, uid, type, access: "proxy", isDefault }),
        ...(url !== undefined && { url: literal(url) }),
        ...(user !== undefined && { user: literal(user) }),
        ...(database !== undefined && { database: literal(database) }),
        ...(basicAuth && { basicAuth: true, basicAuthUser: literal(basicAuth.username) }),
        jsonData: literal(jsonData),
        ...(secrets.length > 0 && { secureJsonData: Object.fromEntries(secrets) as object }),
    };
}
