// Loaded before all tests (.mocharc.json). Mocha takes off the limit on stack traces; the SDK keeps one for each promise
// and the YAML parser one for each error, which together cost a quarter of the whole run.
Error.stackTraceLimit = 10;
