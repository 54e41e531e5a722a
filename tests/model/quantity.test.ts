import assert from "node:assert/strict";
import { bytesOf, mebibytes, processorsOf, toBytes, toMebibytes } from "../../model/quantity";

describe("quantities", () => {
    it("are read in every form that Kubernetes takes", () => {
        const forms: [unknown, number | undefined][] = [
            ["20Gi", 20 * 2 ** 30],
            ["20G", 20e9],
            ["1.5Ti", 1.5 * 2 ** 40],
            ["1e9", 1e9],
            [1024, 1024],
            ["2E", 2e18],
            ["20 Gi", undefined],
            ["", undefined],
            [undefined, undefined],
            ["big", undefined],
        ];
        assert.deepEqual(
            forms.map(([quantity]) => bytesOf(quantity)),
            forms.map(([, bytes]) => bytes),
        );
    });

    it("of bytes are wanted where nothing else can be used", () => {
        assert.equal(toBytes("20Gi"), 20 * 2 ** 30);
        assert.deepEqual(["512Mi", "20Gi", "1Ti", "2048Ki"].map(toMebibytes), [512, 20_480, 1_048_576, 2]);
        assert.throws(() => toMebibytes("10GB"), /"10GB" is not a size such as 512Mi or 20Gi/);
        assert.equal(mebibytes(1.5 * 2 ** 20), "1.5 MiB");
    });

    it("of processors are cores", () => {
        assert.deepEqual(["250m", "2", 1.5, "2 cores", undefined].map(processorsOf), [
            0.25,
            2,
            1.5,
            undefined,
            undefined,
        ]);
    });
});
