import { type CSSProperties, useMemo } from 'react';
import { count, duration, percent, quantityText } from '../../../../../shared/model/format.ts';
import { colourOf } from '../../../../components/colours.ts';
import type { TraceModel } from '../model/trace-model.ts';
import {
  type CallEdge,
  callGraph,
  NODE_HEIGHT,
  NODE_WIDTH,
  type PlacedNode,
  placeNodes,
} from './call-graph.ts';
import css from './graph.module.css';

interface TraceGraphProps {
  model: TraceModel;
  onService(service: string): void;
}

const PAD = 24;

/** Who called whom in this trace; a service leads to its operations. */
export function TraceGraph({ model, onService }: TraceGraphProps) {
  const graph = useMemo(() => callGraph(model), [model]);
  const { placed, width, height } = useMemo(() => placeNodes(graph), [graph]);
  const byService = new Map(placed.map((node) => [node.service, node]));
  const most = Math.max(1, ...graph.edges.map(({ calls }) => calls));
  const name = (service: number) => model.detail.services[service] ?? '';
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section className={css.graph} aria-label="Service graph" tabIndex={0}>
      <div className={css.plane} style={{ width: width + 2 * PAD, height: height + 2 * PAD }}>
        <svg width={width + 2 * PAD} height={height + 2 * PAD} aria-hidden="true">
          <g transform={`translate(${PAD} ${PAD})`}>
            {graph.edges.map((edge) => (
              <Edge
                key={`${edge.from}/${edge.to}`}
                edge={edge}
                from={byService.get(edge.from)!}
                to={byService.get(edge.to)!}
                weight={edge.calls / most}
              />
            ))}
          </g>
        </svg>
        {placed.map((node) => (
          <Node
            key={node.service}
            node={node}
            name={name(node.service)}
            model={model}
            onService={onService}
          />
        ))}
      </div>
      <ul className="visually-hidden">
        {graph.edges.map(({ from, to, calls, errors, totalNano }) => (
          <li key={`${from}/${to}`}>
            {name(from)} called {name(to)} {calls} times, {errors} failed,{' '}
            {quantityText(duration(totalNano / calls))} on average
          </li>
        ))}
      </ul>
    </section>
  );
}

interface NodeProps {
  node: PlacedNode;
  name: string;
  model: TraceModel;
  onService(service: string): void;
}

function Node({ node, name, model, onService }: NodeProps) {
  const whole = model.analysis.path.totalNano;
  return (
    <button
      type="button"
      className={css.node}
      style={
        {
          left: node.x + PAD,
          top: node.y + PAD,
          width: NODE_WIDTH,
          height: NODE_HEIGHT,
          '--c': colourOf(name),
        } as CSSProperties
      }
      onClick={() => onService(name)}
    >
      <b title={name}>{name}</b>
      <span>
        {count(node.spans)} {node.spans === 1 ? 'span' : 'spans'}
        {node.errors > 0 && <em> {count(node.errors)} failed</em>}
      </span>
      <span>
        self {quantityText(duration(node.selfNano))}
        {whole > 0 && `, ${quantityText(percent((node.criticalNano / whole) * 100))} critical`}
      </span>
    </button>
  );
}

interface EdgeProps {
  edge: CallEdge;
  from: PlacedNode;
  to: PlacedNode;
  /** 0 to 1: how many of the busiest edge's calls. */
  weight: number;
}

function Edge({ edge, from, to, weight }: EdgeProps) {
  const forward = to.x > from.x;
  const [x1, y1] = [
    from.x + (forward ? NODE_WIDTH : NODE_WIDTH / 2),
    from.y + (forward ? NODE_HEIGHT / 2 : NODE_HEIGHT),
  ];
  const [x2, y2] = [to.x + (forward ? 0 : NODE_WIDTH / 2), to.y + (forward ? NODE_HEIGHT / 2 : NODE_HEIGHT)];
  const bend = forward ? (x2 - x1) / 2 : 0;
  const drop = forward ? 0 : 28;
  const path = `M${x1} ${y1}C${x1 + bend} ${y1 + drop} ${x2 - bend} ${y2 + drop} ${x2} ${y2}`;
  const failed = edge.errors > 0;
  return (
    <g className={failed ? css.failed : ''}>
      <path d={path} strokeWidth={1 + weight * 3} />
      <circle cx={x2} cy={y2} r={3.5} />
      <text x={x2 - (forward ? 8 : 0)} y={y2 - 8} textAnchor="end">
        {count(edge.calls)} × {quantityText(duration(edge.totalNano / edge.calls))}
      </text>
    </g>
  );
}
