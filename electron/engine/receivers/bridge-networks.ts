import { createSocket } from 'node:dgram';
import { BlockList } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Logger } from 'pino';
import { type Disposable, DisposableStore } from '../../../shared/util/disposable.ts';
import { Emitter } from '../../../shared/util/emitter.ts';
import type { DockerSource } from '../docker/docker-source.ts';
import { addSubnet, familyOf, subnetsContain } from '../net/subnets.ts';

const LOOK_AGAIN_MS = 30_000;

/**
 * The local bridges of Docker: their gateways are addresses of this machine, on which containers reach it, and
 * their subnets are where containers call from. Elsewhere than on Linux the bridges are inside a virtual
 * machine and there is nothing to listen on.
 */
export class BridgeNetworks implements Disposable {
  readonly #docker: DockerSource;
  readonly #logger: Logger;
  readonly #owned = new DisposableStore();
  #accepted = new BlockList();
  #subnets: string[] = [];
  #gateways: string[] = [];
  #looking = false;
  /** Fires when `gateways` or `subnets` changed. */
  readonly onChange = new Emitter<readonly string[]>();

  constructor(docker: DockerSource, logger: Logger) {
    this.#docker = docker;
    this.#logger = logger;
    if (process.platform !== 'linux') return;
    const look = () => void this.#look();
    this.#owned.add(docker.onContainers.on(look));
    this.#owned.add(docker.onStatus.on(look));
    const timer = setInterval(look, LOOK_AGAIN_MS);
    timer.unref();
    this.#owned.onDispose(() => clearInterval(timer));
    look();
  }

  get gateways(): readonly string[] {
    return this.#gateways;
  }

  get subnets(): readonly string[] {
    return this.#subnets;
  }

  /** True for an address inside any local bridge's subnet: host-gateway is docker0 for every network. */
  accepts(address: string): boolean {
    return subnetsContain(this.#accepted, address);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #look(): Promise<void> {
    const { docker } = this.#docker;
    if (!docker || this.#looking) return;
    this.#looking = true;
    try {
      const networks = await docker.listNetworks({ filters: { driver: ['bridge'] } });
      const configs = networks.flatMap(({ IPAM }) => IPAM?.Config ?? []);
      this.#apply(await localBridges(configs));
    } catch (error) {
      this.#logger.debug({ error }, 'the networks of Docker could not be listed');
    } finally {
      this.#looking = false;
    }
  }

  #apply(bridges: readonly LocalBridge[]): void {
    const subnets = [...new Set(bridges.map(({ subnet }) => subnet))].sort();
    const gateways = [...new Set(bridges.map(({ gateway }) => gateway))].sort();
    if (gateways.join() === this.#gateways.join() && subnets.join() === this.#subnets.join()) return;
    const accepted = new BlockList();
    for (const subnet of subnets) addSubnet(accepted, subnet);
    this.#accepted = accepted;
    this.#subnets = subnets;
    this.#gateways = gateways;
    this.onChange.fire(gateways);
  }
}

interface LocalBridge {
  subnet: string;
  gateway: string;
}

/** Those whose gateway is an address of this machine: a daemon elsewhere has its bridges there, not here. */
async function localBridges(configs: { Subnet?: string; Gateway?: string }[]): Promise<LocalBridge[]> {
  const own = ownAddresses();
  const bridges: LocalBridge[] = [];
  for (const { Subnet: subnet = '', Gateway: named } of configs) {
    const list = subnetList(subnet);
    if (!list) continue;
    const gateway =
      own.find((address) => list.check(address, familyOf(address))) ??
      (await idleGateway(named ?? firstHost(subnet)));
    if (gateway) bridges.push({ subnet, gateway });
  }
  return bridges;
}

/**
 * A bridge without a running container has its address but no carrier, and the system does not list it as an
 * interface. Listening there already is what lets the first container send from its first moment on.
 */
const idleGateway = async (address: string | undefined): Promise<string | null> =>
  address && (await isBindable(address)) ? address : null;

/** What Docker takes for a gateway that nobody named: the first address of an IPv4 subnet. */
function firstHost(subnet: string): string | undefined {
  const [, start, last] = /^(\d+\.\d+\.\d+\.)(\d+)\//.exec(subnet) ?? [];
  return start === undefined ? undefined : `${start}${Number(last) + 1}`;
}

function isBindable(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(familyOf(address) === 'ipv6' ? 'udp6' : 'udp4');
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind(0, address, () => {
      socket.close();
      resolve(true);
    });
  });
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).filter(({ internal }) => !internal).map(({ address }) => address),
  );
}

function subnetList(subnet: string): BlockList | null {
  const list = new BlockList();
  return addSubnet(list, subnet) ? list : null;
}
