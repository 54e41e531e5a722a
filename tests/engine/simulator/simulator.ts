import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Aws } from "./aws";
import { constructConfigFile } from "./configFile";
import { constructCluster } from "./eks";
import { Kubernetes } from "./kubernetes";
import type { SimulatedProvider } from "./provider";
import { Random } from "./random";
import { resourceProvider, unary } from "./service";
import { Tls } from "./tls";
import { sdkVersion } from "./version";
import { World } from "./world";

/** Every provider that the program uses, simulated in this process: no cloud, no plugin is downloaded. */
export class Simulator {
    public readonly world = new World();
    public readonly tls = new Tls(this.world.secrets);
    public readonly aws = new Aws();
    public readonly kubernetes = new Kubernetes();
    private readonly servers: Server[] = [];
    private readonly ports = new Map<string, number>();

    static async start(): Promise<Simulator> {
        const simulator = new Simulator();
        const { world, tls, aws, kubernetes } = simulator;
        await simulator.serve("kubernetes", kubernetes, { construct: unary(constructConfigFile) });
        await simulator.serve("aws", aws);
        await simulator.serve("random", new Random(world.secrets));
        await simulator.serve("tls", tls);
        await simulator.serve("eks", { outputs: () => ({}) }, { construct: unary(constructCluster) });
        return simulator;
    }

    /** For `PULUMI_DEBUG_PROVIDERS`: the CLI attaches to these instead of starting plugins. */
    get debugProviders(): string {
        return [...this.ports].map(([name, port]) => `${name}:${port}`).join(",");
    }

    stop(): void {
        this.servers.forEach((server) => server.forceShutdown());
    }

    private async serve(name: string, provider: SimulatedProvider, more = {}): Promise<void> {
        const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
        server.addService(ResourceProviderService, {
            ...resourceProvider(provider, sdkVersion(name), this.world),
            ...more,
        });
        const port = await new Promise<number>((resolve, reject) =>
            server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
                error === null ? resolve(bound) : reject(error),
            ),
        );
        this.servers.push(server);
        this.ports.set(name, port);
    }
}
