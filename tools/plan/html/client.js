// The page's own script: plain, inlined as it is. Everything goes into the page as text, never as HTML.
"use strict";
(() => {
    const data = JSON.parse(document.getElementById("data").textContent);
    const [panel, search, canvas, picture, theme] = ["panel", "search", "canvas", "picture", "theme"].map((id) => document.getElementById(id));
    const targets = [...picture.querySelectorAll("[data-id]")];
    const lines = [...picture.querySelectorAll("[data-from]")];
    let chosen = null;

    function element(tag, className, ...content) {
        const made = document.createElement(tag);
        made.className = className;
        made.append(...content.filter((part) => part !== null));
        return made;
    }

    function section(title, items, className) {
        return items.length === 0 ? null : element("section", className, element("h3", "", title), ...items);
    }

    function button(text, action) {
        const made = element("button", "link", text);
        made.type = "button";
        made.addEventListener("click", action);
        return made;
    }

    /** Values as JSON, and below them every text of several lines as people read it. */
    function json(value) {
        const texts = [];
        (function walk(item, path) {
            if (typeof item === "string" && item.trim().includes("\n")) {
                texts.push(element("details", "text", element("summary", "", path), element("pre", "", item)));
            } else if (item !== null && typeof item === "object") {
                for (const [key, inner] of Object.entries(item)) {
                    walk(inner, path === "" ? key : `${path}.${key}`);
                }
            }
        })(value, "");
        return [element("pre", "json", JSON.stringify(value, null, 2)), ...texts];
    }

    function details(title, notes, content, open) {
        const made = element("details", "", element("summary", "", title, ...notes.map((note) => element("span", "note", note))));
        const fill = () => made.childElementCount === 1 && made.append(...content());
        made.addEventListener("toggle", fill);
        if (open) {
            fill();
            made.open = true;
        }
        return made;
    }

    function verdict({ policy, level, mandatory, name, message, remediation }) {
        return element("div", `verdict ${mandatory ? "mandatory" : "advisory"}`, element("p", "", element("b", "", `${level} · ${policy}`), ` ${name}`), element("p", "", message), element("p", "fix", remediation));
    }

    function link({ label, signal, way, id, name, details: found }) {
        const other = id in data.subjects ? button(name, () => choose(id)) : name;
        return element("li", signal, element("i", ""), element("span", "", `${way === "out" ? "to" : "from"} `, other, ` ${label}`), ...found.map((text) => element("small", "", text)));
    }

    function show(subject, opened) {
        const parts = [
            element("h2", "", subject.title),
            element("p", "subtitle", subject.subtitle),
            section("Notices", subject.notices.map((text) => element("p", "notice", text)), "notices"),
            section("Policy", subject.verdicts.length > 0 ? subject.verdicts.map(verdict) : [element("p", "good", "No violations")], "policy"),
            section("Arrows", subject.links.length > 0 ? [element("ul", "links", ...subject.links.map(link))] : [], "arrows"),
            section("Services", subject.serves.map((text) => element("p", "service", text)), "services"),
            section("Values", subject.values.map(({ title, content }, index) => details(title, [], () => json(content), index === 0 && opened === undefined)), "values"),
            section(`Resources (${subject.resources.length})`, subject.resources.map(({ name, kind, type, notes, inputs }) => details(`${kind} ${name}`, notes, () => [element("p", "type", type), ...json(inputs)], opened === `${type} ${name}`)), "resources"),
        ];
        panel.replaceChildren(...parts.filter((part) => part !== null));
        panel.scrollTop = 0;
        panel.querySelector(".resources details[open]")?.scrollIntoView({ block: "nearest" });
    }

    /** Chooses a component or a namespace; nothing, for the overview. */
    function choose(id, opened) {
        chosen = id;
        show(id === null ? data.overview : data.subjects[id], opened);
        for (const target of targets) {
            target.classList.toggle("chosen", target.dataset.id === id);
            if (target.getAttribute("role") === "button") {
                target.setAttribute("aria-pressed", String(target.dataset.id === id));
            }
        }
        mark();
    }

    function contains(text, words) {
        const lower = text.toLowerCase();
        return words.every((word) => lower.includes(word));
    }

    function hits(id, words) {
        const { title, subtitle, resources } = data.subjects[id];
        const itself = contains(`${title} ${subtitle}`, words);
        return { itself, resources: resources.filter(({ name, type }) => contains(`${name} ${type}`, words)) };
    }

    /** Dims what does not match the search, or what has nothing to do with the component that is chosen. */
    function mark() {
        const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
        const near = new Set([chosen]);
        for (const { dataset } of lines) {
            if (dataset.from === chosen || dataset.to === chosen) {
                near.add(dataset.from).add(dataset.to);
            }
        }
        const focused = words.length === 0 && targets.some((target) => target.dataset.id === chosen && target.classList.contains("box"));
        for (const target of targets) {
            const { id } = target.dataset;
            const found = id in data.subjects ? hits(id, words) : { itself: false, resources: [] };
            const dim = words.length > 0 ? !found.itself && found.resources.length === 0 : focused && !near.has(id);
            target.classList.toggle("dim", dim && target.classList.contains("box"));
        }
        for (const line of lines) {
            const own = line.dataset.from === chosen || line.dataset.to === chosen;
            line.classList.toggle("dim", words.length > 0 || (focused && !own));
        }
    }

    function find() {
        const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
        if (words.length === 0) {
            choose(chosen);
            return;
        }
        mark();
        const found = Object.entries(data.subjects).map(([id, subject]) => ({ id, subject, ...hits(id, words) })).filter(({ itself, resources }) => itself || resources.length > 0);
        const loose = data.overview.resources.filter(({ name, type }) => contains(`${name} ${type}`, words));
        const row = (id, { name, kind, type }) => element("li", "", button(`${kind} ${name}`, () => choose(id, `${type} ${name}`)));
        const group = (id, subject, resources) => element("div", "hit", button(subject.title, () => choose(id)), element("span", "subtitle", subject.subtitle), element("ul", "", ...resources.map((resource) => row(id, resource))));
        panel.replaceChildren(
            element("h2", "", found.length + loose.length === 0 ? "Nothing found" : "Found"),
            element("p", "subtitle", search.value),
            ...found.map(({ id, subject, resources }) => group(id, subject, resources)),
            ...(loose.length > 0 ? [group(null, data.overview, loose)] : []),
        );
    }

    for (const target of targets.filter((each) => each.getAttribute("role") === "button")) {
        target.addEventListener("click", () => choose(target.dataset.id));
        target.addEventListener("keydown", (event) => {
            if (event.key === "Enter" || event.key === " ") {
                event.preventDefault();
                choose(target.dataset.id);
                panel.focus();
            }
        });
    }
    search.addEventListener("input", find);
    document.getElementById("home").addEventListener("click", () => choose(null));
    document.addEventListener("keydown", (event) => {
        if (event.key === "/" && event.target !== search) {
            event.preventDefault();
            search.focus();
        } else if (event.key === "Escape") {
            search.value = "";
            const back = targets.find((target) => target.dataset.id === chosen);
            choose(null);
            back?.focus();
        }
    });

    // Light and dark: the system's until the button says otherwise.
    const dark = () => (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
    const labelTheme = () => (theme.textContent = dark() ? "Light" : "Dark");
    theme.addEventListener("click", () => {
        document.documentElement.dataset.theme = dark() ? "light" : "dark";
        labelTheme();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", labelTheme);
    labelTheme();

    const { width, height } = picture.viewBox.baseVal;
    let zoom = 0;
    function scale(to) {
        zoom = to;
        const fitted = Math.min(canvas.clientWidth / width, canvas.clientHeight / height, 1.25);
        const factor = Math.max(0.2, fitted * 1.25 ** zoom);
        picture.setAttribute("width", String(Math.floor(width * factor)));
        picture.setAttribute("height", String(Math.floor(height * factor)));
    }
    document.getElementById("in").addEventListener("click", () => scale(zoom + 1));
    document.getElementById("out").addEventListener("click", () => scale(zoom - 1));
    document.getElementById("fit").addEventListener("click", () => scale(0));
    addEventListener("resize", () => scale(zoom));
    scale(0);
    choose(null);
})();
