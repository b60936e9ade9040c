import { IconMinus, IconPlus } from '@tabler/icons-react';
import { memo, useState } from 'react';
import type { DifferenceAttribute, TraceDifference } from '../../../../shared/contract/trace-answers.ts';
import { count, percent, quantityText } from '../../../../shared/model/format.ts';
import type { useContextMenu } from '../../../components/ContextMenu.tsx';
import { excluded, valueCondition } from '../search/conditions.ts';
import css from './difference.module.css';
import { type ValueShare, valueShares } from './difference-rows.ts';

interface AttributeGroupProps {
  attribute: DifferenceAttribute;
  difference: TraceDifference;
  /** Attributes that split the traces in the same way. */
  alsoSaid?: DifferenceAttribute[];
  /** One more condition for the query. */
  onAdd(condition: string): void;
  onMenu: OpenMenu;
}

const FIRST_VALUES = 2;
const NONE: DifferenceAttribute[] = [];

type OpenMenu = ReturnType<typeof useContextMenu>['openMenu'];

/** One attribute: its values as pairs of bars, inside above outside. */
export const AttributeGroup = memo(function AttributeGroup(props: AttributeGroupProps) {
  const { attribute, difference, alsoSaid = NONE, onAdd, onMenu } = props;
  const [all, setAll] = useState(false);
  const shares = valueShares(attribute, difference);
  const shown = all ? shares : shares.slice(0, FIRST_VALUES);
  const rest = shares.length - FIRST_VALUES;
  return (
    <section className={css.attribute}>
      <h3 title={carriers(attribute, difference)}>
        <span className="cut">{attribute.key}</span>
        {attribute.from === 'resource' && <span className="tag">resource</span>}
        <span className="grow" />
        <span className={css.score} title="How much more common its foremost value is inside, 0 to 100">
          {Math.round(attribute.score * 100)}
        </span>
      </h3>
      <ul>
        {shown.map((value) => (
          <ValueRow key={value.value} value={value} onMenu={onMenu} {...filters(attribute, value, onAdd)} />
        ))}
      </ul>
      {alsoSaid.length > 0 && (
        <p className={css.also} title={alsoSaid.map(({ key }) => key).join(', ')}>
          the same by {alsoSaid.map(({ key }) => key).join(', ')}
        </p>
      )}
      {rest > 0 && (
        <button type="button" className={css.more} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'fewer values' : `${count(rest)} more ${rest === 1 ? 'value' : 'values'}`}
        </button>
      )}
    </section>
  );
});

/** Keeping and excluding, where the language can ask for the value. */
function filters(attribute: DifferenceAttribute, value: ValueShare, onAdd: (condition: string) => void) {
  const condition = valueCondition(attribute, value);
  if (condition === null) return {};
  return { onKeep: () => onAdd(condition), onExclude: () => onAdd(excluded(condition)) };
}

const carriers = ({ inside, outside }: DifferenceAttribute, difference: TraceDifference): string =>
  `carried by ${count(inside)} of ${count(difference.insideSpans)} spans inside and ${count(outside)} of ${count(difference.outsideSpans)} outside; shares are of traces`;

interface ValueRowProps {
  value: ValueShare;
  onMenu: OpenMenu;
  onKeep?: () => void;
  onExclude?: () => void;
}

function ValueRow({ value, onMenu, onKeep, onExclude }: ValueRowProps) {
  const text = value.value === '' ? '(empty)' : value.value;
  return (
    <li
      className={css.value}
      onContextMenu={(event) =>
        onMenu(event, [
          ...(onKeep ? [{ label: 'Keep only these', onClick: onKeep }] : []),
          ...(onExclude ? [{ label: 'Exclude these', onClick: onExclude }] : []),
          { label: 'Copy the value', onClick: () => void navigator.clipboard.writeText(value.value) },
        ])
      }
    >
      {onKeep ? (
        <button type="button" className={css.keep} title={`Keep only ${text}`} onClick={onKeep}>
          <span className="mono cut">{text}</span>
        </button>
      ) : (
        <span className={css.keep} title={text}>
          <span className="mono cut">{text}</span>
        </span>
      )}
      <div className={css.bars} aria-hidden="true">
        <ShareBar share={value.insideShare} side="inside" />
        <ShareBar share={value.outsideShare} side="outside" />
      </div>
      <div className={css.shares}>
        <ShareText share={value.insideShare} traces={value.insideTraces} spans={value.inside} side="inside" />
        <ShareText
          share={value.outsideShare}
          traces={value.outsideTraces}
          spans={value.outside}
          side="outside"
        />
      </div>
      {onKeep && onExclude && (
        <span className={css.valueActions}>
          <button
            type="button"
            className="btn icon small"
            aria-label={`Keep only ${text}`}
            title="Keep only these"
            onClick={onKeep}
          >
            <IconPlus size={12} />
          </button>
          <button
            type="button"
            className="btn icon small"
            aria-label={`Exclude ${text}`}
            title="Exclude these"
            onClick={onExclude}
          >
            <IconMinus size={12} />
          </button>
        </span>
      )}
    </li>
  );
}

type Side = 'inside' | 'outside';

function ShareBar({ share, side }: { share: number | null; side: Side }) {
  return (
    <span className={css.track} data-side={side}>
      <i style={{ width: `${(share ?? 0) * 100}%` }} />
    </span>
  );
}

interface ShareTextProps {
  share: number | null;
  traces: number;
  spans: number;
  side: Side;
}

function ShareText({ share, traces, spans, side }: ShareTextProps) {
  return (
    <span
      title={`${count(traces)} traces ${side}, ${count(spans)} spans`}
      className={side === 'outside' ? 't2' : ''}
    >
      <span className="visually-hidden">{side} </span>
      {quantityText(percent(share === null ? null : share * 100))}
    </span>
  );
}
