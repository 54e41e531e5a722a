import type { AlertCases, Series } from "./case";

const node = (pod: string): string => `namespace="kong", pod="${pod}"`;
const controlPlane = (reachable: string): Series => ({
    [`kong_node_info{${node("cp")}, node_id="cp"}`]: "1x90",
    [`kong_datastore_reachable{${node("cp")}}`]: reachable,
});
const dataPlane: Series = {
    [`kong_node_info{${node("dp")}, node_id="dp"}`]: "1x90",
    [`kong_data_plane_cluster_cert_expiry_timestamp{${node("dp")}}`]: "9999999999x90",
};
const planes = { ...controlPlane("1x90"), ...dataPlane };
/** When the control plane heard of the data plane, in seconds. */
const heard = (seen: string): Series => ({
    [`kong_data_plane_last_seen{${node("cp")}, node_id="dp", hostname="dp", ip="10.0.0.1"}`]: seen,
});
const gone = (info: string): Series => ({ [`kong_node_info{${node("cp")}, node_id="cp"}`]: info });
const hashes = (id: string, hash: string, seen = "0+60x90"): Series => ({
    [`kong_data_plane_config_hash{${node("cp")}, node_id="${id}", hostname="${id}"}`]: hash,
    [`kong_data_plane_last_seen{${node("cp")}, node_id="${id}", hostname="${id}"}`]: seen,
});
const compatible = (values: string): Series => ({
    [`kong_data_plane_version_compatible{${node("cp")}, node_id="a", hostname="a", kong_version="3.9.1"}`]: values,
});
const day = 86_400;
const certificate = (ends: string): Series => ({
    [`kong_data_plane_cluster_cert_expiry_timestamp{${node("dp")}}`]: ends,
});

export const hybridCases: AlertCases = {
    KongDataPlaneDisconnected: {
        fires: { at: 40, series: { ...planes, ...heard("0+60x20 1200x70") } },
        quiet: { at: 40, series: { ...planes, ...heard("0+60x90") } },
        resolves: { from: 40, to: 60, series: { ...planes, ...heard("0+60x20 1200x30 3060+60x40") } },
    },
    KongControlPlaneDown: {
        fires: { at: 40, series: { ...dataPlane, ...gone("1x20 stale") } },
        quiet: { at: 40, series: planes },
        resolves: { from: 40, to: 60, series: { ...dataPlane, ...gone("1x20 stale _x30 1x40") } },
    },
    KongConfigurationsDiffer: {
        fires: { at: 50, series: { ...hashes("a", "7x90"), ...hashes("b", "7x20 3x70") } },
        // One that nobody hears of says nothing of now.
        quiet: { at: 50, series: { ...hashes("a", "7x90"), ...hashes("b", "3x90", "0x90") } },
        resolves: { from: 50, to: 70, series: { ...hashes("a", "7x90"), ...hashes("b", "7x20 3x40 7x30") } },
    },
    KongDataPlaneIncompatible: {
        fires: { at: 30, series: compatible("0x90") },
        quiet: { at: 30, series: compatible("1x90") },
        resolves: { from: 30, to: 50, series: compatible("0x40 1x50") },
    },
    KongClusterCertificateExpiring: {
        fires: { at: 80, series: certificate(`${29 * day}x90`) },
        quiet: { at: 80, series: certificate(`${31 * day}x90`) },
        resolves: { from: 80, to: 100, series: certificate(`${29 * day}x90 ${365 * day}x30`) },
    },
    KongDatastoreUnreachable: {
        fires: { at: 30, series: controlPlane("1x20 0x60") },
        quiet: { at: 30, series: controlPlane("1x26 0x2 1x60") },
        resolves: { from: 30, to: 50, series: controlPlane("1x20 0x20 1x40") },
    },
};
