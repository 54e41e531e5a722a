/**
 * For `pulumi.com/waitFor`: an Application is installed once Argo CD reports Synced and Healthy of exactly the spec
 * that was applied.
 *
 * After a change the status is still that of the former spec for some seconds. `status.sync.comparedTo` is a copy of
 * the source, destination and ignore rules that it was compared with, written together with the result, so a status is
 * of this spec if and only if both are equal (controller/state.go and `persistAppStatus` in controller/appcontroller.go
 * at v3.4.4). A revision would not do: the version of a chart stays the same when values change.
 *
 * A sync that still runs has hooks to do (`PostSync`), although what it applied may be in sync. There is none at all if
 * everything was there.
 *
 * The provider evaluates RFC 9535, in which objects are compared as a whole; `=` may only stand doubled, and no brace
 * may stand within (provider/pkg/jsonpath/jsonpath.go in pulumi/pulumi-kubernetes at 4.34). Its parser takes no blank
 * before a second `&&` (github.com/theory/jsonpath at v0.9.0).
 */
export const whenReady = `jsonpath={$[?${[
    "@.sync.status == 'Synced'",
    "@.health.status == 'Healthy'",
    ...["source", "destination", "ignoreDifferences"].map((key) => `@.sync.comparedTo.${key} == $.spec.${key}`),
    "(!@.operationState || @.operationState.phase == 'Succeeded')",
].join("&& ")}]}`;
