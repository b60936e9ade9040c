import type { ScrapeOffer } from '../../../../shared/contract/scrape.ts';
import type { Settings } from '../../../../shared/contract/settings.ts';
import type { ContainerSummary } from '../../../../shared/model/container.ts';
import { type Disposable, DisposableStore } from '../../../../shared/util/disposable.ts';
import { Emitter } from '../../../../shared/util/emitter.ts';
import type { DockerSource } from '../../docker/docker-source.ts';
import { publishedHost } from '../discovery/container-addresses.ts';
import { hostPort } from '../discovery/docker-targets.ts';
import { probeMetrics } from './metrics-probe.ts';

export interface OffersOptions {
  docker: DockerSource;
  settings: { readonly current: Settings; readonly onChange: Emitter<unknown> };
  version: string;
  /** False asks nothing at all, whatever the setting says. */
  probes: boolean;
  /** Whether something scrapes it already: the address itself, or its container another way. */
  isScraped: (entity: string, url: string) => boolean;
  /** A program needs a moment from its container's start to its first answer. */
  waitMs?: number;
}

interface Place {
  id: string;
  entity: string;
  container: string;
  port: number;
  url: string;
}

const WAIT_MS = 8_000;
const LOOPBACK = /^(127(\.\d+){3}|::1)$/;
const MOST_PORTS = 10;
const PATH = '/metrics';

/**
 * Running containers whose published port answers `/metrics` and which nothing scrapes. Each port that is published on
 * the loopback address is asked once a start of its container, and none when the setting is off.
 */
export class Offers implements Disposable {
  readonly onChange = new Emitter<void>();
  readonly #options: OffersOptions;
  readonly #owned = new DisposableStore();
  readonly #stop = new AbortController();
  /** By container, start and port. */
  readonly #asked = new Set<string>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #found = new Map<string, Place & { families: number }>();
  probed = 0;

  constructor(options: OffersOptions) {
    this.#options = options;
    this.#owned.add(options.docker.onContainers.on(() => this.#look()));
    this.#owned.add(options.settings.onChange.on(() => this.#look()));
    this.#look();
  }

  get offers(): ScrapeOffer[] {
    const { taken, declined } = this.#options.settings.current.scrape;
    const answered = new Set([...taken, ...declined].map(({ entity, port }) => `${entity}\0${port}`));
    return [...this.#found.values()]
      .filter(
        ({ entity, port, url }) =>
          !answered.has(`${entity}\0${port}`) && !this.#options.isScraped(entity, url),
      )
      .map(({ entity, container, url, families }) => ({ entity, container, url, families }));
  }

  /** The port inside the container that an offer is about; null when there is no such offer. */
  place(entity: string, url: string): { entity: string; port: number; path: string } | null {
    const found = [...this.#found.values()].find((place) => place.entity === entity && place.url === url);
    return found ? { entity, port: found.port, path: PATH } : null;
  }

  dispose(): void {
    this.#owned.dispose();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#stop.abort();
  }

  #look(): void {
    const { docker, settings, probes, waitMs = WAIT_MS } = this.#options;
    const running = [...docker.containers.values()].filter(({ state }) => state === 'running');
    const present = new Map(running.flatMap(askable).map((asked) => [asked.key, asked]));
    for (const key of this.#asked) if (!present.has(key)) this.#asked.delete(key);
    const gone = [...this.#found.keys()].filter((key) => !present.has(key));
    for (const key of gone) this.#found.delete(key);
    if (gone.length > 0) this.onChange.fire();
    if (!probes || !settings.current.scrape.probe) return;
    for (const [key, asked] of present) {
      if (this.#asked.has(key)) continue;
      this.#asked.add(key);
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        void this.#ask(key, asked.place);
      }, waitMs).unref();
      this.#timers.add(timer);
    }
  }

  async #ask(key: string, place: Place): Promise<void> {
    const { settings, version, isScraped } = this.#options;
    if (!settings.current.scrape.probe || !this.#asked.has(key) || isScraped(place.entity, place.url)) return;
    this.probed++;
    const families = await probeMetrics(place.url, `Trivet/${version}`, this.#stop.signal);
    if (families === null || !this.#asked.has(key)) return;
    this.#found.set(key, { ...place, families });
    this.onChange.fire();
  }
}

/** The ports that may be asked: TCP, published, reachable on the loopback address, of containers that say nothing by label. */
function askable(container: ContainerSummary): { key: string; place: Place }[] {
  if (container.labels.some(([name]) => name === 'prometheus.io/scrape')) return [];
  return container.ports.slice(0, MOST_PORTS).flatMap(({ privatePort, publicPort, protocol, address }) => {
    const host = publishedHost(address);
    if (protocol !== 'tcp' || publicPort === null || !LOOPBACK.test(host)) return [];
    const { id, entity, name, startedMs } = container;
    const url = `http://${hostPort(host, publicPort)}${PATH}`;
    const place = { id, entity, container: name, port: privatePort, url };
    return [{ key: `${id}\0${startedMs}\0${privatePort}\0${publicPort}`, place }];
  });
}
