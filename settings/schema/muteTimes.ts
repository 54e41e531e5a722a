import { z } from "zod";
import { entryName, text } from "./common";

const clock = text(/^((([01]\d)|(2[0-3])):[0-5]\d|24:00)$/, "a time such as 08:30, or 24:00 for the end of the day");
const days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const months = [
    ...["january", "february", "march", "april", "may", "june"],
    ...["july", "august", "september", "october", "november", "december"],
];

/**
 * One of these, or the first and the last of several. Alertmanager refuses a range that ends before it begins, which
 * can be written as two (timeinterval/timeinterval.go at 0.34).
 * @param rank where one of them stands
 */
function ranges(item: string, rank: (one: string) => number, allowed: string): z.ZodArray<z.ZodString> {
    return z
        .array(
            text(new RegExp(`^(${item})(:(${item}))?$`), allowed).refine((given) => {
                const [first = "", last = first] = given.split(":").map((one) => rank(one));
                return first <= last && !/^-.*:\d/.test(given);
            }, "a range that ends no earlier than it begins: what goes past the end is two"),
        )
        .min(1, "at least one");
}

/** In the longest month. No range leads from a day that is counted from the end to one that is not. */
const dayOfMonth = (day: string): number => (Number(day) < 0 ? Number(day) + 32 : Number(day));
const monthOf = (month: string): number => (/^\d/.test(month) ? Number(month) : months.indexOf(month) + 1);

const interval = z
    .strictObject({
        times: z
            .array(
                z
                    .strictObject({ from: clock, to: clock })
                    .refine(
                        ({ from, to }) => from < to,
                        "a time of one day: what crosses midnight is two, up to 24:00 and from 00:00",
                    ),
            )
            .min(1, "at least one")
            .optional()
            .describe("Times of the day"),
        weekdays: ranges(
            days.join("|"),
            (day) => days.indexOf(day),
            "a day such as saturday, or days such as monday:friday",
        )
            .optional()
            .describe("Days of the week, of which sunday is the first"),
        daysOfMonth: ranges(
            "-?([1-9]|[12]\\d|3[01])",
            dayOfMonth,
            "a day such as 1 or -1 (the last), or days such as 1:5",
        )
            .optional()
            .describe("Days of the month"),
        months: ranges(
            [...months, "[1-9]", "1[0-2]"].join("|"),
            monthOf,
            "a month such as december or 12, or months such as 6:8",
        )
            .optional()
            .describe("Months"),
        years: ranges("\\d{4}", Number, "a year such as 2026, or years such as 2026:2027").optional().describe("Years"),
        location: z
            .string()
            .refine(isTimeZone, "a time zone such as Europe/Berlin")
            .optional()
            .describe("Time zone. Left out, UTC"),
    })
    .refine(
        ({ location: _, ...limits }) => Object.keys(limits).length > 0,
        "at least one of times, weekdays, daysOfMonth, months and years: without any it is always",
    );

const muteTime = z.strictObject({
    name: entryName.describe("By which routes refer to it"),
    intervals: z
        .array(interval)
        .min(1, "at least one")
        .describe("All that is set in one must hold; any of them is enough"),
});

export const muteTimes = z
    .array(muteTime)
    .default([])
    .describe("Times that routes name in `muteTimes` and `activeTimes`");

/** Alertmanager looks for a file of this name, in which case counts; JavaScript reads it in any. */
function isTimeZone(name: string): boolean {
    const known = Intl.supportedValuesOf("timeZone").find((zone) => zone.toLowerCase() === name.toLowerCase());
    try {
        return (
            new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "" &&
            (known ?? name) === name &&
            /^[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/.test(name)
        );
    } catch {
        return false;
    }
}
