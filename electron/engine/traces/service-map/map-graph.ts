import type { ServiceMapEdge, ServiceMapNode } from '../../../../shared/contract/trace-answers.ts';
import { Durations, quantile } from '../durations.ts';
import type { Peer } from './peer.ts';

export interface GraphLimits {
  /** Nodes that are no services: hosts may be without end. */
  peers: number;
  services: number;
  edges: number;
}

export const GRAPH_LIMITS: GraphLimits = { peers: 300, services: 1_000, edges: 5_000 };
export const OTHER_NAME = '…other';

/** One call as it is drawn. */
export interface MapCall {
  isError: boolean;
  durationNano: number;
}

class Tally {
  calls = 0;
  errors = 0;
  /** Of a service: calls that it answered as a database. */
  asDatabase = 0;
  readonly durations = new Durations();

  add({ isError, durationNano }: MapCall): void {
    this.calls++;
    if (isError) this.errors++;
    this.durations.push(durationNano);
  }

  append(other: Tally): void {
    this.calls += other.calls;
    this.errors += other.errors;
    for (const nanos of other.durations.values()) this.durations.push(nanos);
  }
}

interface Edge {
  from: string;
  to: string;
  async: boolean;
  tally: Tally;
}

export const serviceId = (name: string): string => `service:${name}`;

/** Nodes and edges with what was counted at each; ids are unique over all kinds. */
export class MapGraph {
  readonly #limits: GraphLimits;
  readonly #services = new Map<string, Tally>();
  readonly #peers = new Map<string, Peer>();
  readonly #edges = new Map<string, Edge>();
  truncated = false;

  constructor(limits: GraphLimits = GRAPH_LIMITS) {
    this.#limits = limits;
  }

  /** What the service was called for. */
  entered(service: string, call: MapCall, asDatabase: boolean): void {
    const tally = this.#services.get(this.service(service));
    tally?.add(call);
    if (tally && asDatabase) tally.asDatabase++;
  }

  /** Its node, made where it is new. */
  service(name: string): string {
    const full = !this.#services.has(serviceId(name)) && this.#services.size >= this.#limits.services;
    if (full) this.truncated = true;
    const id = serviceId(full ? OTHER_NAME : name);
    if (!this.#services.has(id)) this.#services.set(id, new Tally());
    return id;
  }

  peer(peer: Peer): string {
    const id = `${peer.kind}:${peer.name}`;
    if (this.#peers.has(id)) return id;
    if (this.#peers.size < this.#limits.peers) {
      this.#peers.set(id, peer);
      return id;
    }
    this.truncated = true;
    const other = `${peer.kind}:${OTHER_NAME}`;
    this.#peers.set(other, { kind: peer.kind, name: OTHER_NAME, host: '' });
    return other;
  }

  call(from: string, to: string, async: boolean, call: MapCall): void {
    const key = `${from}\0${to}`;
    let edge = this.#edges.get(key);
    if (!edge) {
      if (this.#edges.size >= this.#limits.edges) {
        this.truncated = true;
        return;
      }
      edge = { from, to, async, tally: new Tally() };
      this.#edges.set(key, edge);
    }
    edge.async &&= async;
    edge.tally.add(call);
  }

  /** Most calls first. */
  finish(): { nodes: ServiceMapNode[]; edges: ServiceMapEdge[] } {
    const edges = this.#mergedEdges();
    const nodes = [...this.#services].map(([id, tally]) => serviceNode(id, tally));
    for (const [id, { kind, name }] of this.#peers) {
      if (this.#asService(id) !== id) continue;
      const tally = new Tally();
      for (const edge of edges) if (edge.to === id) tally.append(edge.tally);
      nodes.push({ id, name, kind, service: null, ...figures(tally) });
    }
    return {
      nodes: nodes.sort((a, b) => b.calls - a.calls || a.id.localeCompare(b.id)),
      edges: edges.map(toEdge).sort((a, b) => b.calls - a.calls),
    };
  }

  /** A host, or a database on one, that has the name of a service is that service: its half of the call was lost. */
  #mergedEdges(): Edge[] {
    const merged = new Map<string, Edge>();
    for (const edge of this.#edges.values()) {
      const from = this.#asService(edge.from);
      const to = this.#asService(edge.to);
      const same = merged.get(`${from}\0${to}`);
      if (!same) merged.set(`${from}\0${to}`, { ...edge, from, to });
      else {
        same.tally.append(edge.tally);
        same.async &&= edge.async;
      }
    }
    return [...merged.values()];
  }

  #asService(id: string): string {
    const peer = this.#peers.get(id);
    if (!peer || peer.kind === 'queue') return id;
    const service = serviceId(peer.host);
    const tally = this.#services.get(service);
    return tally && (peer.kind === 'external' || tally.asDatabase > 0) ? service : id;
  }
}

const nameOf = (id: string): string => id.slice(id.indexOf(':') + 1);

function serviceNode(id: string, tally: Tally): ServiceMapNode {
  const name = nameOf(id);
  const kind = tally.calls > 0 && tally.asDatabase === tally.calls ? 'database' : 'service';
  return { id, name, kind, service: name, ...figures(tally) };
}

const figures = ({ calls, errors, durations }: Tally) => ({
  calls,
  errors,
  p95Nano: quantile(durations.sorted(), 0.95),
});

function toEdge({ from, to, async, tally }: Edge): ServiceMapEdge {
  const sorted = tally.durations.sorted();
  const { calls, errors } = tally;
  return { from, to, async, calls, errors, p50Nano: quantile(sorted, 0.5), p95Nano: quantile(sorted, 0.95) };
}
