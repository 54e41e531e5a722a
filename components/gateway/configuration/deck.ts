import { Document, visit } from "yaml";
import type { Gateway, Route, Service } from "../../../model/gateway";
import type { Plugin } from "../../../model/plugins";

/** A decK state file, format 3.0. */
export interface DeckFile {
    _format_version: "3.0";
    _info: { select_tags: [string] };
    services: DeckService[];
    plugins: Plugin[];
}

interface DeckService {
    name: string;
    url: string;
    routes: DeckRoute[];
    plugins?: Plugin[];
}

interface DeckRoute {
    name: string;
    paths?: string[];
    hosts?: string[];
    methods?: string[];
    protocols?: string[];
    https_redirect_status_code?: number;
    strip_path: boolean;
    preserve_host: boolean;
    plugins?: Plugin[];
}

/** Largest ConfigMap that Kubernetes accepts, in bytes. */
const configMapLimit = 1024 * 1024;

/**
 * The gateway as a decK state file. The tag marks what decK owns: a sync removes only entities with this tag.
 * @throws Error if the file is too large for a ConfigMap
 */
export function renderDeck(gateway: Gateway, selectTag: string): string {
    const text = deckText(deckFile(gateway, selectTag));
    const bytes = Buffer.byteLength(text);
    if (bytes > configMapLimit) {
        const routes = gateway.services.reduce((sum, service) => sum + service.routes.length, 0);
        throw new Error(
            `gateway: the configuration is ${bytes} bytes with ${gateway.services.length} services and ${routes} routes; allowed: ${configMapLimit} bytes, the limit of a ConfigMap. ` +
                "Merge routes (a route takes several paths and hosts), or keep some with another select tag outside this stack.",
        );
    }
    return text;
}

/**
 * YAML without any template for decK to expand. decK expands ${{ }} before it parses the file, and could so read its
 * environment, which holds the admin token. Texts with ${{ are double-quoted with the dollar sign escaped, and kept on
 * one line, because decK does not expand lines that begin with #.
 */
function deckText(file: DeckFile): string {
    // Anchors for repeated values would be valid, but hard to read.
    const document = new Document(file, { aliasDuplicateObjects: false });
    visit(document, {
        Scalar: (_, node) => {
            if (typeof node.value === "string" && node.value.includes("${{")) {
                node.type = "QUOTE_DOUBLE";
            }
        },
    });
    return document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Infinity }).replaceAll("${{", "\\u0024{{");
}

export function deckFile({ services, plugins }: Gateway, selectTag: string): DeckFile {
    return {
        _format_version: "3.0",
        _info: { select_tags: [selectTag] },
        services: services.map(deckService),
        plugins,
    };
}

function deckService({ name, url, routes, plugins }: Service): DeckService {
    return { name, url, routes: routes.map(deckRoute), ...(plugins.length > 0 && { plugins }) };
}

function deckRoute({
    name,
    paths,
    hosts,
    methods,
    protocols,
    httpsRedirectStatusCode,
    stripPath,
    preserveHost,
    plugins,
}: Route): DeckRoute {
    return {
        name,
        ...(paths && { paths }),
        ...(hosts && { hosts }),
        ...(methods && { methods }),
        ...(protocols && { protocols }),
        ...(httpsRedirectStatusCode && { https_redirect_status_code: httpsRedirectStatusCode }),
        strip_path: stripPath,
        preserve_host: preserveHost,
        ...(plugins.length > 0 && { plugins }),
    };
}
