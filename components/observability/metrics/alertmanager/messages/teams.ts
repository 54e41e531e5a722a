import { alertTemplates, type Links, type Markup } from "./shared";

/** The part of Markdown that a text block of an adaptive card supports: a line break needs an empty line. */
const markup: Markup = {
    safe: (text) => `{{ ${text} | reReplaceAll "([\\\\[\\\\]*_])" "\\\\$1" }}`,
    strong: (text) => `**${text}**`,
    link: (address, words) => `[${words}](${address})`,
    code: (text) => text,
    newline: "\n\n",
    ended: "Over: ",
};

/** Cards of Microsoft Teams. */
export function teamsTemplates(links: Links): string[] {
    return [
        `{{ define "msteamsv2.default.title" }}{{ template "message.title" . }}{{ end }}`,
        `{{ define "msteamsv2.default.text" }}{{ template "teams.text" . }}{{ end }}`,
        ...alertTemplates("teams", links, markup),
    ];
}
