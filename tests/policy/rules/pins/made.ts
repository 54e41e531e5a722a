import { kubernetes, release } from "../../helpers";

export const pinned = { repository: "docker.io/library/kong", tag: "3.9.3" };

export const home = { repositoryOpts: { repo: "https://charts.konghq.com" } };

export const kong = (values: object, more: object = {}): ReturnType<typeof release> =>
    release("kong", { image: pinned, ...values }, { ...home, ...more });

export const job = (image: unknown): ReturnType<typeof kubernetes> =>
    kubernetes("batch/v1", "Job", "sync", { spec: { template: { spec: { containers: [{ name: "sync", image }] } } } });

export const source = {
    repoURL: "https://charts.konghq.com",
    chart: "kong",
    targetRevision: "2.48.0",
    helm: { valuesObject: { image: pinned } },
};

export const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
