import type { ServiceMap } from '../../../../shared/contract/trace-answers.ts';
import { type GraphLimits, MapGraph } from './map-graph.ts';
import { type LinkedCall, type MapTrace, type Sender, TraceCalls } from './trace-calls.ts';

/** Senders and linked calls remembered until all traces were seen. */
const MOST_SENDERS = 200_000;
const MOST_LINKED = 100_000;

/** Puts the calls of many traces together. Traces are added one by one; links between them are followed at the end. */
export class ServiceMapBuilder {
  readonly #graph: MapGraph;
  readonly #sent = new Map<string, Sender>();
  readonly #linked: LinkedCall[] = [];
  #traces = 0;
  #truncated = false;

  constructor(limits?: GraphLimits) {
    this.#graph = new MapGraph(limits);
  }

  add(trace: MapTrace): void {
    this.#traces++;
    const calls = new TraceCalls(trace, this.#graph);
    calls.find();
    for (const [id, sender] of calls.sent) if (this.#sent.size < MOST_SENDERS) this.#sent.set(id, sender);
    if (this.#linked.length < MOST_LINKED) this.#linked.push(...calls.linked);
    else if (calls.linked.length > 0) this.#truncated = true;
  }

  /** Spans that calls are linked to and that were in none of the traces so far, as `traceId spanId`. */
  missing(): string[] {
    const ids = new Set(this.#linked.flatMap(({ links }) => links));
    return [...ids].filter((id) => !this.#sent.has(id));
  }

  /** Where a span of another trace belongs. */
  resolve(id: string, sender: Sender): void {
    this.#sent.set(id, sender);
  }

  finish(truncated: boolean): ServiceMap {
    for (const { links, to, ...call } of this.#linked) {
      const senders = new Set<string>();
      for (const link of links) {
        const sender = this.#sent.get(link);
        if (sender && (sender.queue || sender.service !== to)) senders.add(this.#senderNode(sender));
      }
      for (const from of senders) this.#graph.call(from, this.#graph.service(to), true, call);
    }
    const { nodes, edges } = this.#graph.finish();
    return {
      nodes,
      edges,
      traces: this.#traces,
      truncated: truncated || this.#truncated || this.#graph.truncated,
    };
  }

  #senderNode({ service, queue }: Sender): string {
    return queue ? this.#graph.peer(queue) : this.#graph.service(service);
  }
}
