import type { ServiceMapNode } from '../../../../shared/contract/trace-answers.ts';
import { duration, percent } from '../../../../shared/model/format.ts';
import { Name } from '../../../components/Name.tsx';
import { Quantity } from '../../../components/Quantity.tsx';
import { ALARMING_PERCENT, errorShare, rate } from '../figures.ts';
import { kindIcon, kindWord } from './MapShapes.tsx';
import css from './map.module.css';

interface MapListProps {
  nodes: ServiceMapNode[];
  windowMs: number;
  selected: string;
  onSelect(id: string): void;
}

/** The map's nodes, busiest first, for the keyboard and for those who would rather read. */
export function MapList({ nodes, windowMs, selected, onSelect }: MapListProps) {
  const sorted = [...nodes].sort((a, b) => b.calls - a.calls || (a.id < b.id ? -1 : 1));
  return (
    <>
      <div className="pane-head">
        <h2>Nodes</h2>
        <span className="sub">{nodes.length}, most called first</span>
      </div>
      <div className="scroll">
        <table className="table dense" aria-label="Nodes">
          <colgroup>
            <col />
            <col style={{ width: 76 }} />
            <col style={{ width: 76 }} />
            <col style={{ width: 78 }} />
          </colgroup>
          <thead>
            <tr>
              <th>Name</th>
              <th className="right">Rate</th>
              <th className="right">Errors</th>
              <th className="right">p95</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((node) => (
              <NodeRow
                key={node.id}
                node={node}
                windowMs={windowMs}
                selected={node.id === selected}
                onSelect={onSelect}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface NodeRowProps {
  node: ServiceMapNode;
  windowMs: number;
  selected: boolean;
  onSelect(id: string): void;
}

function NodeRow({ node, windowMs, selected, onSelect }: NodeRowProps) {
  const Icon = kindIcon[node.kind];
  const share = errorShare(node.errors, node.calls);
  return (
    <tr className={css.row} data-selected={selected}>
      <td>
        <button
          type="button"
          className={css.nameCell}
          aria-pressed={selected}
          title={`${node.name}, ${kindWord[node.kind]}`}
          onClick={() => onSelect(node.id)}
        >
          <Name name={node.name} />
          {node.kind !== 'service' && <Icon size={12} aria-label={kindWord[node.kind]} />}
        </button>
      </td>
      <td className="right">
        <Quantity of={rate(node.calls, windowMs)} exact={`${node.calls} calls`} />
      </td>
      <td className={`right ${(share ?? 0) >= ALARMING_PERCENT ? 'err' : ''}`}>
        <Quantity of={percent(share)} exact={`${node.errors} of ${node.calls}`} />
      </td>
      <td className="right">
        <Quantity of={duration(node.p95Nano)} />
      </td>
    </tr>
  );
}
