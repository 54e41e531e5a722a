import type { Credential } from "../../../model/credentials";
import type { OwnDatasource } from "../../../model/datasources";
import { secretKeyOf } from "../../shared/credentials";

/** The Secret with what datasources of one's own log in with. */
export const datasourcesSecret = "grafana-datasources";

/** What a datasource keeps secret, by the name that its plugin has for it. */
const secretsOf = ({ basicAuth, secureJsonData }: OwnDatasource): [string, Credential][] =>
    Object.entries({ ...(basicAuth && { basicAuthPassword: basicAuth.password }), ...secureJsonData });

export const credentialsOfDatasources = (all: readonly OwnDatasource[]): Credential[] =>
    all.flatMap(secretsOf).map(([, credential]) => credential);

/** No UID has an underscore, and no field has one. */
const variableOf = ({ uid }: OwnDatasource, field: string): string =>
    `DATASOURCE_${uid.replaceAll("-", "_")}_${field}`.toUpperCase();

/** Variables of Grafana's container, each out of its Secret. */
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

/** In a provisioning file a `$` that is meant is written twice. */
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
 * As Grafana's provisioning files have it. What is secret is named there as `$NAME`: of all forms that Grafana knows
 * this alone leaves a `$` in the secret itself as it is. `${NAME}`, `$__env{NAME}` and `$__file{PATH}` are expanded
 * twice (pkg/services/provisioning/values: its own expanders, and then os.ExpandEnv).
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
