import { emailTemplates } from "./email";
import { plainTemplates } from "./plain";
import { linksOf, titleTemplate } from "./shared";
import { slackTemplates } from "./slack";
import { teamsTemplates } from "./teams";

/**
 * Redefines Alertmanager's own templates, so that every receiver of a kind uses them, including those in overrides.
 *
 * @param namespace where Prometheus and Alertmanager run
 */
export function messageTemplates(namespace: string): Record<string, string> {
    const links = linksOf(namespace);
    const file = (templates: string[]): string => templates.map((each) => `${each}\n`).join("\n");
    return {
        "message.tmpl": file([titleTemplate]),
        "slack.tmpl": file(slackTemplates(links)),
        "email.tmpl": file(emailTemplates(links)),
        "teams.tmpl": file(teamsTemplates(links)),
        "plain.tmpl": file(plainTemplates(links)),
    };
}
