import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { writerInto } from "../agent";
import { freePort, startServer, type Stoppable, temporaryFolder } from "../processes";

/** A gateway without a database, of which everything but addresses and folders is the plan's. */
export interface KongPlan {
    /** Settings of the values' `env`, without the prefix. */
    env: Record<string, unknown>;
    /** Declarative configuration, format 3.0; of decK's file it differs by `_info` alone. */
    config: object;
}

export interface RealKong extends Stoppable {
    url: string;
    /** `host:port` of its metrics. */
    metricsAddress: string;
}

/**
 * A real Kong (`KONG`, a program that takes its settings from the environment, as the image does) with the plan's
 * environment and configuration. A data plane is started by itself: what ties it to a control plane is left out.
 *
 * @param podFolder of a container on a node: its output is written there in frames, as a kubelet finds it
 * @param hosts names that this machine answers for, as the cluster's DNS would
 */
export async function startRealKong({ env, config }: KongPlan, podFolder: string, hosts: string[]): Promise<RealKong> {
    const folder = temporaryFolder("kong");
    const file = (name: string, text: string): string => {
        writeFileSync(path.join(folder, name), text);
        return path.join(folder, name);
    };
    const ports = { proxy: await freePort(), status: await freePort() };
    const here = {
        prefix: path.join(folder, "prefix"),
        database: "off",
        declarative_config: file("kong.yaml", stringify(config)),
        dns_hostsfile: file("hosts", ["localhost", ...hosts].map((host) => `127.0.0.1 ${host}\n`).join("")),
        proxy_listen: `127.0.0.1:${ports.proxy}`,
        status_listen: `127.0.0.1:${ports.status}`,
        admin_listen: "off",
        admin_gui_listen: "off",
        // The chart's own, in every pod.
        proxy_error_log: "/dev/stderr",
        status_access_log: "off",
        status_error_log: "/dev/stderr",
        nginx_worker_processes: "2",
    };
    mkdirSync(here.prefix);
    const url = `http://127.0.0.1:${ports.proxy}`;
    const metricsAddress = `127.0.0.1:${ports.status}`;
    const server = await startServer(
        "kong",
        [],
        `http://${metricsAddress}/status/ready`,
        variables({ ...alone(env), ...here }),
        writerInto(podFolder),
    );
    return { url, metricsAddress, ...server };
}

/** Without what only a pod has: a control plane, and the files that are mounted under /etc. */
function alone(env: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(env).filter(
            ([name, value]) =>
                typeof value === "string" && !value.includes("/etc/") && !/^(role|cluster_.*)$/.test(name),
        ),
    );
}

function variables(settings: Record<string, unknown>): Record<string, string> {
    return Object.fromEntries(
        Object.entries(settings).map(([name, value]) => [`KONG_${name.toUpperCase()}`, String(value)]),
    );
}
