import { IconDatabase, IconMessages, IconServer2, IconWorld } from '@tabler/icons-react';
import type { CSSProperties } from 'react';
import type { ServiceMapNode } from '../../../../shared/contract/trace-answers.ts';
import { count, quantityText } from '../../../../shared/model/format.ts';
import { colourOf } from '../../../components/colours.ts';
import { ALARMING_PERCENT, durationText, errorShare, errorText, rate } from '../figures.ts';
import css from './map.module.css';
import { NODE_HEIGHT, NODE_WIDTH, type PlacedEdge, type PlacedNode } from './map-layout.ts';

export const kindIcon = {
  service: IconServer2,
  database: IconDatabase,
  queue: IconMessages,
  external: IconWorld,
} as const;

export const kindWord: Record<ServiceMapNode['kind'], string> = {
  service: 'service',
  database: 'database',
  queue: 'queue',
  external: 'outside',
};

interface MapNodeProps {
  placed: PlacedNode;
  windowMs: number;
  selected: boolean;
  /** Not near to what is looked at. */
  weak: boolean;
  onHover(id: string): void;
  onSelect(id: string): void;
  onFilter(node: ServiceMapNode): void;
  onContext(node: ServiceMapNode, event: React.MouseEvent): void;
}

/** A box with a name, its kind, and rate, errors and p95 of the calls to it. */
export function MapNode(props: MapNodeProps) {
  const { placed, windowMs, selected, weak, onHover, onSelect, onFilter, onContext } = props;
  const { node, x, y } = placed;
  const Icon = kindIcon[node.kind];
  const bad = (errorShare(node.errors, node.calls) ?? 0) >= ALARMING_PERCENT;
  return (
    <foreignObject
      x={x - NODE_WIDTH / 2}
      y={y - NODE_HEIGHT / 2}
      width={NODE_WIDTH}
      height={NODE_HEIGHT}
      className={css.nodeBox}
      data-weak={weak}
    >
      <button
        type="button"
        className={css.node}
        data-kind={node.kind}
        data-bad={bad}
        aria-pressed={selected}
        style={{ '--c': colourOf(node.name) } as CSSProperties}
        title={`${node.name}, ${kindWord[node.kind]}: ${count(node.calls)} calls, ${count(node.errors)} with errors, p95 ${durationText(node.p95Nano)}`}
        onPointerEnter={() => onHover(node.id)}
        onPointerLeave={() => onHover('')}
        onClick={() => onSelect(node.id)}
        onDoubleClick={() => onFilter(node)}
        onContextMenu={(event) => onContext(node, event)}
      >
        <span className={css.nodeName}>
          <Icon size={14} aria-hidden="true" />
          <b className="cut">{node.name}</b>
          {bad && (
            <span className={css.alarm} aria-hidden="true">
              !
            </span>
          )}
        </span>
        <span className={css.nodeFigures}>
          <span>{quantityText(rate(node.calls, windowMs))}</span>
          <span className={bad ? 'err' : ''}>{errorText(node.errors, node.calls)}</span>
          <span>{durationText(node.p95Nano)}</span>
        </span>
      </button>
    </foreignObject>
  );
}

interface MapEdgeProps {
  placed: PlacedEdge;
  windowMs: number;
  /** Of the busiest edge's calls, 0 to 1. */
  share: number;
  weak: boolean;
  labelled: boolean;
}

const ARROW = 7;

/** Calls from one node to another: as thick as they are many, red as far as they fail. */
export function MapEdge({ placed, windowMs, share, weak, labelled }: MapEdgeProps) {
  const { edge, path } = placed;
  const bad = (errorShare(edge.errors, edge.calls) ?? 0) >= ALARMING_PERCENT;
  return (
    <g className={css.edge} data-weak={weak} data-bad={bad} data-async={edge.async}>
      <title>{`${edge.from} → ${edge.to}: ${count(edge.calls)} ${edge.async ? 'messages' : 'calls'}, ${count(edge.errors)} with errors, p50 ${durationText(edge.p50Nano)}, p95 ${durationText(edge.p95Nano)}`}</title>
      <path d={path} strokeWidth={1 + 3 * Math.sqrt(share)} />
      <path className={css.arrow} d={arrowHead(path)} />
      {labelled && (
        <g transform={`translate(${placed.x} ${placed.y})`} className={css.label}>
          <rect x={-44} y={-14} width={88} height={28} rx={3} />
          <text y={-2}>{quantityText(rate(edge.calls, windowMs))}</text>
          <text y={10}>
            {bad && <tspan className={css.labelError}>{errorText(edge.errors, edge.calls)} </tspan>}
            <tspan>{durationText(edge.p95Nano)}</tspan>
          </text>
        </g>
      )}
    </g>
  );
}

/** A triangle at the path's end, in the direction of its last stretch. */
function arrowHead(path: string): string {
  const numbers = path.match(/-?\d+(?:\.\d+)?/g)?.map(Number) ?? [];
  const [fromX, fromY, x, y] = numbers.slice(-4);
  if (fromX === undefined || fromY === undefined || x === undefined || y === undefined) return '';
  const angle = Math.atan2(y - fromY, x - fromX);
  const corner = (turn: number) =>
    `${(x - ARROW * Math.cos(angle + turn)).toFixed(1)} ${(y - ARROW * Math.sin(angle + turn)).toFixed(1)}`;
  return `M${x} ${y}L${corner(0.45)}L${corner(-0.45)}Z`;
}
