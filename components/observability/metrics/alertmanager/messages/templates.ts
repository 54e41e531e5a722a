import { emailTemplates } from "./email";
import { plainTemplates } from "./plain";
import { linksOf, type Servers, titleTemplate } from "./shared";
import { slackTemplates } from "./slack";
import { teamsTemplates } from "./teams";

/**
 * Redefines Alertmanager's own templates, so that every receiver of a kind uses them, including those in overrides.
 */
export function messageTemplates(servers: Servers): Record<string, string> {
    const links = linksOf(servers);
    const file = (templates: string[]): string => templates.map((each) => `${each}\n`).join("\n");
    return {
        "message.tmpl": file([titleTemplate]),
        "slack.tmpl": file(slackTemplates(links)),
        "email.tmpl": file(emailTemplates(links)),
        "teams.tmpl": file(teamsTemplates(links)),
        "plain.tmpl": file(plainTemplates(links)),
    };
}
