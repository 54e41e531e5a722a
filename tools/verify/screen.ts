import pc from "picocolors";
import type { Result } from "./checks/check";
import { duration, marks, shownResult, when } from "./report";

/** Where a run shows its progress. */
export interface Screen {
    begin(title: string, signals: string[]): void;
    progress(signal: string, text: string): void;
    settle(result: Result): void;
    end(): void;
}

/** Standard error, so that standard output has only the verdict. */
export type Terminal = Pick<NodeJS.WriteStream, "write"> & { isTTY?: boolean; columns?: number };

export function screenFor(terminal: Terminal, ci: boolean): Screen {
    return terminal.isTTY === true && !ci ? new LiveScreen(terminal) : new PlainScreen(terminal);
}

/** A screen without secrets. */
export function withoutSecrets(screen: Screen, show: (text: string) => string): Screen {
    return {
        begin: (title, signals) => screen.begin(show(title), signals),
        progress: (signal, text) => screen.progress(signal, show(text)),
        settle: (result) => screen.settle(shownResult(result, show)),
        end: () => screen.end(),
    };
}

/** For logs: one line for each signal once it has a verdict. */
class PlainScreen implements Screen {
    constructor(private readonly terminal: Terminal) {}
    begin(title: string): void {
        this.terminal.write(`${title}\n`);
    }
    progress(): void {}
    settle(result: Result): void {
        this.terminal.write(`  ${marks[result.verdict]} ${result.signal}, ${when(result)}: ${result.detail}\n`);
    }
    end(): void {}
}

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** For terminals: one block that is redrawn in place, and replaced by the table at the end. */
class LiveScreen implements Screen {
    private readonly started = Date.now();
    private readonly lines = new Map<string, { text: string; settled?: Result }>();
    private drawn = 0;
    private frame = 0;
    private timer: NodeJS.Timeout | undefined;

    constructor(private readonly terminal: Terminal) {}

    begin(title: string, signals: string[]): void {
        this.terminal.write(`\n  ${pc.bold(title)}\n\n`);
        for (const signal of signals) {
            this.lines.set(signal, { text: "waiting" });
        }
        // Otherwise the cursor would jump about.
        this.terminal.write("\x1b[?25l");
        this.timer = setInterval(() => this.draw(), 100);
    }

    progress(signal: string, text: string): void {
        this.lines.set(signal, { text });
    }

    settle(result: Result): void {
        this.lines.set(result.signal, { text: result.detail, settled: result });
    }

    end(): void {
        clearInterval(this.timer);
        this.terminal.write(`${this.clear()}\x1b[?25h`);
        this.drawn = 0;
    }

    private draw(): void {
        this.frame += 1;
        const label = Math.max(...[...this.lines.keys()].map((signal) => signal.length));
        const spinner = pc.cyan(frames[this.frame % frames.length] ?? "");
        const waiting = duration((Date.now() - this.started) / 1000);
        const lines = [...this.lines].map(([signal, { text, settled }]) => {
            const mark = settled ? marks[settled.verdict] : spinner;
            const time = settled ? when(settled) : waiting;
            // A wrapped line would take two rows, and the block would move down the screen.
            const room = (this.terminal.columns ?? 80) - label - 17;
            return `  ${mark} ${signal.padEnd(label)}  ${time.padStart(7)}  ${pc.dim(cut(text, room))}`;
        });
        this.terminal.write(`${this.clear()}${lines.join("\n")}\n`);
        this.drawn = lines.length;
    }

    private clear(): string {
        return this.drawn > 0 ? `\x1b[${this.drawn}A\x1b[0J` : "";
    }
}

function cut(text: string, room: number): string {
    const line = text.replaceAll(/\s+/g, " ");
    return line.length > room ? `${line.slice(0, Math.max(0, room - 1))}…` : line;
}
