import { type AlertCases, looking, type Series } from "./case";

const pod = 'namespace="kong", pod="a", service="orders", route="orders"';
/** Requests of the service by status, of both kinds of names that a route has. */
const answers = (good: string, bad: string, status = "503"): Series => ({
    ...looking,
    [`kong_http_requests_total{${pod}, code="200"}`]: good,
    [`kong_http_requests_total{${pod}, code="${status}"}`]: bad,
});

export const objectiveCases: AlertCases = {
    ErrorBudgetBurningFast: {
        // One in twenty.
        fires: { at: 90, series: answers("0+95x200", "0+5x200") },
        // Those are the client's.
        quiet: { at: 90, series: answers("0+95x200", "0+5x200", "429") },
        resolves: { from: 90, to: 145, series: answers("0+95x200", "0+5x100 500x100") },
    },
    ErrorBudgetBurning: {
        // One in two hundred.
        fires: { at: 200, series: answers("0+199x400", "0+1x400") },
        // One in two thousand.
        quiet: { at: 200, series: answers("0+1999x400", "0+1x400") },
        resolves: { from: 200, to: 600, series: answers("0+199x700", "0+1x210 210x490") },
    },
};
