/**
 * `it`, for a test that needs a real server which nothing here may build or install: it runs where the environment
 * variable names the server's program. CI has those in a job of its own (.github/workflows/servers.yml), and `.ci/run`
 * counts and lists what it leaves to it by this mark.
 */
export function itWith(...variables: string[]): (title: string, body: Mocha.AsyncFunc) => Mocha.Test {
    const absent = variables.filter((variable) => process.env[variable] === undefined);
    return (title, body) =>
        absent.length === 0 ? it(title, body) : it.skip(`${title} [left to the workflow servers: needs $${absent[0]}]`);
}
