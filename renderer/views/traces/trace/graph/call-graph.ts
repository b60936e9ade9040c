import { STATUS_ERROR } from '../../../../../shared/trace-analysis/trace-tree.ts';
import type { TraceModel } from '../model/trace-model.ts';

export interface CallNode {
  service: number;
  spans: number;
  errors: number;
  selfNano: number;
  criticalNano: number;
  /** Calls between services that lie before it, at least; cycles are cut where the walk met them. */
  layer: number;
}

export interface CallEdge {
  from: number;
  to: number;
  calls: number;
  errors: number;
  /** Sum of the called spans' durations. */
  totalNano: number;
}

export interface CallGraph {
  nodes: CallNode[];
  edges: CallEdge[];
  layers: number;
}

/** The trace's own services and the calls between them: spans whose parent is of another service. */
export function callGraph({ detail, analysis }: TraceModel): CallGraph {
  const services = detail.services.length;
  const edges = new Map<number, CallEdge>();
  for (let i = 0; i < detail.parent.length; i++) {
    const parent = detail.parent[i]!;
    const [from, to] = [parent < 0 ? -1 : detail.service[parent]!, detail.service[i]!];
    if (from < 0 || from === to) continue;
    const key = from * services + to;
    const edge = edges.get(key) ?? { from, to, calls: 0, errors: 0, totalNano: 0 };
    edge.calls++;
    if (detail.status[i] === STATUS_ERROR) edge.errors++;
    edge.totalNano += detail.durationNano[i]!;
    edges.set(key, edge);
  }
  const list = [...edges.values()].sort((a, b) => b.calls - a.calls);
  const layer = layersOf(services, list, detail.service[analysis.tree.roots[0] ?? 0] ?? 0);
  const nodes = analysis.services.map(({ service, spans, errors, selfNano, criticalNano }) => ({
    service,
    spans,
    errors,
    selfNano,
    criticalNano,
    layer: layer[service]!,
  }));
  return { nodes, edges: list, layers: Math.max(0, ...layer) + 1 };
}

/** Breadth first from the root's service: each service one layer after the first that calls it. */
function layersOf(services: number, edges: readonly CallEdge[], root: number): number[] {
  const layer = new Array<number>(services).fill(-1);
  const called = new Set(edges.map(({ to }) => to));
  const tops = Array.from({ length: services }, (_, service) => service).filter((each) => !called.has(each));
  const queue = [...new Set([root, ...tops])];
  for (const top of queue) layer[top] = 0;
  for (let at = 0; at < queue.length; at++) {
    for (const { from, to } of edges) {
      if (from !== queue[at] || layer[to] !== -1) continue;
      layer[to] = layer[from]! + 1;
      queue.push(to);
    }
  }
  return layer.map((each) => Math.max(0, each));
}

export interface PlacedNode extends CallNode {
  x: number;
  y: number;
}

export const NODE_WIDTH = 190;
export const NODE_HEIGHT = 54;
const GAP_X = 104;
const GAP_Y = 22;

/** Layers from left to right; in each, nodes near the callers they belong to. */
export function placeNodes({ nodes, edges, layers }: CallGraph): {
  placed: PlacedNode[];
  width: number;
  height: number;
} {
  const placed: PlacedNode[] = [];
  const yOf = new Map<number, number>();
  let tallest = 0;
  for (let layer = 0; layer < layers; layer++) {
    const own = nodes.filter((node) => node.layer === layer);
    const wanted = (service: number) => {
      const callers = edges.filter(({ from, to }) => to === service && yOf.has(from));
      return callers.reduce((sum, { from }) => sum + yOf.get(from)!, 0) / Math.max(1, callers.length);
    };
    own.sort((a, b) => wanted(a.service) - wanted(b.service));
    own.forEach((node, i) => {
      const y = i * (NODE_HEIGHT + GAP_Y);
      yOf.set(node.service, y);
      placed.push({ ...node, x: layer * (NODE_WIDTH + GAP_X), y });
    });
    tallest = Math.max(tallest, own.length);
  }
  return {
    placed,
    width: layers * NODE_WIDTH + (layers - 1) * GAP_X,
    height: tallest * NODE_HEIGHT + (tallest - 1) * GAP_Y,
  };
}
