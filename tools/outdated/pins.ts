import { charts } from "../../charts";
import own from "../../charts/pins.json";

/** One pinned version in charts/. */
export interface Pin {
    kind: "chart" | "image";
    /** The chart, or the image as `registry/path`. */
    name: string;
    version: string;
    /** The file that pins it. */
    file: string;
    /** The chart's repository. */
    repository?: string;
}

/** Every pinned chart and image, once for each of its versions. */
export function pins(): Pin[] {
    const image = (text: string, file: string): Pin => {
        const colon = text.lastIndexOf(":");
        return { kind: "image", name: text.slice(0, colon), version: text.slice(colon + 1), file };
    };
    const all = [
        ...Object.entries(charts).flatMap(([name, { pin }]): Pin[] => {
            const file = `charts/${name}/pin.json`;
            const { version, repository, images } = pin;
            const chart = { kind: "chart" as const, name, version, repository, file };
            return [chart, ...Object.values(images).map((text) => image(text, file))];
        }),
        ...Object.values(own.images).map((text) => image(text, "charts/pins.json")),
    ];
    return [...new Map(all.map((pin) => [`${pin.kind} ${pin.name} ${pin.version}`, pin])).values()];
}
