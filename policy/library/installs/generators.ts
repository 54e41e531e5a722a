import { isValues, listAt, textAt, type Values } from "../resource";
import { readYaml } from "../yaml";
import { merged } from "./merged";
import { type Parameters, rendered } from "./template";

/**
 * The parameters that a generator of an ApplicationSet gives to each Application, as far as they are literal. What asks
 * a cluster, a repository or a plugin gives one set of them, which stands for all and is open.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators/
 */
export function parametersOf(generator: Values, goTemplate: boolean): Parameters[] {
    const { list, matrix, merge, selector } = generator;
    const all = isValues(list)
        ? fromList(list, goTemplate)
        : isValues(matrix)
          ? fromMatrix(listAt(matrix, "generators"), goTemplate)
          : isValues(merge)
            ? fromMerge(merge, goTemplate)
            : asking(generator, goTemplate);
    return all.filter((parameters) => selects(selector, parameters));
}

/** The template of a generator, which goes before that of the set. */
export function templateOf(generator: Values): Values {
    const own = Object.values(generator).flatMap((kind) =>
        isValues(kind) && isValues(kind.template) ? [kind.template] : [],
    );
    return own.reduce(merged, {});
}

function fromList(list: Values, goTemplate: boolean): Parameters[] {
    const text = textAt(list, "elementsYaml");
    const written = text === undefined ? [] : readYaml(text);
    const elements = [
        ...listAt(list, "elements").map((element) => (goTemplate ? element : flat(element))),
        ...(Array.isArray(written) ? written.filter(isValues) : []),
    ];
    const hidden = (text !== undefined && !Array.isArray(written)) || typeof list.elements === "string";
    return [...elements.map((known) => ({ known, open: false })), ...(hidden ? [{ known: {}, open: true }] : [])];
}

/** Each of the first with each of the second, whose generator may name parameters of the first. */
function fromMatrix([first = {}, second = {}]: Values[], goTemplate: boolean): Parameters[] {
    return parametersOf(first, goTemplate).flatMap((a) =>
        parametersOf(rendered(second, a, goTemplate) as Values, goTemplate).map((b) => ({
            known: goTemplate ? merged(b.known, a.known) : { ...a.known, ...b.known },
            open: a.open || b.open,
        })),
    );
}

/** Those of the first generator, with what the others say of the same keys. */
function fromMerge(merge: Values, goTemplate: boolean): Parameters[] {
    const keys = Array.isArray(merge.mergeKeys) ? merge.mergeKeys.map(String) : [];
    const [base = [], ...others] = listAt(merge, "generators").map((one) => parametersOf(one, goTemplate));
    const isSame = (a: Parameters, b: Parameters): boolean =>
        keys.every((key) => JSON.stringify(a.known[key]) === JSON.stringify(b.known[key]));
    return others.reduce(
        (found, over) =>
            over.some(({ open }) => open)
                ? found.map(() => ({ known: {}, open: true }))
                : found.map((one) => {
                      const same = over.find((other) => !one.open && isSame(one, other));
                      return same === undefined ? one : { ...one, known: merged(one.known, same.known) };
                  }),
        base,
    );
}

function asking(generator: Values, goTemplate: boolean): Parameters[] {
    const values = Object.values(generator).flatMap((kind) =>
        isValues(kind) && isValues(kind.values) ? [kind.values] : [],
    );
    const own = { values: values.reduce(merged, {}) };
    return [{ known: goTemplate ? own : flat(own), open: true }];
}

/** `values.name`, as the templates without Go name it. */
function flat(element: Values): Values {
    return Object.fromEntries(
        Object.entries(element).flatMap(([key, value]) =>
            isValues(value) ? Object.entries(value).map(([name, item]) => [`${key}.${name}`, item]) : [[key, value]],
        ),
    );
}

function selects(selector: unknown, { known, open }: Parameters): boolean {
    if (!isValues(selector) || open) {
        return true;
    }
    const labels = new Map(Object.entries(flat(known)).map(([key, value]) => [key, String(value)]));
    const wanted = isValues(selector.matchLabels) ? Object.entries(selector.matchLabels) : [];
    return (
        wanted.every(([key, value]) => labels.get(key) === value) &&
        listAt(selector, "matchExpressions").every(({ key, operator, values }) => {
            const label = labels.get(String(key));
            const isListed = Array.isArray(values) && values.includes(label);
            switch (operator) {
                case "In":
                    return isListed;
                case "NotIn":
                    return !isListed;
                case "Exists":
                    return label !== undefined;
                default:
                    return label === undefined;
            }
        })
    );
}
