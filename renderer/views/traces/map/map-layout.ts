import { Graph, layout } from '@dagrejs/dagre';
import type {
  ServiceMap,
  ServiceMapEdge,
  ServiceMapNode,
} from '../../../../shared/contract/trace-answers.ts';

/** A node as a box: its middle and its size, in px of the drawing. */
export interface PlacedNode {
  node: ServiceMapNode;
  x: number;
  y: number;
}

export interface PlacedEdge {
  edge: ServiceMapEdge;
  key: string;
  /** SVG path data from the caller's box to the called one's. */
  path: string;
  /** Middle of the line, where its figures stand. */
  x: number;
  y: number;
}

export interface MapDrawing {
  nodes: PlacedNode[];
  edges: PlacedEdge[];
  width: number;
  height: number;
}

export const NODE_WIDTH = 184;
export const NODE_HEIGHT = 50;
const LABEL_WIDTH = 92;
const LABEL_HEIGHT = 28;
const PAD = 24;
/** Beyond so many edges their figures would cover each other; they are shown for the chosen node only. */
export const MOST_LABELS = 36;

interface Point {
  x: number;
  y: number;
}

type MapGraph = Pick<ServiceMap, 'nodes' | 'edges'>;
type Direction = 'LR' | 'TB';

/** The direction in which the drawing is larger in a pane of this shape; left to right where they are equal. */
export function bestDrawing(map: MapGraph, pane: { width: number; height: number }): MapDrawing {
  const scale = ({ width, height }: MapDrawing) =>
    Math.min(1, pane.width / Math.max(1, width), pane.height / Math.max(1, height));
  const [across, down] = [layoutMap(map, 'LR'), layoutMap(map, 'TB')];
  return scale(down) > scale(across) ? down : across;
}

/**
 * Callers first, what they call behind them, in layers from left to right or from top to bottom (Sugiyama's method,
 * by dagre); calls that go back in a cycle are drawn as they are. The same map always gives the same drawing, in
 * whatever order it came.
 */
export function layoutMap(map: MapGraph, direction: Direction): MapDrawing {
  const graph = new Graph({ multigraph: false });
  const labelled = map.edges.length <= MOST_LABELS;
  const across = direction === 'LR';
  graph.setGraph({
    rankdir: direction,
    nodesep: across ? 22 : 28,
    ranksep: labelled ? (across ? 16 : 22) : 72,
    marginx: PAD,
    marginy: PAD,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  const nodes = [...map.nodes].sort((a, b) => (a.id < b.id ? -1 : 1));
  const known = new Set(nodes.map(({ id }) => id));
  const edges = map.edges
    .filter(({ from, to }) => known.has(from) && known.has(to) && from !== to)
    .sort((a, b) => (a.from === b.from ? (a.to < b.to ? -1 : 1) : a.from < b.from ? -1 : 1));
  for (const { id } of nodes) graph.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const { from, to, calls } of edges) {
    const room = labelled ? { width: LABEL_WIDTH, height: LABEL_HEIGHT, labelpos: 'c' } : {};
    graph.setEdge(from, to, { weight: weightOf(calls), ...room });
  }
  if (nodes.length > 0) layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    nodes: nodes.map((node) => ({ node, ...pick(graph.node(node.id) as unknown as Point) })),
    edges: edges.map((edge) => placeEdge(edge, graph.edge(edge.from, edge.to) as unknown as RoutedEdge)),
    width: finite(size.width),
    height: finite(size.height),
  };
}

/** Whole: with fractions dagre's network simplex loses its way in rounding errors and throws on some cycles. */
const weightOf = (calls: number) => 1 + Math.round(Math.log10(1 + Math.max(0, calls)));

interface RoutedEdge extends Partial<Point> {
  points?: Point[];
}

const finite = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : 0);
const pick = ({ x, y }: Point): Point => ({ x, y });

function placeEdge(edge: ServiceMapEdge, { points = [], x, y }: RoutedEdge): PlacedEdge {
  const middle = points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 };
  return {
    edge,
    key: `${edge.from}\u0000${edge.to}`,
    path: smoothPath(points),
    x: x ?? middle.x,
    y: y ?? middle.y,
  };
}

const at = ({ x, y }: Point) => `${round(x)} ${round(y)}`;
const round = (value: number) => Math.round(value * 10) / 10;

/** A line through the points' middles, bent at the points (quadratic Béziers). */
export function smoothPath(points: Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const last = rest.at(-1);
  if (!last) return `M${at(first)}`;
  const bends = rest.slice(0, -1).map((point, i) => {
    const next = rest[i + 1] as Point;
    const end = i === rest.length - 2 ? last : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${at(point)} ${at(end)}`;
  });
  return bends.length === 0 ? `M${at(first)}L${at(last)}` : `M${at(first)}${bends.join('')}`;
}

/** Nodes one call away from this one, itself included, and the calls between it and them. */
export function neighbourhood(
  edges: ServiceMapEdge[],
  id: string,
): { nodes: Set<string>; edges: Set<ServiceMapEdge> } {
  const near = edges.filter(({ from, to }) => from === id || to === id);
  return { nodes: new Set([id, ...near.flatMap(({ from, to }) => [from, to])]), edges: new Set(near) };
}
