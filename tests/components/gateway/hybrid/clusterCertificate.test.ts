import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { certificateFingerprint } from "../../../../components/gateway/nodes/fingerprint";

describe("cluster certificate", () => {
    const pem = `-----BEGIN CERTIFICATE-----
MIIBfDCCASOgAwIBAgIUOgKuNSjM1ROLxqv6Ev+sMZvQAB8wCgYIKoZIzj0EAwIw
GjEYMBYGA1UEAwwPa29uZ19jbHVzdGVyaW5nMB4XDTI2MDEwMTAwMDAwMFoXDTI3
-----END CERTIFICATE-----`;

    it("has a fingerprint that changes with it", () => {
        assert.match(certificateFingerprint(pem), /^[0-9a-f]{64}$/);
        assert.notEqual(certificateFingerprint(pem), certificateFingerprint(pem.replace("OgKu", "OgKv")));
        assert.equal(certificateFingerprint(pem), certificateFingerprint(`${pem}\n`));
    });

    it("has the fingerprint that everyone else computes", () => {
        // A throw-away certificate, `openssl req -x509 -newkey ed25519`.
        const real = `-----BEGIN CERTIFICATE-----
MIIBMjCB5aADAgECAhQ8VdkzXoMTAktJKuph6eUHU3vHnDAFBgMrZXAwDzENMAsG
A1UEAwwEdGVzdDAeFw0yNjExMjEwMzMwMThaFw0yNjExMjIwMzMwMThaMA8xDTAL
BgNVBAMMBHRlc3QwKjAFBgMrZXADIQDjZS9++OgregAD7j0YDb4NL1XVrlQ9HOlc
+g+tVAhcbaNTMFEwHQYDVR0OBBYEFLUVmqXh0Rl/tKcxlao+deFi0oZHMB8GA1Ud
IwQYMBaAFLUVmqXh0Rl/tKcxlao+deFi0oZHMA8GA1UdEwEB/wQFMAMBAf8wBQYD
K2VwA0EASl/KZMc/6QZX7GlcmbK1nVG4ucuff4rfogw6DCu+lAkGpmkwdNmkmGbt
ucup2oJKV2BjaWVtB72co3TnEOAeDg==
-----END CERTIFICATE-----`;
        assert.equal(
            certificateFingerprint(real),
            new X509Certificate(real).fingerprint256.replaceAll(":", "").toLowerCase(),
        );
    });
});
