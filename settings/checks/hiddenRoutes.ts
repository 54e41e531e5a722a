import { parseMatchers, written } from "../../model/alertmanager/matchers";
import type { PlainSettings } from "../schema";

type Route = PlainSettings["alerts"]["routes"][number];

/** Routes that no alert reaches, each with the earlier route that takes all of its alerts. */
export function hiddenRoutes(routes: readonly Route[]): { index: number; by: number }[] {
    return routes.flatMap((route, index) => {
        const by = routes.slice(0, index).findIndex((earlier) => !earlier.continue && takesAllOf(earlier, route));
        return by === -1 ? [] : [{ index, by }];
    });
}

/** Whether every alert of the later route matches the earlier one, judged by equal conditions. */
function takesAllOf(earlier: Route, later: Route): boolean {
    const covers = (wide: readonly string[] | undefined, narrow: readonly string[] | undefined): boolean =>
        wide === undefined || (narrow?.every((one) => wide.includes(one)) ?? false);
    const conditions = new Set(later.matchers.flatMap(normal));
    return (
        covers(listOf(earlier.severity), listOf(later.severity)) &&
        covers(earlier.namespaces, later.namespaces) &&
        earlier.matchers.flatMap(normal).every((one) => conditions.has(one))
    );
}

function listOf(severity: Route["severity"]): string[] | undefined {
    return typeof severity === "string" ? [severity] : severity;
}

function normal(matcher: string): string[] {
    const read = parseMatchers(matcher);
    return typeof read === "string" ? [matcher] : read.map(written);
}
