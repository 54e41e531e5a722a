import { createHash } from "node:crypto";
import { configFolder, type ProxyPod, secretFolder } from "./proxyPod";

const configFile = "nginx.conf";

/**
 * A line of the password file, salted SHA-1. That is enough for a long random password, which cannot be guessed; a slow
 * hash would be computed again for every request, including those of strangers.
 */
export function htpasswd(user: string, password: string, salt: string): string {
    const digest = createHash("sha1").update(password).update(salt).digest();
    return `${user}:{SSHA}${Buffer.concat([digest, Buffer.from(salt)]).toString("base64")}\n`;
}

/**
 * nginx before one page. Every path on the traffic port requires the password; the kubelet uses another port. The
 * password file is read for every request, so that a new password needs no restart.
 */
export function nginxConfig(upstream: string): string {
    return `worker_processes 1;
pid /tmp/nginx.pid;
error_log stderr warn;

events {
    worker_connections 1024;
}

http {
    access_log off;
    server_tokens off;
    client_body_temp_path /tmp/client_body;
    proxy_temp_path /tmp/proxy;
    fastcgi_temp_path /tmp/fastcgi;
    uwsgi_temp_path /tmp/uwsgi;
    scgi_temp_path /tmp/scgi;

    server {
        listen 8080;
        auth_basic "kong-observability";
        auth_basic_user_file ${secretFolder}/htpasswd;

        location / {
            proxy_pass ${upstream};
            proxy_http_version 1.1;
            proxy_set_header Host $host;
            # The password is for nginx alone.
            proxy_set_header Authorization "";
            # A query of Prometheus may take two minutes.
            proxy_read_timeout 150s;
        }
    }

    server {
        listen 8081;

        location / {
            return 204;
        }
    }
}
`;
}

export function nginxPod(upstream: string): ProxyPod {
    return {
        files: { [configFile]: nginxConfig(upstream) },
        // The image's own entrypoint writes into /etc, which is read-only.
        command: ["nginx", "-e", "stderr", "-c", `${configFolder}/${configFile}`, "-g", "daemon off;"],
        health: { port: 8081, live: "/", ready: "/" },
        user: 101,
    };
}
