import type {
  ServiceMap,
  ServiceMapEdge,
  ServiceMapNode,
} from '../../../../shared/contract/trace-answers.ts';
import { duration, percent } from '../../../../shared/model/format.ts';
import { Name } from '../../../components/Name.tsx';
import { Quantity } from '../../../components/Quantity.tsx';
import { ALARMING_PERCENT, errorShare, rate } from '../figures.ts';
import type { TraceSearch } from '../search/use-trace-search.ts';
import { kindWord } from './MapShapes.tsx';
import css from './map.module.css';

interface MapDetailProps {
  map: ServiceMap;
  node: ServiceMapNode;
  windowMs: number;
  search: TraceSearch;
  onSelect(id: string): void;
}

/** The chosen node: who calls it, what it calls, and its traces. */
export function MapDetail({ map, node, windowMs, search, onSelect }: MapDetailProps) {
  const nameOf = (id: string) => map.nodes.find((other) => other.id === id)?.name ?? id;
  const callers = map.edges.filter(({ to }) => to === node.id);
  const called = map.edges.filter(({ from }) => from === node.id);
  return (
    <section className={css.detail} aria-label={node.name}>
      <div className="pane-head">
        <h2 className="cut">{node.name}</h2>
        <span className="sub">{kindWord[node.kind]}</span>
        <span className="grow" />
        <button type="button" className="btn small" onClick={() => search.onlyNode(node)}>
          Its traces
        </button>
      </div>
      <Calls
        title="Called by"
        edges={callers}
        end={(edge) => edge.from}
        {...{ nameOf, windowMs, onSelect }}
      />
      <Calls title="Calls" edges={called} end={(edge) => edge.to} {...{ nameOf, windowMs, onSelect }} />
      {callers.length + called.length === 0 && <p>It calls nothing, and nothing calls it.</p>}
    </section>
  );
}

interface CallsProps {
  title: string;
  edges: ServiceMapEdge[];
  end(edge: ServiceMapEdge): string;
  nameOf(id: string): string;
  windowMs: number;
  onSelect(id: string): void;
}

function Calls({ title, edges, end, nameOf, windowMs, onSelect }: CallsProps) {
  if (edges.length === 0) return null;
  return (
    <table className="table dense">
      <colgroup>
        <col />
        <col style={{ width: 70 }} />
        <col style={{ width: 72 }} />
        <col style={{ width: 72 }} />
        <col style={{ width: 76 }} />
      </colgroup>
      <thead>
        <tr>
          <th>{title}</th>
          <th className="right">Rate</th>
          <th className="right">Errors</th>
          <th className="right">p50</th>
          <th className="right">p95</th>
        </tr>
      </thead>
      <tbody>
        {[...edges]
          .sort((a, b) => b.calls - a.calls)
          .map((edge) => {
            const share = errorShare(edge.errors, edge.calls);
            return (
              <tr key={end(edge)}>
                <td>
                  <button type="button" className={css.nameCell} onClick={() => onSelect(end(edge))}>
                    <Name name={nameOf(end(edge))} />
                  </button>
                </td>
                <td className="right">
                  <Quantity of={rate(edge.calls, windowMs)} exact={`${edge.calls} calls`} />
                </td>
                <td className={`right ${(share ?? 0) >= ALARMING_PERCENT ? 'err' : ''}`}>
                  <Quantity of={percent(share)} exact={`${edge.errors} of ${edge.calls}`} />
                </td>
                <td className="right">
                  <Quantity of={duration(edge.p50Nano)} />
                </td>
                <td className="right">
                  <Quantity of={duration(edge.p95Nano)} />
                </td>
              </tr>
            );
          })}
      </tbody>
    </table>
  );
}
