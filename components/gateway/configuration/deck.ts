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

/** What a ConfigMap holds at most, in bytes (Kubernetes' limit for its data). */
const configMapLimit = 1024 * 1024;

/**
 * The gateway for decK. The tag marks what decK owns: a sync removes only what carries it.
 * @throws Error where the file is larger than the ConfigMap that carries it may be
 */
export function renderDeck(gateway: Gateway, selectTag: string): string {
    const text = deckText(deckFile(gateway, selectTag));
    const bytes = Buffer.byteLength(text);
    if (bytes > configMapLimit) {
        const routes = gateway.services.reduce((sum, service) => sum + service.routes.length, 0);
        throw new Error(
            `gateway: the configuration is ${bytes} bytes with ${gateway.services.length} services and ${routes} routes; allowed: ${configMapLimit} bytes, the most that a ConfigMap holds. ` +
                "Merge routes (a route takes several paths and hosts), or keep some with another select tag outside this stack.",
        );
    }
    return text;
}

/**
 * YAML in which nothing is left for decK's template: it renders the file before it parses it, and there ${{ would read
 * its environment, which holds the admin token. A text with ${{ is double-quoted, on one line (lines that begin with #
 * are not rendered), with the dollar sign escaped.
 */
function deckText(file: DeckFile): string {
    // Anchors for repeated values would be valid YAML but surprising to read.
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
