import type * as pulumi from "@pulumi/pulumi";
import type { Credential } from "../../../model/credentials";
import type { OwnDatasource } from "../../../model/datasources";
import type { HeaderValue } from "../../../model/destinations";
import { type CredentialTexts, secretKeyOf } from "../../shared/credentials";

/** The Secret with the credentials of the stack's own datasources. */
export const datasourcesSecret = "grafana-datasources";

/** A datasource with secrets: one of the stack's own, or one of a store that exists. */
export interface SecretFields extends Pick<OwnDatasource, "uid"> {
    basicAuth?: OwnDatasource["basicAuth"];
    secureJsonData: Record<string, HeaderValue>;
}

/** A datasource's secrets, by the plugin's field names. */
const secretsOf = ({ basicAuth, secureJsonData }: SecretFields): [string, Credential][] =>
    Object.entries({ ...(basicAuth && { basicAuthPassword: basicAuth.password }), ...secureJsonData }).filter(
        (field): field is [string, Credential] => !("value" in field[1]),
    );

export const credentialsOfDatasources = (all: readonly SecretFields[]): Credential[] =>
    all.flatMap(secretsOf).map(([, credential]) => credential);

/** Unique, because neither UIDs nor fields contain underscores. */
const variableOf = ({ uid }: SecretFields, field: string): string =>
    `DATASOURCE_${uid.replaceAll("-", "_")}_${field}`.toUpperCase();

/** Environment variables of Grafana's container, each from its Secret. */
export function datasourcesEnv(all: readonly SecretFields[]): Record<string, object> {
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
 * The field `secureJsonData`, if there is any. Grafana's own pods have secrets as variables. Those are referred to as
 * `$NAME`, the only form that leaves a `$` in the secret itself unchanged: `${NAME}`, `$__env{NAME}` and
 * `$__file{PATH}` are expanded twice (pkg/services/provisioning/values: its own expanders, and then os.ExpandEnv).
 *
 * @param texts for a Grafana whose pods have no such variables: the texts themselves, for a Secret
 */
export function secureFields(
    datasource: SecretFields,
    texts?: CredentialTexts,
): { secureJsonData?: Record<string, pulumi.Input<string>> } {
    const plain = Object.entries(datasource.secureJsonData).flatMap(([field, given]): [string, string][] =>
        "value" in given ? [[field, literal(given.value)]] : [],
    );
    const secret = secretsOf(datasource).map(([field, credential]): [string, pulumi.Input<string>] => [
        field,
        texts === undefined
            ? `$${variableOf(datasource, field)}`
            : textOf(credential, texts).apply((text) => literal(text)),
    ]);
    const fields = [...plain, ...secret];
    return fields.length > 0 ? { secureJsonData: Object.fromEntries(fields) } : {};
}

/** @throws Error for a Secret of another namespace, which settings refuse */
function textOf(credential: Credential, texts: CredentialTexts): pulumi.Output<string> {
    const text = "credential" in credential ? texts[credential.credential] : undefined;
    if (text === undefined) {
        throw new Error("A datasource of a Grafana that exists takes secrets out of `credentials` alone.");
    }
    return text;
}

/** In the form of Grafana's provisioning files. */
export function ownDatasource(datasource: OwnDatasource, texts?: CredentialTexts): object {
    const { name, uid, type, url, user, database, isDefault, basicAuth, jsonData } = datasource;
    return {
        ...literal({ name, uid, type, access: "proxy", isDefault }),
        ...(url !== undefined && { url: literal(url) }),
        ...(user !== undefined && { user: literal(user) }),
        ...(database !== undefined && { database: literal(database) }),
        ...(basicAuth && { basicAuth: true, basicAuthUser: literal(basicAuth.username) }),
        jsonData: literal(jsonData),
        ...secureFields(datasource, texts),
    };
}
