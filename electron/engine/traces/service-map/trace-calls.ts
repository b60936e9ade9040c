import type { Attributes } from '../../../../shared/model/attributes.ts';
import { SpanKind } from '../../../../shared/model/span.ts';
import type { MapCall, MapGraph } from './map-graph.ts';
import { databaseOf, externalOf, isReceiving, type Peer, PeerAttributes, queueOf } from './peer.ts';

/** A trace's spans as columns, in any order; parents are indices, -1 for none, without a cycle. */
export interface MapTrace {
  count: number;
  parent: Int32Array;
  /** 1 for spans that name no parent at all. */
  isRoot: Uint8Array;
  kind: Uint8Array;
  service(i: number): string;
  isError(i: number): boolean;
  durationNano(i: number): number;
  /** Whether the span may say something about a database; looks at bytes only. */
  mayBeDatabase(i: number): boolean;
  attributes(i: number): Attributes;
  /** Ids of the spans it is linked to, of this trace or another, as `traceId spanId`. */
  links(i: number): string[];
  /** `traceId spanId`. */
  id(i: number): string;
}

/** Where a message came from: the service that sent it, and the queue where it said one. */
export interface Sender {
  service: string;
  queue: Peer | null;
}

/** A call whose sender is another trace's span. */
export interface LinkedCall extends MapCall {
  links: string[];
  to: string;
}

const { client, server, producer, consumer, internal, unspecified } = SpanKind;
const MOST_STEPS_UP = 32;

/** Finds the calls of one trace: who called whom, measured where. */
export class TraceCalls {
  readonly #trace: MapTrace;
  readonly #graph: MapGraph;
  readonly #children: (number[] | undefined)[] = [];
  /** Client spans whose call is that of a client span inside them. */
  readonly #carried = new Set<number>();
  readonly #read = new Map<number, PeerAttributes>();
  /** What was sent, for the links of other traces. */
  readonly sent = new Map<string, Sender>();
  readonly linked: LinkedCall[] = [];

  constructor(trace: MapTrace, graph: MapGraph) {
    this.#trace = trace;
    this.#graph = graph;
    for (let i = 0; i < trace.count; i++) {
      const above = trace.parent[i]!;
      if (above < 0) continue;
      const siblings = this.#children[above];
      if (siblings) siblings.push(i);
      else this.#children[above] = [i];
    }
  }

  find(): void {
    const { count } = this.#trace;
    for (let i = 0; i < count; i++) this.#enter(i);
    for (let i = 0; i < count; i++) this.#fromParent(i);
    for (let i = 0; i < count; i++) this.#toPeer(i);
  }

  #call(i: number): MapCall {
    return { isError: this.#trace.isError(i), durationNano: this.#trace.durationNano(i) };
  }

  #service(i: number): string {
    return this.#graph.service(this.#trace.service(i));
  }

  #attributes(i: number): PeerAttributes {
    let known = this.#read.get(i);
    if (!known) {
      known = new PeerAttributes(this.#trace.attributes(i));
      this.#read.set(i, known);
    }
    return known;
  }

  #isForeign(i: number, above: number): boolean {
    return above >= 0 && this.#trace.service(i) !== this.#trace.service(above);
  }

  #enter(i: number): void {
    const { kind, parent, isRoot } = this.#trace;
    const isEntry = kind[i] === server || kind[i] === consumer || isRoot[i] === 1;
    const service = this.#trace.service(i);
    if (!isEntry && !this.#isForeign(i, parent[i]!)) {
      this.#graph.service(service);
      return;
    }
    const isDatabase = kind[i] === server && this.#trace.mayBeDatabase(i);
    this.#graph.entered(service, this.#call(i), isDatabase && databaseOf(this.#attributes(i)) !== null);
  }

  /** Calls of which both sides are in the trace, but for those through a queue. */
  #fromParent(i: number): void {
    const { kind, parent } = this.#trace;
    if (kind[i] === client) this.#fromClient(i);
    const above = parent[i]!;
    if (!this.#isForeign(i, above) || kind[above] === client || kind[i] === consumer) return;
    const isMessage = kind[above] === producer;
    if (isMessage && this.#sentTo(above)) return;
    this.#graph.call(this.#service(above), this.#service(i), isMessage, this.#call(i));
  }

  /** One call of each service that has a span right below the client's, as the client measured it. */
  #fromClient(i: number): void {
    const callees = new Map<string, boolean>();
    for (const below of this.#children[i] ?? []) {
      const isServer = this.#trace.kind[below] === server;
      if (!isServer && !this.#isForeign(below, i)) continue;
      if (this.#trace.kind[below] === consumer) continue;
      const service = this.#trace.service(below);
      callees.set(service, (callees.get(service) ?? false) || this.#trace.isError(below));
    }
    if (callees.size === 0) return;
    for (const [service, failed] of callees) {
      const { isError, durationNano } = this.#call(i);
      const call = { isError: isError || failed, durationNano };
      this.#graph.call(this.#service(i), this.#graph.service(service), false, call);
    }
    this.#carried.add(i);
    const outer = this.#clientAround(i);
    if (outer >= 0) this.#carried.add(outer);
  }

  /** The next client span above in the same service, or -1: libraries make calls out of the calls of others. */
  #clientAround(i: number): number {
    const { parent, kind } = this.#trace;
    let at = parent[i]!;
    for (let steps = 0; at >= 0 && steps < MOST_STEPS_UP; steps++) {
      if (this.#isForeign(at, i) || kind[at] === server || kind[at] === consumer) return -1;
      if (kind[at] === client || kind[at] === producer) return at;
      at = parent[at]!;
    }
    return -1;
  }

  /** Calls of which only one side was measured, and messages. */
  #toPeer(i: number): void {
    const kind = this.#trace.kind[i];
    if (kind === client) this.#leaveClient(i);
    else if (kind === producer) this.#produce(i);
    else if (kind === consumer) this.#consume(i);
    else {
      if (kind === internal || kind === unspecified) this.#leaveInternal(i);
      this.#follow(i);
    }
  }

  #leaveClient(i: number): void {
    if (this.#carried.has(i) || this.#isInsidePeerCall(i)) return;
    const attributes = this.#attributes(i);
    const database = databaseOf(attributes);
    const queue = database ? null : queueOf(attributes);
    const external = database || queue ? null : externalOf(attributes);
    if (database) this.#leave(i, database, false);
    else if (queue && isReceiving(attributes)) this.#arrive(i, queue);
    else if (queue) this.#send(i, queue);
    else if (external) this.#leave(i, external, false);
  }

  /** A client span inside another that leads to a peer is how that call was made, not a further one. */
  #isInsidePeerCall(i: number): boolean {
    const outer = this.#clientAround(i);
    if (outer < 0 || this.#carried.has(outer)) return false;
    const attributes = this.#attributes(outer);
    return Boolean(databaseOf(attributes) ?? queueOf(attributes) ?? externalOf(attributes));
  }

  /** Older instrumentations give no kind, so a statement is enough for a call of a database. */
  #leaveInternal(i: number): void {
    if ((this.#children[i]?.length ?? 0) > 0 || !this.#trace.mayBeDatabase(i)) return;
    const database = databaseOf(this.#attributes(i));
    if (database && this.#clientAround(i) < 0) this.#leave(i, database, false);
  }

  #leave(i: number, peer: Peer, async: boolean): void {
    this.#graph.call(this.#service(i), this.#graph.peer(peer), async, this.#call(i));
  }

  #produce(i: number): void {
    const attributes = this.#attributes(i);
    const queue = queueOf(attributes) ?? this.#peerAsQueue(i, attributes);
    if (queue) this.#send(i, queue);
    else this.sent.set(this.#trace.id(i), { service: this.#trace.service(i), queue: null });
  }

  /** Zipkin's producers name the broker as the other side. */
  #peerAsQueue(i: number, attributes: PeerAttributes): Peer | null {
    const broker = externalOf(attributes);
    const isDirect = (this.#children[i] ?? []).some((below) => this.#isForeign(below, i));
    return broker && !isDirect ? { ...broker, kind: 'queue' } : null;
  }

  #send(i: number, queue: Peer): void {
    this.#leave(i, queue, true);
    this.sent.set(this.#trace.id(i), { service: this.#trace.service(i), queue });
  }

  /** The queue that a producer of this trace sent to; null when it did not say. */
  #sentTo(i: number): Peer | null {
    const attributes = this.#attributes(i);
    return queueOf(attributes) ?? this.#peerAsQueue(i, attributes);
  }

  #consume(i: number): void {
    const { parent, kind } = this.#trace;
    const above = parent[i]!;
    // To process what was received is not to receive it again.
    if (above >= 0 && kind[above] === consumer && !this.#isForeign(i, above)) return;
    const attributes = this.#attributes(i);
    const fromAbove = above >= 0 && kind[above] === producer ? this.#sentTo(above) : null;
    const queue = queueOf(attributes) ?? fromAbove;
    if (queue) this.#arrive(i, queue);
    else if (this.#isForeign(i, above)) {
      this.#graph.call(this.#service(above), this.#service(i), true, this.#call(i));
    } else if (!this.#followLinks(i)) {
      const sender = externalOf(attributes);
      if (sender) this.#graph.call(this.#graph.peer(sender), this.#service(i), true, this.#call(i));
    }
  }

  #arrive(i: number, queue: Peer): void {
    this.#graph.call(this.#graph.peer(queue), this.#service(i), true, this.#call(i));
  }

  /** Work that another trace asked for, other than through a queue. */
  #follow(i: number): void {
    if (this.#trace.kind[i] === server || this.#trace.isRoot[i] === 1) this.#followLinks(i);
  }

  #followLinks(i: number): boolean {
    const links = this.#trace.links(i);
    if (links.length > 0) this.linked.push({ ...this.#call(i), links, to: this.#trace.service(i) });
    return links.length > 0;
  }
}
