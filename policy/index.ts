import { PolicyPack } from "@pulumi/policy";
import { policies } from "./policies";
import { rules } from "./rules";

/** Starts the pack. Only this file may: the constructor opens a server, and a second one would end the process. */
new PolicyPack("kong-observability", { policies: policies(rules), enforcementLevel: "advisory" });
